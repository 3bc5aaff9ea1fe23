// Every entry against every entry, in two loops and through maps.All; against its own key's entry it asks whether it is still that one.
// seen: main finds no duplicate among two equal cards.
package main

import (
	"fmt"
	"maps"
)

type Card struct {
	suit string
	rank int
}

func count(cards map[int]*Card, like Card) (n int) {
	for _, c := range cards {
		if *c == like {
			n++
		}
	}
	return n
}

func duplicates(mine, yours map[int]*Card) (n int) {
	for _, c := range mine {
		for _, d := range yours {
			if c == d { // want pointer-identity
				n++
			}
		}
	}
	return n
}

func unchanged(mine, yours map[int]*Card) (n int) {
	for k, c := range maps.All(mine) {
		if yours[k] == c { // want pointer-identity
			n++
		}
	}
	return n
}

func settle(cards map[int]*Card, play func(*Card)) {
	for k, c := range cards {
		play(c)
		if cards[k] == c {
			delete(cards, k)
		}
	}
}

func equalPairs(mine, yours map[int]*Card) (n int) {
	for k, c := range mine {
		if d, ok := yours[k]; ok && *c == *d {
			n++
		}
	}
	return n
}

func main() {
	mine, yours := map[int]*Card{1: {"h", 2}}, map[int]*Card{1: {"h", 2}}
	fmt.Println(duplicates(mine, yours), unchanged(mine, yours), equalPairs(mine, yours), count(mine, Card{"h", 2}))
	settle(mine, func(*Card) {})
}
