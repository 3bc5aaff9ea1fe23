// Relayed: values that a function puts into a slice or a channel of its own and takes out again.
#pragma once

#include <vector>

#include "flow/function_flow.h"

namespace ptrsafe::flow {

// Where a value is taken out of a container.
struct Taken {
  ValueId by;         // RangeNext, Load, Recv or RecvOk; 0: it is no such value
  ValueId container;  // the slice or channel
  bool channel = false;
};
// Elements are taken where a loop comes to all of them.
Taken taken(const FunctionFlow& flow, ValueId v);

// Where a value is put in.
struct Put {
  ValueId at, value;
};
// All that the function puts in itself; nothing if the slice goes elsewhere before, or its elements are tested for nil in another
// place: somebody may have seen to the nils.
std::vector<Put> puts(const FunctionFlow& flow, const Taken& taken, ValueId v);

}  // namespace ptrsafe::flow
