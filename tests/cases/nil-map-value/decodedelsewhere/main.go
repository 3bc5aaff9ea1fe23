// What another package decodes it looks at before main gets it; what main decodes itself nobody has looked at.
// panics: with a null for a router in its input `decodedelsewhere own`, and `decodedelsewhere merged` before main has it.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"example.com/decodedelsewhere/conf"
)

type local struct{ Routers map[string]*conf.Router }

func count(c *conf.Config) int {
	n := 0
	for _, r := range c.Routers {
		n += len(r.Rule)
	}
	return n
}

func countOwn(l *local) int {
	n := 0
	for _, r := range l.Routers {
		n += len(r.Rule) // want nil-map-value
	}
	return n
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	switch os.Args[1] {
	case "merged":
		c, err := conf.Load(os.Stdin)
		if err != nil {
			panic(err)
		}
		fmt.Println(count(c))
	case "own":
		var l local
		if err := json.NewDecoder(os.Stdin).Decode(&l); err != nil {
			panic(err)
		}
		fmt.Println(countOwn(&l))
	}
}
