// Command ownrows: the same with a slice in a field, through a variable. clean: each goroutine has its row.
package main

import (
	"fmt"
	"sync"
)

type matrix struct {
	rows []map[int]float64
	mu   []sync.Mutex
}

func newMatrix(n int) *matrix {
	m := &matrix{rows: make([]map[int]float64, n), mu: make([]sync.Mutex, n)}
	for i := range m.rows {
		m.rows[i] = make(map[int]float64)
	}
	return m
}

func (m *matrix) add(i, j int, v float64) {
	m.mu[i].Lock()
	defer m.mu[i].Unlock()
	m.rows[i][j] += v
}

func (m *matrix) fill(n int) {
	var wg sync.WaitGroup
	for i := range m.rows {
		wg.Add(1)
		go func(row map[int]float64) {
			defer wg.Done()
			for j := range n {
				row[j] = float64(i * j)
			}
		}(m.rows[i])
	}
	wg.Wait()
	for k := range 10 {
		wg.Go(func() { m.add(k%len(m.rows), k, 1) })
	}
	wg.Wait()
	for i := range m.rows {
		wg.Add(1)
		go func() {
			defer wg.Done()
			row := m.rows[i]
			row[-1] = float64(len(row))
		}()
	}
	wg.Wait()
}

func main() {
	m := newMatrix(5)
	m.fill(100)
	fmt.Println(len(m.rows[0]))
}
