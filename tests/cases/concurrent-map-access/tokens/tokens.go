// Package tokens counts words in goroutines: with a channel that has room for one as the mutex, and with workers that have none.
package tokens

import "sync"

func Count(words []string) map[string]int {
	token := make(chan struct{}, 1)
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func(w string) {
			defer wg.Done()
			token <- struct{}{}
			counts[w]++
			<-token
		}(w)
	}
	wg.Wait()
	return counts
}

func CountDeferred(words []string) map[string]int {
	token := make(chan struct{}, 1)
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func(w string) {
			defer wg.Done()
			token <- struct{}{}
			defer func() { <-token }()
			counts[w]++
		}(w)
	}
	wg.Wait()
	return counts
}

// Two may be in at once.
func CountByTwo(words []string) map[string]int {
	tokens := make(chan struct{}, 2)
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func(w string) {
			defer wg.Done()
			tokens <- struct{}{}
			counts[w]++ // want concurrent-map-access
			<-tokens
		}(w)
	}
	wg.Wait()
	return counts
}

func worker(jobs <-chan string, lengths map[string]int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		lengths[j] = len(j) // want concurrent-map-access
	}
}

// The workers share what they fill.
func Lengths(words []string) map[string]int {
	jobs := make(chan string)
	lengths := make(map[string]int)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(jobs, lengths, &wg)
	}
	for _, w := range words {
		jobs <- w
	}
	close(jobs)
	wg.Wait()
	return lengths
}

func own(jobs <-chan string, out chan<- map[string]int) {
	lengths := map[string]int{}
	for j := range jobs {
		lengths[j] = len(j)
	}
	out <- lengths
}

// Each worker fills its own.
func OwnLengths(words []string) []map[string]int {
	jobs, out := make(chan string), make(chan map[string]int)
	for i := 0; i < 3; i++ {
		go own(jobs, out)
	}
	for _, w := range words {
		jobs <- w
	}
	close(jobs)
	return []map[string]int{<-out, <-out, <-out}
}
