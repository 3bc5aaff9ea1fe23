// Map types of another package: their boxes are only read there, or lent to whoever asks.
// seen: main writes through what Lend gives.
package main

import (
	"fmt"

	"example.com/packages/book"
)

func main() {
	b := book.New()
	b.Set("a", 1)
	*b.Lend("a") = 7
	fmt.Println(b.Get("a"), *b.Lend("a"))
}
