// Maps that hold themselves: a trie of maps, one that is its own entry, lists and functions of such maps.
// heap grows: words, filled from the input; clean: fixed, cut, and local, which ends with its caller.
package main

import (
	"bufio"
	"fmt"
	"os"
)

type trie map[string]trie

type pointers map[string]*pointers

type lists map[string][]lists

type makers map[string]func() makers

var (
	words = trie{}
	fixed = trie{"a": trie{"b": trie{}}}
	self  = pointers{}
	all   = lists{}
	made  = makers{}
	cut   = trie{}
)

func local(keys []string) int {
	t := trie{}
	for _, k := range keys {
		if t[k] == nil {
			t[k] = trie{}
		}
		t[k]["up"] = t
	}
	return len(t)
}

func loop() {
	fixed["a"]["b"]["a"] = fixed
	self["self"] = &self
	all["all"] = []lists{all, {"none": nil}}
	made["self"] = func() makers { return made }
}

func main() {
	loop()
	in := bufio.NewScanner(os.Stdin)
	for t := words; in.Scan(); {
		k := in.Text()
		words[k] = trie{"up": words} // want unbounded-map
		t = t[k]
		if len(cut) > 100 {
			clear(cut)
		}
		cut[k] = cut
	}
	fmt.Println(len(words), local(os.Args), len(self), len(all), len(made["self"]()))
}
