package yieldindex

import (
	"bufio"
	"io"
	"math"
)

func (ix *Index) Lengths() map[string]int {
	out := map[string]int{}
	for w, p := range ix.Postings() {
		out[w] = len(p.docs)
	}
	return out
}

func (ix *Index) Finish(total int) {
	for w := range ix.terms {
		ix.terms[w].idf = math.Log(float64(total) / float64(len(ix.terms[w].docs)))
	}
}

// Weigh sums the weights of the words of a query that is read from r.
func (ix *Index) Weigh(r io.Reader) (sum float64) {
	in := bufio.NewScanner(r)
	in.Split(bufio.ScanWords)
	for in.Scan() {
		sum += ix.terms[in.Text()].idf // want nil-map-value
	}
	return sum
}

func (ix *Index) WeighKnown(query string) (sum float64) {
	for w := range Words(query) {
		if p, known := ix.terms[w]; known {
			sum += p.idf
		}
	}
	return sum
}
