package main

import "testing"

func TestSet(t *testing.T) {
	w := weights{}
	w.set("a", 1)
	*w["a"] = 4
	if w.of("a") != 4 {
		t.Fail()
	}
}
