// Command bleve uses github.com/blevesearch/bleve/v2 as an ordinary program does.
package main

import (
	"fmt"
	"log"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/search/query"
)

type note struct {
	Title, Body string
}

func main() {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = en.AnalyzerName
	doc := bleve.NewDocumentMapping()
	doc.AddFieldMappingsAt("Body", text)
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping = doc
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		log.Fatal(err)
	}
	defer index.Close()
	if err := index.Index("1", note{"a", "maps of pointers"}); err != nil {
		log.Fatal(err)
	}
	q := query.NewConjunctionQuery([]query.Query{bleve.NewMatchQuery("pointer"), bleve.NewMatchAllQuery()})
	result, err := index.Search(bleve.NewSearchRequest(q))
	if err != nil {
		log.Fatal(err)
	}
	for _, hit := range result.Hits {
		fmt.Println(hit.ID, hit.Score)
	}
}
