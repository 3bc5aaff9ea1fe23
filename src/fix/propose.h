// The makers of fixes: what could mend a finding, judged by its place alone. Whether it does is tried afterwards (trial.h).
// One file for each kind of fix.
#pragma once

#include <vector>

#include "fix/site.h"

namespace ptrsafe::fix {

// What could mend the finding, the best first; none where that would be a guess.
std::vector<Fix> propose(const Sites& sites, const Finding& finding);

// nil-map-write: the map is made where it is declared, in the one literal of its object, or before the write.
std::vector<Fix> make_map(const Sites& sites, const Finding& finding);
// loop-var-address: each iteration has a copy of its own.
std::vector<Fix> copy_loop_variable(const Sites& sites, const Finding& finding);
// nil-map-value: a guard below the lookup, or the lookup with a guard before the statement.
std::vector<Fix> guard_presence(const Sites& sites, const Finding& finding);
// aliased-map-values: each key has a copy of its own.
std::vector<Fix> copy_before_store(const Sites& sites, const Finding& finding);
// concurrent-map-access: Lock for RLock around the write.
std::vector<Fix> lock_for_writing(const Sites& sites, const Finding& finding);
// unsynchronized-swap: atomic.Pointer[T] for a pointer that only its package can name.
std::vector<Fix> store_atomically(const Sites& sites, const Finding& finding);
// concurrent-map-access, unsynchronized-swap: the lock that the other access holds, at the head of the function that has none.
std::vector<Fix> add_missing_lock(const Sites& sites, const Finding& finding);
// lost-update: one critical section from the read to the store, in the place of two.
std::vector<Fix> join_sections(const Sites& sites, const Finding& finding);
// request-retained: a clone of a header, a context without the request's end.
std::vector<Fix> clone_retained(const Sites& sites, const Finding& finding);
// slice-header-write: unsafe.Slice for a header that is cast or built.
std::vector<Fix> make_with_unsafe_slice(const Sites& sites, const Finding& finding);

}  // namespace ptrsafe::fix
