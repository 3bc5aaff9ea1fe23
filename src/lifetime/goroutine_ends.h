// GoroutineEnds: whether a goroutine can come to an end: a way through its control flow graph to an exit, on which each blocking
// operation has a counterpart that something in the program may perform.
//
// After GCatch (Liu et al., 2021) for the counterparts, without its solver: one search through the blocks, where an operation that
// nothing can answer ends the way, and a branch that asks whether a channel is closed goes only where that can be. Contexts are
// followed to what makes them: those that nobody cancels fire nothing.
#pragma once

#include <vector>

#include "flow/loops.h"
#include "lifetime/channels.h"
#include "lifetime/goroutine.h"

namespace ptrsafe::lifetime {

struct Obstacle {
  enum Kind : uint8_t { Receive, Send, Select, NeverClosed, Wait, Loop, Recursion };
  Kind kind;
  const Node* at;
  const Node* channel = nullptr;
};

struct Verdict {
  bool ends = true;
  bool known = true;   // all that it calls is known
  std::vector<Obstacle> obstacles;
};

class GoroutineEnds {
 public:
  explicit GoroutineEnds(const flow::PackageFlow& package) : package_(package) {}

  Verdict verdict(const Goroutine& g);

 private:
  // What can happen to a channel, a WaitGroup or a Cond: UseBits.
  uint8_t may(const Frame& frame, ValueId channel, int depth = 0);
  bool context_fires(const Frame& frame, ValueId context, int depth = 0);
  bool cancelled(const Frame& frame, ValueId call, int depth);
  bool returns(const Frame& frame, int depth);
  bool trivial(const Examined& body, int depth);
  bool passes(const Frame& frame, ValueId v, int depth);
  bool call_passes(const Frame& frame, ValueId v, int depth);
  bool branch_taken(const Frame& frame, const Instr& end, bool truth);
  bool clause_possible(const Frame& frame, ValueId select, size_t clause);
  bool closes(const Frame& frame, ValueId channel) { return may(frame, channel) & kClose; }
  bool gives(const Frame& frame, ValueId channel) { return (may(frame, channel) & (kSend | kMake)) == (kSend | kMake); }
  void meet(Obstacle::Kind kind, const Node* at, const Node* channel = nullptr);

  const flow::PackageFlow& package_;
  Verdict verdict_;
  absl::flat_hash_map<const Function*, bool> trivial_;
};

}  // namespace ptrsafe::lifetime
