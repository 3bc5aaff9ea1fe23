// ValueSites: the expressions that make the values that flow into a map, found backwards through SSA, the results of
// functions of the program, and the arguments of their callers.
#pragma once

#include <vector>

#include "flow/contexts.h"
#include "flow/map_objects.h"
#include "flow/passport.h"

namespace ptrsafe::flow {

// Appends the sites of `v`, which `body` stores at `store`.
void find_value_sites(const MapObjects& objects, const Contexts& contexts, const Examined& body, ValueId v, const Node* store, Sizes sizes, std::vector<ValueSite>& out);

}  // namespace ptrsafe::flow
