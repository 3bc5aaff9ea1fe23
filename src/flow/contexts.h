// Contexts: in which goroutines each function body of a program can run, and which of them can be several at once.
//
// Reachability over the calls that are known: static ones, literals where they are made, and `go` statements, which begin a new
// context. A `go` statement in a loop, or in code that itself runs in several goroutines, begins many; functions with the
// signature of an HTTP handler run in many (net/http starts a goroutine for each connection). Functions that nobody is seen to
// call are called by whoever imports the package, or through values and interfaces.
#pragma once

#include <span>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct CallSite {
  const Examined* caller;
  ValueId at;
};

struct Start {
  CallSite from;
  const Node* at;  // the `go` statement's call
  const Function* body;  // what it runs
  bool many;       // more than one of its goroutines can be alive
};

struct ContextsOf {
  bool sequential = false;  // from main, init, or initialisers
  bool open = false;        // by callers that are not seen: exported, or through a value or an interface
  bool handler = false;     // as a part of an HTTP handler
  std::vector<Start> starts;  // by these `go` statements, in order of position; no more than kMost

  bool caller() const { return sequential || open || handler; }
  // The body can run in two goroutines at once, as far as the program shows it.
  bool parallel() const;
};

// Whether something in `a` can run while something in `b` does, and in which goroutines; null: a handler's, or a caller's.
struct Meeting {
  bool parallel = false;
  const Start* a = nullptr;
  const Start* b = nullptr;
};
Meeting meeting(const ContextsOf& a, const ContextsOf& b);
inline bool in_parallel(const ContextsOf& a, const ContextsOf& b) {
  return meeting(a, b).parallel;
}

class Contexts {
 public:
  static constexpr size_t kMost = 8;
  Contexts(const ProgramFlow& program, const std::vector<const Package*>& packages);

  const ContextsOf& of(const Function* f) const;
  // Static calls from bodies of the program (no tests), `go` and `defer` included.
  std::span<const CallSite> calls_of(const Function* f) const;
  // The function is also used as a value, or may be called by code that is not seen.
  bool has_unseen_callers(const Function* f) const;
  // A main package of the program imports it: all who use it are seen.
  bool closed(const Package* p) const { return closed_.contains(p); }

 private:
  // By the functions' numbers.
  std::vector<ContextsOf> contexts_;
  std::vector<CallSite> sites_;        // by callee
  std::vector<uint32_t> first_site_;   // in sites_, of each callee; one more at the end
  std::vector<bool> unseen_;
  absl::flat_hash_set<const Package*> closed_;
};

}  // namespace ptrsafe::flow
