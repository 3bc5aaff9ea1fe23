// Contexts: in which goroutines each function body of a program can run, and which of them can be several at once.
//
// Reachability in the CallGraph from main, from initialisation, from functions that others may call, from handlers (net/http starts
// a goroutine for each connection), and from `go` statements, each of which is a context of its own. A `go` statement in a loop,
// or in code that itself runs in several goroutines, begins many.
#pragma once

#include <vector>

#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

struct Start {
  const Edge* go;  // what starts it, and what it runs first
  bool many;       // more than one of its goroutines can be alive
};

struct ContextsOf {
  bool main = false;     // from main
  bool initial = false;  // from init and initialisers, before everything else
  bool open = false;     // by callers that are not seen
  std::vector<const Function*> handlers;  // as a part of these HTTP handlers; no more than kMost
  std::vector<Start> starts;              // no more than kMost

  bool handler() const { return !handlers.empty(); }
  bool caller() const { return main || open || handler(); }
};

// Where contexts begin: bodies by number, and `go` statements.
struct Beginnings {
  explicit Beginnings(const CallGraph& graph);
  std::vector<uint32_t> handlers, mains, inits, open;
  std::vector<std::pair<const Edge*, bool>> sites;  // with whether it stands in a loop
};

class Contexts {
 public:
  static constexpr size_t kMost = 8;
  using Follow = std::function<bool(const Edge&)>;
  // Along the edges that `follow` accepts; all, if it is empty.
  Contexts(const CallGraph& graph, const Beginnings& beginnings, const Follow& follow);

  const ContextsOf& of(const Function* f) const;

 private:
  const CallGraph& graph_;
  std::vector<ContextsOf> contexts_;  // by the bodies' numbers
};

// func(http.ResponseWriter, *http.Request)
bool is_handler(const Signature* s);
// The function main of a program.
bool is_main(const Function& f);

}  // namespace ptrsafe::concurrency
