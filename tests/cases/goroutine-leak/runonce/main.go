// One helper runs what it is given, in a loop for one caller and once for another.
// leaks: a goroutine for each retry; clean: scan, which main starts once.
package main

import (
	"fmt"
	"os"
	"time"
)

func traced(what string, work func()) {
	fmt.Println("begin", what)
	work()
	fmt.Println("end", what)
}

func scan() {
	never := make(chan int)
	go func() { fmt.Println(<-never) }()
}

func ping() {
	never := make(chan int)
	go func() { fmt.Println(<-never) }() // want goroutine-leak
}

func main() {
	traced("scan", func() { scan() })
	for {
		traced("ping", func() { ping() })
		if _, err := os.Stat("stop"); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}
