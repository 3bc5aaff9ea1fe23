// KeyOrigin: what a key is made from, as far as one body shows: whether it can be out of step with the map that it is looked up in.
#pragma once

#include "flow/function_flow.h"

namespace ptrsafe::flow {

// The key is made from what the function was given or has received, and nothing of it comes out of the object (or variable) that has the
// map, out of another map, or out of something that we do not follow: who keeps keys beside a map keeps them in step with it.
bool independent_key(const FunctionFlow& flow, ValueId map, ValueId key);

}  // namespace ptrsafe::flow
