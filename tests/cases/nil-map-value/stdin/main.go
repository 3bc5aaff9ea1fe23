// Keys read from standard input and files, with and without a test; closures over them.
// panics: `stdin scan` on "x", `stdin closure` on "x"; clean: `stdin tested` on "x".
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type account struct{ balance int }

func scan(in *bufio.Scanner, accounts map[string]*account) {
	for in.Scan() {
		fields := strings.Fields(in.Text())
		accounts[fields[0]].balance++ // want nil-map-value
	}
}

func closure(accounts map[string]*account) {
	pay := func() {
		var name string
		fmt.Scan(&name)
		accounts[name].balance-- // want nil-map-value
	}
	pay()
}

func tested(in *bufio.Scanner, accounts map[string]*account) {
	for in.Scan() {
		a, ok := accounts[in.Text()]
		if !ok {
			fmt.Println("no account", in.Text())
			continue
		}
		report := func() { fmt.Println(a.balance) }
		report()
	}
}

func main() {
	accounts := map[string]*account{"ada": {100}}
	in := bufio.NewScanner(os.Stdin)
	switch os.Args[1] {
	case "scan":
		scan(in, accounts)
	case "closure":
		closure(accounts)
	case "tested":
		tested(in, accounts)
	}
}
