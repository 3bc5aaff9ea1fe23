// Command pebble uses github.com/cockroachdb/pebble/v2 as an ordinary program does.
package main

import (
	"errors"
	"fmt"
	"log"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

type store struct{ db *pebble.DB }

func (s *store) put(pairs map[string]string) (err error) {
	batch := s.db.NewBatch()
	defer func() { err = errors.Join(err, batch.Close()) }()
	for k, v := range pairs {
		if err := batch.Set([]byte(k), []byte(v), nil); err != nil {
			return err
		}
	}
	return batch.Commit(pebble.Sync)
}

func (s *store) scan(prefix string, visit func(key, value string) bool) error {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte(prefix)})
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		if !visit(string(it.Key()), string(it.Value())) {
			break
		}
	}
	return it.Close()
}

func main() {
	db, err := pebble.Open("data", &pebble.Options{FS: vfs.NewMem()})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	s := &store{db: db}
	if err := s.put(map[string]string{"a": "1", "b": "2"}); err != nil {
		log.Fatal(err)
	}
	_ = s.scan("a", func(key, value string) bool { fmt.Println(key, value); return true })
	if v, closer, err := db.Get([]byte("a")); err == nil {
		fmt.Println(string(v))
		closer.Close()
	} else if errors.Is(err, pebble.ErrNotFound) {
		fmt.Println("none")
	}
}
