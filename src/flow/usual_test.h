// UsualTest: whether all other code that follows what lookups in a map give tests it first, so that one which does not stands alone
// (Engler et al., "Bugs as Deviant Behavior", 2001).
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// Where other code tests it, in the package that declares the map, a sync.Map too; null if that tells nothing of this lookup. At least two that
// follow what they look up test it, and nobody who calls the function vouches for the key, its parameter; or this is the only one that does
// not, and the key is what the function was given, by callers of which one at least does not vouch for it; or the test is a rule
// without other exceptions to speak of, and the key is independent of who has the map (key_origin.h).
const Node* usually_tested(const PackageFlow& package, const Examined& body, ValueId map, ValueId key);

// The key is a parameter of the function, and somebody of the package who calls it knows that there is an entry: has tested or stored the key,
// goes through a map's keys, or names one.
bool callers_vouch(const PackageFlow& package, const Examined& body, ValueId key);

}  // namespace ptrsafe::flow
