// LostChanges: changes to a copy of a map entry that nobody ever sees: v := m[k]; v.F = …, and v is not used again.
//
// A field store is lost if no path from it reads that field, or the whole copy, before the variable gets another value: backward
// liveness (Kennedy 1981) of the copy's fields, asked forward from each store. Copies whose address goes anywhere but into setters
// (functions that only write through the pointer) are left alone. Likewise a slice that is appended to, where nobody uses the result.
#pragma once

#include <vector>

#include "flow/body.h"
#include "flow/callees.h"

namespace ptrsafe::flow {

struct LostChange {
  const Node* at;      // the assignment, or the call of a setter or method
  const Node* lookup;  // where the copy came from
  bool by_call;
};

std::vector<LostChange> lost_changes(const ir::Function& f, Callees& callees);

}  // namespace ptrsafe::flow
