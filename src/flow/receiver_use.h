// ReceiverUse: whether a method of a library, of whose bodies we have no SSA form, follows a nil receiver, as its source says.
//
// The body is read once more, on demand, and looked through in the order in which Go evaluates it, up to the first thing that decides
// (Go specification, "Order of evaluation"): a field, an element or the value of the receiver on every way, or a question whether it is nil.
#pragma once

#include "types/object.h"

namespace ptrsafe::flow {

// `method` has a pointer receiver. False where it asks first, where the body cannot be read, and where only some ways follow the receiver. Thread-safe.
bool follows_nil_receiver(const Func* method);

}  // namespace ptrsafe::flow
