// Kept functions: a cancel function that is put into a field or a map, and never taken out again.
//
// Only of variables whose uses are all seen: unexported fields and package-level variables, and exported ones of a program that is seen
// as a whole. To be looked up for presence, counted, replaced or deleted is no use.
#pragma once

#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

// All that is done with the function value is that such variables keep it, and none of them gives it to anybody.
bool kept_unused(const ProgramIndex& index, const Examined& body, ValueId function);

}  // namespace ptrsafe::lifetime
