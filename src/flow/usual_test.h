// UsualTest: whether all other code that follows what lookups in a map give tests it first, so that one which does not stands alone.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// … in the package that declares the map, and the key is a parameter of the function that nobody who calls it vouches for.
bool usually_tested(const PackageFlow& package, const Examined& body, MapTable::Identity map, ValueId key);

}  // namespace ptrsafe::flow
