// Channel operands of send and receive operations.
#pragma once

#include "check/checker.h"

namespace ptrsafe {

// Element type of channel x, from which is received (else: to which is sent); null after reporting at `at` that
// x is no such channel. For a type parameter all types of its set must agree.
Type* channel_element(Checker& c, Pos at, const Operand& x, bool receive);

}  // namespace ptrsafe
