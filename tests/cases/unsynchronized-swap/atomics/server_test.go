package main

import "testing"

func TestNew(t *testing.T) {
	s := &server{conf: load("test")}
	if s.conf.name != "test" {
		t.Fatal(s.conf.name)
	}
}
