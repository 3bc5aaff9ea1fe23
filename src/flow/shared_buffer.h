// Shared buffers: one array made before a loop, from whose beginning slices are kept, and which is filled anew each time.
#pragma once

#include "flow/callees.h"

namespace ptrsafe::flow {

// The `make` that `slice` shows the beginning of (b, b[:n], b[2:n]); none for others, as parts that move on through an array.
ir::ValueId shared_buffer(const Body& body, ir::ValueId slice);

// The instruction `at`, which writes to the buffer, fills it from its beginning: copy, clear, a call, stores of constant
// elements or in a loop of its own. One element for each slice that `kept` keeps is not all of it.
bool rewrites_buffer(const Body& body, Callees& callees, ir::ValueId at, ir::ValueId buffer, ir::ValueId kept);

}  // namespace ptrsafe::flow
