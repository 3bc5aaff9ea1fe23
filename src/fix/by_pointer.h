// Whether objects of a struct type are only handled by their address.
#pragma once

#include "fix/site.h"

namespace ptrsafe::fix {

// True if nothing in the packages under analysis copies, compares or contains a value of the type, or hands one, or its address, to
// what takes any type: so that a field may become one which must not be copied, and which reflection sees as another.
bool only_by_pointer(const Sites& sites, const TypeName* type);

}  // namespace ptrsafe::fix
