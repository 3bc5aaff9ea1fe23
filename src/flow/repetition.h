// Repetition: whether a function body without a loop around a statement is run more than once with the same object.
#pragma once

#include "flow/body.h"
#include "flow/callees.h"

namespace ptrsafe::flow {

enum class Repetition : uint8_t {
  None,   // nothing speaks for it
  Open,   // other packages, or unknown code, may do it
  Handed, // a literal that is handed to a function value that is not known
  Seen,   // a loop of the package calls it, or it is a callback of something that iterates
};

// `same`: the parameter whose argument must not change between the calls; none, or a captured variable, if that is no
// question.
Repetition repetition(const Body& body, Callees& callees, ir::ValueId same);

}  // namespace ptrsafe::flow
