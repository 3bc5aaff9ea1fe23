// A build tool: load refuses a file whose targets need unknown ones, so that the walk finds every name it looks up.
// clean: the names come from the file, but validate has returned an error for each absent one; run with good, bad and cyclic files.
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: buildplan FILE [TARGET...]")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	p, err := load(string(text))
	if err != nil {
		fmt.Println("refused:", err)
		return
	}
	for _, name := range os.Args[2:] {
		if err := p.require(name); err != nil {
			fmt.Println("refused:", err)
			return
		}
		p.visit(name)
	}
	for _, name := range p.names {
		p.visit(name)
	}
	fmt.Println(p.done, p.cost())
}
