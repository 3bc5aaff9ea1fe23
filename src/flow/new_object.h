// New objects that no other code has a pointer to: equal to nothing that came from elsewhere.
#pragma once

#include "flow/callees.h"

namespace ptrsafe::flow {

// `v` points to an object that is made here (&T{}, or by a function of the package that makes one each time
// and keeps none), and that is only read, filled, compared, returned, and passed to the call `given`, if there is one.
bool is_new_and_unseen(const ir::Function& f, Callees& callees, ir::ValueId v, ir::ValueId given = {});

}  // namespace ptrsafe::flow
