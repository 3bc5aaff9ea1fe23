// LockSets: which locks are held at each point of a program.
//
// A forward must-analysis within each body (Kildall 1973): a lock is held where all paths have taken it and none has released it
// since; a deferred unlock releases at the end. Helpers that lock or unlock for their callers are summarised; what all callers hold
// is held from the start, and what is held where a literal is given to a call that runs it; so is what a body releases without having taken it, as goroutines do for who has started them (the lock sets of RacerD, Blackshear et al. 2018, with LockSmith's correlation of lock and object, Pratikakis
// et al. 2006, by the path that leads to both). TryLock holds where its result is true, a helper's lock that it has only where it returns true, or no
// error, likewise; a clause of a select, where it begins. Semaphores are locks, too. A sync.Locker, of a sync.Cond too, is the mutex behind it, if that is known, or else the variable that has it.
#pragma once

#include <memory>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "concurrency/call_graph.h"
#include "concurrency/lockers.h"
#include "concurrency/places.h"
#include "concurrency/semaphores.h"

namespace ptrsafe::concurrency {

struct Lock {
  const Object* of = nullptr;  // the variable that has the mutex, or the function that gives it
  ValueId object;              // what has the field; 0: nothing has it, or the body cannot name it
  bool read = false;           // RLock
  const Node* at = nullptr;    // the call that takes it; null: callers hold it
};

class LockSets {
 public:
  enum class Does : uint8_t { Nothing, Lock, TryLock, Unlock };
  // `follow`: the edges whose callers matter (see Contexts).
  // `around`: the calls while which alone a function value runs (see Joins).
  using Around = std::function<std::vector<ValueId>(const Examined&, ValueId made)>;
  LockSets(const CallGraph& graph, const Semaphores& semaphores, std::function<bool(const Edge&)> follow, Around around);

  // Just before the instruction: those taken in the body, and those that all callers hold.
  std::vector<Lock> at(const Examined& body, ValueId v) const;
  // Those that some caller holds, whichever it is: who cannot say that none does, cannot say that the lock is missing.
  const std::vector<Lock>& of_some_caller(const Examined& body) const;
  // The body releases that lock of its callers somewhere: `at` says where it is held.
  bool releases(const Examined& body, const Object* lock) const;
  // The body takes the lock on some ways to the instruction (`if mine { mu.Lock() }`).
  bool perhaps(const Examined& body, ValueId v, const Object* lock) const;
  // The locks that the body takes somewhere.
  std::vector<const Object*> taken(const Examined& body) const;
  // A function that importers call returns with a lock of an object of the type, and is no helper for that by its name.
  bool handed_out(const Named* owner) const;
  // Some body of the program takes a lock at all.
  bool any() const { return any_; }

 private:
  struct Owed {
    Lock lock;
    bool at_start;
    std::vector<uint8_t> at_end;  // by block: every way from its end releases the lock before it takes it
  };
  // A lock that is held if a result is true, or a nil error.
  struct Tried {
    Lock lock;
    uint32_t result;
  };
  struct Bodily {
    std::vector<std::vector<Lock>> entry;  // by block; empty: the body takes and releases none
    std::vector<Lock> after;               // held at all returns
    std::vector<Tried> tried;              // held at some
    std::vector<Lock> released;            // callers' locks that it releases
    std::vector<Lock> lost;                // those of them that are not held again at all returns
    std::vector<Owed> owed;
    enum : uint8_t { Waiting, Busy, Done } state = Waiting;
  };
  std::optional<Lock> lock_of(const Examined& body, ValueId v) const;
  std::optional<Lock> to_caller(const Examined& body, const Instr& call, const Function& callee, const Lock& l) const;
  std::optional<Lock> given_unlock(const Examined& body, const Instr& call) const;
  const Bodily& bodily(const Examined& body) const;
  std::vector<Tried> find_tried(const Examined& body, const Bodily& known) const;
  void take_tried(const Examined& body, BlockId from, BlockId to, std::vector<Lock>& held) const;
  std::vector<Lock> pass(const Examined& body, const std::vector<Lock>& held_before, std::vector<std::vector<Lock>>& entry, std::vector<Lock>* released) const;
  const Function* known_callee(const Examined& body, ValueId call) const;
  void step(const Examined& body, ValueId v, std::vector<Lock>& held, std::vector<Lock>* released) const;
  void find_entries();
  std::vector<Lock> of_giver(const Examined& literal, const std::vector<std::optional<std::vector<Lock>>>& entry) const;
  std::vector<Lock> held_at(const Examined& body, ValueId v, const std::vector<std::vector<Lock>>& entry) const;
  Does effect(const Examined& body, ValueId v, const Lock& l) const;
  std::vector<Owed> find_owed(const Examined& body, const std::vector<Lock>& released, const std::vector<Lock>& at_returns) const;
  void add_owed(const Examined& body, ValueId v, std::vector<Lock>& held) const;
  std::vector<Lock> within(const Examined& body, ValueId v) const;
  const std::vector<Lock>& around_yields(const Examined& body, ValueId next) const;
  std::optional<Lock> to_callee(const Edge& e, const Lock& l) const;

  const CallGraph& graph_;
  const Semaphores& semaphores_;
  Lockers lockers_;
  std::function<bool(const Edge&)> follow_;
  Around around_;
  // By number in the graph's bodies().
  mutable std::vector<Bodily> bodily_;
  mutable std::vector<std::optional<std::vector<ValueId>>> loops_;  // over functions
  std::vector<std::vector<Lock>> callers_;                          // what they all hold
  // By block, of bodies that release locks of their callers.
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<std::vector<std::vector<Lock>>>> entered_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<std::vector<Lock>>> some_caller_;
  mutable absl::flat_hash_map<std::pair<const Function*, uint32_t>, std::unique_ptr<std::vector<Lock>>> yields_;  // by RangeNext
  mutable std::optional<absl::flat_hash_set<const Named*>> handed_out_;  // types
  bool any_ = false;
};

}  // namespace ptrsafe::concurrency
