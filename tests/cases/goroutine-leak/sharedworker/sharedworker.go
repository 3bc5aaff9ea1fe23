// One worker function for several pools: each pool has its own channel, and only some close it.
// leaks: Leaky leaves its workers; clean: Closed, Deferred, and the stages of Pipe.
package sharedworker

import "sync"

func worker(jobs <-chan int, results chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		results <- j * j
	}
}

func run(jobs chan int, results chan int, wg *sync.WaitGroup) {
	worker(jobs, results, wg)
}

func sum(values []int, jobs chan int, results chan int) (total int) {
	for _, v := range values {
		jobs <- v
		total += <-results
	}
	return total
}

func Leaky(values []int) int {
	jobs, results := make(chan int), make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(jobs, results, &wg) // want goroutine-leak
	}
	return sum(values, jobs, results)
}

// LeakyToo goes through one function more.
func LeakyToo(values []int) int {
	jobs, results := make(chan int), make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go run(jobs, results, &wg) // want goroutine-leak
	return sum(values, jobs, results)
}

func Closed(values []int) int {
	jobs, results := make(chan int), make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(jobs, results, &wg)
	}
	total := sum(values, jobs, results)
	close(jobs)
	wg.Wait()
	return total
}

func Deferred(values []int) int {
	jobs, results := make(chan int), make(chan int)
	defer close(jobs)
	var wg sync.WaitGroup
	wg.Add(1)
	go run(jobs, results, &wg)
	return sum(values, jobs, results)
}

func stage(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range in {
			out <- v + 1
		}
	}()
	return out
}

func Pipe(values []int) (total int) {
	in := make(chan int)
	go func() {
		defer close(in)
		for _, v := range values {
			in <- v
		}
	}()
	for v := range stage(stage(in)) {
		total += v
	}
	return total
}
