// A background refresher replaces package variables each minute; getters return them.
// race: Start's goroutine against the getters, DATA RACE at the stores; clean: holidays behind a RWMutex, zones before Start.
package tickers

import (
	"sync"
	"time"
)

type Rates struct {
	Base string
	By   map[string]float64
}

var (
	rates    *Rates
	fallback map[string]float64
	zones    map[string]string

	holidaysMu sync.RWMutex
	holidays   []string
)

func fetch() (*Rates, error) {
	return &Rates{Base: "EUR", By: map[string]float64{"USD": 1.1}}, nil
}

func refresh() {
	r, err := fetch()
	if err != nil {
		fallback = map[string]float64{} // want unsynchronized-swap
		return
	}
	rates = r // want unsynchronized-swap
	holidaysMu.Lock()
	holidays = append([]string(nil), "easter")
	holidaysMu.Unlock()
}

func Start(every time.Duration, stop <-chan struct{}) {
	zones = map[string]string{"CET": "Europe/Berlin"}
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				refresh()
			case <-stop:
				return
			}
		}
	}()
	for range 2 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					Convert("USD", 1)
					Zone("CET")
					Holidays()
				}
			}
		}()
	}
}

func Convert(currency string, v float64) float64 {
	if rates == nil {
		return fallback[currency]
	}
	return v * rates.By[currency]
}

func Zone(abbreviation string) string { return zones[abbreviation] }

func Holidays() []string {
	holidaysMu.RLock()
	defer holidaysMu.RUnlock()
	return holidays
}
