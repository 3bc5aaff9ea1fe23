// Lockers: which mutex a variable of type sync.Locker stands for, or a sync.Cond: `d.read = d.mu.RLocker()`, `q.more = sync.NewCond(&q.mu)`.
//
// By all that is stored in the variable, in the program. One that is stored under another path each time stands for itself.
#pragma once

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"
#include "concurrency/places.h"

namespace ptrsafe::concurrency {

// The mutex behind RWMutex.RLocker, or a conversion to sync.Locker, as an address or value; with whether it locks for reading.
struct BehindLocker {
  ValueId mutex;
  bool read = false;
};
BehindLocker behind_locker(const Examined& body, ValueId v);

class Lockers {
 public:
  explicit Lockers(const CallGraph& graph);

  struct Mutex {
    const Var* variable = nullptr;  // a field of the object that has the Locker, or a package-level variable
    bool read = false;
    friend bool operator==(const Mutex&, const Mutex&) = default;
  };
  // No variable: it is not known.
  Mutex of(const Var* locker) const {
    auto it = mutexes_.find(origin_of(locker));
    return it == mutexes_.end() ? Mutex{} : it->second;
  }

 private:
  absl::flat_hash_map<const Var*, Mutex> mutexes_;
};

}  // namespace ptrsafe::concurrency
