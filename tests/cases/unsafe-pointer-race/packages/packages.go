// The variable is one package's, the goroutine another's.
// race: store.Current.
package main

import "example.com/packages/store"

func watch(n int) {
	for i := 0; i < n; i++ {
		store.Set(&store.Data{N: i})
	}
}

func main() {
	store.Begin(&store.Data{N: -1})
	go watch(100)
	n := 0
	for i := 0; i < 100; i++ {
		n += store.Get()
	}
	println(n)
}
