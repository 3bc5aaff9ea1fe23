// What runs once: package variables, init, OnceFunc, OnceValue, a loop of workers in main; beside a handler that starts the same loop.
// leaks: each request of watch leaves a goroutine, and each line read by follow; clean: the others.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

var ticks = start()

func start() chan int {
	c := make(chan int, 1)
	go func() {
		for {
			select {
			case c <- 1:
			default:
			}
			time.Sleep(time.Second)
		}
	}()
	return c
}

func spin(name string) {
	for {
		fmt.Println(name)
		time.Sleep(time.Minute)
	}
}

var lazy = sync.OnceFunc(func() { go spin("lazy") })

var clock = sync.OnceValue(func() chan time.Time {
	c := make(chan time.Time)
	go func() {
		for {
			c <- time.Now()
		}
	}()
	return c
})

func init() { go spin("init") }

func watch(w http.ResponseWriter, r *http.Request) {
	lazy()
	<-clock()
	go spin(r.URL.Path) // want goroutine-leak
}

func follow(in *bufio.Scanner) {
	for in.Scan() {
		go spin(in.Text()) // want goroutine-leak
	}
}

func main() {
	for range 4 {
		go spin("worker")
	}
	go follow(bufio.NewScanner(os.Stdin))
	http.HandleFunc("/watch", watch)
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
