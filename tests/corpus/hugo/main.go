// Command hugo uses github.com/gohugoio/hugo as an ordinary program does.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/gohugoio/hugo/commands"
	"github.com/gohugoio/hugo/common/types"
	"github.com/gohugoio/hugo/parser/metadecoders"
	"github.com/gohugoio/hugo/parser/pageparser"
)

func main() {
	page, err := pageparser.ParseFrontMatterAndContent(strings.NewReader("---\ntitle: A\n---\nText"))
	if err != nil {
		log.Fatal(err)
	}
	m, err := metadecoders.Default.UnmarshalToMap([]byte(`title = "b"`), metadecoders.TOML)
	fmt.Println(page.FrontMatter["title"], m, err)
	fmt.Println(types.KeyValueStr{Key: "a", Value: "b"})
	if err := commands.Execute(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}
