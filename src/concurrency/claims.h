// Claims: points that one goroutine alone can have come to, or that others have left before, by conventions that are neither lock nor
// signal: who wins a compare-and-swap on a field of the object, or is the first to put a key into a set under a lock; who has taken the lock and let it go at once, so that all who held it
// are through; a flag that is raised behind a wait only; a latch, which lets one through and is set behind it.
#pragma once

#include "concurrency/accesses.h"
#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

class Claims {
 public:
  explicit Claims(const CallGraph& graph) : graph_(graph) {}

  // The atomics on which a compare-and-swap has been won on each way to the point, and the maps in which the key was put that was not there, by the
  // body or by all its callers. That two who are past the same map have the same key is taken for granted.
  const std::vector<const Var*>& won(const Examined& body, ValueId at) const;
  // The lock was taken and released with nothing between, on each way to the point, by the body or by all its callers.
  bool passed(const Examined& body, ValueId at, const Object* lock) const { return passed(body, at, lock, 0); }
  // What tests on each way to the point have shown of a variable that is a bool or can be nil.
  struct Tested {
    const Var* variable;
    ValueId object;  // what has it, in the body; 0: nothing has it, or it is not known
    bool set;        // true, or not nil
  };
  std::vector<Tested> tested(const Examined& body, ValueId at) const;
  // The bool variables that are true at the point.
  std::vector<const Var*> raised(const Examined& body, ValueId at) const;

 private:
  std::vector<const Var*> won(const Examined& body, ValueId at, int depth) const;
  const Var* enters(const Examined& helper) const;
  bool passed(const Examined& body, ValueId at, const Object* lock, int depth) const;
  const CallGraph& graph_;
  mutable absl::flat_hash_map<std::pair<const Examined*, uint32_t>, std::unique_ptr<std::vector<const Var*>>> won_;
  mutable absl::flat_hash_map<const Examined*, const Var*> enters_;
};

}  // namespace ptrsafe::concurrency
