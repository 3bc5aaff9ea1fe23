package twosections

import (
	"net/http"
	"sync"
)

type Shop struct {
	stock *Stock[string]

	mu    sync.Mutex
	holds map[string]int
}

func NewShop() *Shop { return &Shop{stock: NewStock[string](), holds: map[string]int{}} }

func (s *Shop) Reserve(w http.ResponseWriter, r *http.Request) {
	item := r.FormValue("item")
	n := s.stock.Get(item)
	if n == 0 {
		http.Error(w, "sold out", http.StatusConflict)
		return
	}
	s.stock.Set(item, n-1) // want lost-update
}

func (s *Shop) ReserveSafe(w http.ResponseWriter, r *http.Request) {
	if s.stock.Add(r.FormValue("item"), -1) < 0 {
		s.stock.Add(r.FormValue("item"), 1)
		http.Error(w, "sold out", http.StatusConflict)
	}
}

func (s *Shop) Hold(w http.ResponseWriter, r *http.Request) {
	item := r.FormValue("item")
	s.mu.Lock()
	n := s.holds[item]
	s.mu.Unlock()
	if n > 5 {
		http.Error(w, "too many holds", http.StatusConflict)
		return
	}
	s.mu.Lock()
	s.holds[item] = n + 1 // want lost-update
	s.mu.Unlock()
}

func (s *Shop) Release(w http.ResponseWriter, r *http.Request) {
	item := r.FormValue("item")
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.holds[item]
	if n <= 1 {
		delete(s.holds, item)
		return
	}
	s.holds[item] = n - 1
}

func (s *Shop) Restock(item string, n int) { s.stock.Set(item, n) }
