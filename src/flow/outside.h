// Outside: whether a value comes from outside the program: a request, an argument or flag, the environment, standard
// input, a file, the network. A forward taint question asked backwards, over the values of one function.
#pragma once

#include "flow/function_flow.h"

namespace ptrsafe::flow {

// The instruction in `f` that brings the value in, 0 if none does. Through string and number operations, conversions,
// fields, elements, and variables that a scanner or decoder fills.
ValueId outside_source(const FunctionFlow& flow, ValueId v);

// The parameter of the function that the value is, or is made from by such operations; 0 if it is none.
ValueId parameter_source(const FunctionFlow& flow, ValueId v);

}  // namespace ptrsafe::flow
