// SingleFlight: literals that a helper runs one at a time for each key: who comes with a key that is under way waits for that run instead.
//
// The helper is known by its body: under the key that it is given it looks into a map, goes no further where it finds something, and puts something
// there where it does not (or it gives all that to one that does).
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The literal never runs twice at once for one value of `captured`, a variable that it has captured. To be asked about few literals.
bool flies_alone(const PackageFlow& package, const Examined& literal, ir::ValueId captured);

}  // namespace ptrsafe::flow
