// OwnKeys: keys that one goroutine has for itself: made of the number of a worker, in an object that only the workers of one loop share.
//
//   s := new(stats)
//   for i := range n {
//     go func() { s.add("worker "+strconv.Itoa(i), 1) }()
//   }
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The key is such a number, or made of nothing else that changes, and `root` is the object: as far as all callers are seen.
bool own_key(const ProgramView& program, const Examined& body, ValueId root, ValueId key);

}  // namespace ptrsafe::flow
