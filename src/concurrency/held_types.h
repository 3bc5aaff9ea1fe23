// HeldTypes: which concrete types an interface value has, where the program shows all of them.
//
// Asked backwards from the value: conversions, parameters to their callers, results of declared functions, fields and package-level variables to all that is stored in them.
// One set for each variable (Tip and Palsberg, "Scalable Propagation-Based Call Graph Construction Algorithms", 2000: XTA by
// fields); where anything comes from elsewhere, nothing is known, and calls go by the types of the whole program.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "concurrency/function_values.h"
#include "flow/package_flow.h"

namespace ptrsafe::concurrency {

class HeldTypes {
 public:
  HeldTypes(const flow::ProgramFlow& program, const std::vector<const Examined*>& bodies) : program_(program), bodies_(bodies) {}

  // The methods among `all`, which implement `method`, that a call of it on the interface `v` may reach; `seen`: by the types that are put there.
  std::vector<const Func*> reached(const Examined& body, ValueId v, const Func& method, const std::vector<const Func*>& all, bool* seen) const;

 private:
  using Types = std::vector<Type*>;
  struct Stored {
    const Examined* body;
    ValueId value;
  };
  bool add(const Examined& body, ValueId v, Types& out, int depth) const;
  bool add_result(const Func* callee, uint32_t number, Types& out, int depth) const;
  bool add_variable(const Var* v, Types& out, int depth) const;
  void index() const;

  const flow::ProgramFlow& program_;
  const std::vector<const Examined*>& bodies_;
  mutable bool indexed_ = false;
  mutable absl::flat_hash_map<const Var*, std::vector<Stored>> stored_;  // of interface type
  mutable absl::flat_hash_map<const Var*, std::optional<Types>> variables_;
};

}  // namespace ptrsafe::concurrency
