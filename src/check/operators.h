// Which operand types operators take; shared by unary and binary expressions and assignment operations.
#pragma once

#include "check/checker.h"

namespace ptrsafe {

// Reports "operator op not defined on x" unless x's type (all types of its type set) has the operator.
bool operator_defined(Checker& c, const Operand& x, Op op, bool is_unary);

}  // namespace ptrsafe
