// Command badger uses github.com/dgraph-io/badger/v4 as an ordinary program does.
package main

import (
	"errors"
	"fmt"
	"log"

	"github.com/dgraph-io/badger/v4"
)

func main() {
	db, err := badger.Open(badger.DefaultOptions("").WithInMemory(true))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(txn *badger.Txn) error {
		return txn.SetEntry(badger.NewEntry([]byte("a"), []byte("1")).WithMeta(1))
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if err := it.Item().Value(func(v []byte) error { fmt.Println(string(v)); return nil }); err != nil {
				return err
			}
		}
		_, err := txn.Get([]byte("b"))
		return err
	})
	fmt.Println(errors.Is(err, badger.ErrKeyNotFound))
}
