// Contexts: in which goroutines each function body of a program can run.
//
// Reachability over calls that are known: static ones, literals where they are made, and `go` statements, which begin a
// new context. Calls through interfaces and stored functions are not followed.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct ContextsOf {
  bool caller = false;                 // in whatever goroutine calls it
  std::vector<const Node*> started;    // by these `go` statements, in order of position; no more than kMost
};

class Contexts {
 public:
  static constexpr size_t kMost = 8;
  Contexts(const ProgramFlow& program, const std::vector<const Package*>& packages);
  const ContextsOf& of(const Function* f) const;

 private:
  absl::flat_hash_map<const Function*, ContextsOf> contexts_;
};

}  // namespace ptrsafe::flow
