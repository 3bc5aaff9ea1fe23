package cache

import "testing"

func TestHit(t *testing.T) {
	c := New()
	want := &Entry{hits: 2} //ptrsafe:stack
	other := &Entry{}       //ptrsafe:heap // want escape-assertion
	c.Hit("a")
	if got := c.Hit("a"); got != want.hits+other.hits {
		t.Fatal(got)
	}
}
