// ObjectAccesses: every access to every variable, array, map and channel of a program, by where that is made. For the races of any
// variable, which no rule asks for; see Accesses for those of declared variables.
#pragma once

#include "concurrency/accesses.h"
#include "concurrency/constant_branches.h"
#include "concurrency/objects.h"

namespace ptrsafe::concurrency {

class ObjectAccesses {
 public:
  explicit ObjectAccesses(const CallGraph& graph);

  // One for each object that is written.
  std::vector<Shared> take() { return std::move(shared_); }
  // It is known what the address, map or channel leads to.
  bool knows(const Examined& body, ValueId v) const { return !objects_.of(body, v).empty(); }

 private:
  void read(const Examined& body);
  void add(const Examined& body, ValueId at, ValueId address, Access::What what, bool atomic = false);
  void add(const Examined& body, ValueId at, const Spot& s, Access::What what, bool atomic);
  void builtin(const Examined& body, ValueId at);
  void call(const Examined& body, ValueId at);

  Objects objects_;
  ConstantBranches branches_;
  absl::flat_hash_map<Location, size_t> index_;
  std::vector<Shared> shared_;
};

}  // namespace ptrsafe::concurrency
