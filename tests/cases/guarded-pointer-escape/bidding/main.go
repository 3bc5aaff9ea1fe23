// An auction with a lock in another package: bids are written through a pointer that Get hands out, while a clerk reads under the lock.
// race: bid against clerk, DATA RACE at the write; clean: bidLocked, which goes through With.
package main

import (
	"fmt"
	"sync"

	"example.com/bidding/auction"
)

func bid(h *auction.House, lot string, by string, amount int) {
	l := h.Get(lot)
	if l == nil || amount <= 0 {
		return
	}
	l.Highest = amount // want guarded-pointer-escape
	l.By = by          // want guarded-pointer-escape
}

func bidLocked(h *auction.House, lot string, by string, amount int) {
	h.With(lot, func(l *auction.Lot) {
		if l.Reserve < amount {
			l.Reserve = amount
		}
	})
}

func clerk(h *auction.House, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
			fmt.Println(h.Summary())
		}
	}
}

func main() {
	h := auction.Open("chair", "lamp")
	done := make(chan struct{})
	go clerk(h, done)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			bid(h, "chair", fmt.Sprint("bidder", i), 10+i)
			bidLocked(h, "lamp", fmt.Sprint("bidder", i), 10+i)
		}()
	}
	wg.Wait()
	close(done)
}
