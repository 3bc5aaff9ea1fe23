// HeldLocks: which mutexes are held at each point of one function body.
//
// A forward must-analysis (Kildall 1973): a lock is held where all paths have taken it and none has released it since;
// a deferred Unlock releases at the end. Locks are told apart by the address of the mutex (value number) and named by the
// field or variable that holds it. Helpers that lock or unlock for their callers are summarised; what callers hold is not seen.
#pragma once

#include <string>
#include <vector>

#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct HeldLock {
  uint32_t address;    // of the mutex, by value number; above all of them, one that only helpers name
  ValueId object;      // what has the mutex as a field; 0: nothing
  bool read = false;   // RLock
  const Var* variable = nullptr;  // the field or variable that holds the mutex; null if it has none
  const Node* at = nullptr;       // the call that takes it
  friend bool operator==(const HeldLock& a, const HeldLock& b) { return a.address == b.address && a.read == b.read; }
};

class HeldLocks {
 public:
  explicit HeldLocks(const Examined& body);

  // Just before the instruction, in order of address.
  std::vector<HeldLock> at(ValueId v) const;

 private:
  using Set = std::vector<HeldLock>;
  void step(ValueId v, Set& held) const;
  void change(const HeldLock& l, bool unlock, Set& held) const;
  HeldLock by_helper(const Instr& call, const LockEffect& e) const;
  const Examined& body_;
  std::vector<Set> entry_;  // by block
  bool any_ = false;        // the body takes a lock at all
};

// What a call of the function does to locks of its caller. Small functions only: helpers that lock are.
std::vector<LockEffect> lock_effects(const Examined& body);

// All callers of the function are seen, and each holds a lock where it calls (for writing, if `write`), or is itself only called so.
class Contexts;
bool callers_lock(const Contexts& contexts, const Function* f, bool write, int depth = 0);

}  // namespace ptrsafe::flow
