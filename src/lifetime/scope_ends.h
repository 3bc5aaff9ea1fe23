// ScopeEnds: what ends with a request or a scope, and is stored in a map that outlives it.
//
// What a stored value refers to is found backwards: through structs, closures, interfaces, what is derived from a request or a context,
// parameters to their callers. It is scoped if it leads to what a handler is given, or if the function that has it closes it, puts it
// back or cancels it, or leaves that to a deferred call. The facts are lines of facts.def. The map outlives the scope if it is reached
// from outside of the function whose scope that is. An entry that is removed on every way out is none.
#pragma once

#include <string>
#include <vector>

#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

enum class ScopeKind : uint8_t { Request, Closed, Pooled, Cancelled };

struct RetainedValue {
  Place store;
  ScopeKind kind{};
  Place origin;      // what ends
  Place end;         // what ends it; none for requests
  bool certain = false;  // the scope and the map are seen in the function itself
};

class ScopeEnds {
 public:
  explicit ScopeEnds(const ProgramIndex& index) : index_(index) {}
  // Stores of the package's bodies, in order.
  std::vector<RetainedValue> in(const flow::PackageFlow& package) const;

 private:
  const ProgramIndex& index_;
};

}  // namespace ptrsafe::lifetime
