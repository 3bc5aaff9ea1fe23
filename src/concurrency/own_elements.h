// Own elements: goroutines that one `go` statement in a loop starts, each with its own element of an array or slice:
// `for i := range n { go func() { a[i] = … }() }`; or with the map that is the element which a loop has come to.
//
// The index is an induction variable of the innermost loop around the `go` statement (Aho, Sethi, Ullman, "Compilers", section 10.7), or
// what a `range` counts by, passed or captured by value: no two iterations have the same one, until the loop is entered anew.
#pragma once

#include "concurrency/accesses.h"

namespace ptrsafe::concurrency {

// Both accesses are made by the body that `go` starts, and to the same number of the same array, or to the map of one round. The last instruction
// before the loop whose iterations have their own; none if they may meet.
ValueId before_loop_of_own(const Edge& go, const Access& a, const Access& b);

}  // namespace ptrsafe::concurrency
