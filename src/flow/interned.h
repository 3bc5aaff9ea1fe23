// Interned objects: one for each value, so that pointers are equal where values are.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// All objects of type `t` that this package and the one that declares it make are made by a function that first looks for one
// in a table under a key that its contents are made of. Tests do not count.
bool interned(const PackageFlow& package, Type* t);

}  // namespace ptrsafe::flow
