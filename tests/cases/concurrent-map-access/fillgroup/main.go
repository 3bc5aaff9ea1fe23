// Fetches that run in a group of our own: one fills a plain map from all its tasks, the others lock or merge later.
// race: DATA RACE in fetch; clean: fetchLocked, fetchMerged.
package main

import (
	"fmt"
	"sync"

	"example.com/fillgroup/group"
)

type page struct {
	url  string
	size int
}

func get(url string) (page, error) { return page{url, len(url)}, nil }

func fetch(urls []string) (map[string]page, error) {
	g := group.WithLimit(4)
	out := make(map[string]page)
	for _, u := range urls {
		g.Go(func() error {
			p, err := get(u)
			if err != nil {
				return err
			}
			out[u] = p // want concurrent-map-access
			return nil
		})
	}
	return out, g.Wait()
}

func fetchLocked(urls []string) (map[string]page, error) {
	var (
		g   group.Group
		mu  sync.Mutex
		out = make(map[string]page)
	)
	for _, u := range urls {
		g.Go(func() error {
			p, err := get(u)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			out[u] = p
			return nil
		})
	}
	err := g.Wait()
	out["all"] = page{size: len(out)}
	return out, err
}

func fetchMerged(urls []string) (map[string]page, error) {
	var g group.Group
	pages := make([]page, len(urls))
	for i, u := range urls {
		g.Go(func() (err error) {
			pages[i], err = get(u)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := make(map[string]page, len(pages))
	for _, p := range pages {
		out[p.url] = p
	}
	return out, nil
}

func main() {
	urls := []string{"a", "bb", "ccc", "dddd", "eeeee"}
	fmt.Println(fetch(urls))
	fmt.Println(fetchLocked(urls))
	fmt.Println(fetchMerged(urls))
}
