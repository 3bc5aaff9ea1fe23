package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

type object struct {
	name string
	next *object
	data [4]int
}

var freed atomic.Int32

// watched is an object that says when it has been collected.
func watched(name string) *object {
	o := &object{name: name}
	runtime.SetFinalizer(o, func(*object) { freed.Add(1) })
	return o
}

// gone panics unless `n` watched objects are collected now; call it where nothing but numbers leads to them.
func gone(n int32) {
	for range 100 {
		runtime.GC()
		if freed.Load() >= n {
			freed.Store(0)
			return
		}
		time.Sleep(time.Millisecond)
	}
	panic("not collected")
}
