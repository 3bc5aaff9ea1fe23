// DynamicCalls: what calls of interface methods and of function values in variables come to, over the whole program.
//
// Class hierarchy analysis narrowed to the types that are really converted to interfaces (Bacon, Sweeney, "Fast Static
// Analysis of C++ Virtual Function Calls", 1996, "rapid type analysis"); of function values, to fields and package-level
// variables in which only known functions are stored.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "flow/function_flow.h"
#include "flow/summaries.h"

namespace ptrsafe::flow {

class DynamicCalls {
 public:
  // What the body converts to interfaces, and stores in variables of function type.
  void add(const FunctionFlow& flow);
  void merge(const DynamicCalls& other);
  // All is there: makes the questions below quick.
  void finish();

  // All declared methods that a call of an interface's method may reach; none if they are too many. Thread-safe.
  const std::vector<const Func*>& methods(const Func* method) const;

  // What all methods that a call of an interface's method may reach have in common, and what any of them may give; null
  // if none is known. `of` gives the summaries of declared functions. Thread-safe.
  const FunctionSummary* of_method(const Func* method, const Summaries::Of& of) const;
  // Likewise of the functions that the field or package-level variable holds, without their receivers.
  const FunctionSummary* of_variable(const Var* variable, const Summaries::Of& of) const;

 private:
  struct Values {
    std::vector<std::pair<const Func*, bool>> functions;  // with whether the receiver is bound
    bool unknown = false;
  };
  void add_promoted(Type* t);
  void store(const Var* variable, const FunctionFlow& flow, ValueId value);
  std::vector<const Func*> find_methods(const Func* method) const;

  std::vector<Type*> converted_;
  absl::flat_hash_set<Type*> converted_set_;
  absl::flat_hash_map<uint32_t, std::vector<std::pair<Type*, const Func*>>> by_method_;  // by the name of a declared method
  absl::flat_hash_map<uint32_t, std::vector<Type*>> promoted_;  // by the name of a method: types that may have it by embedding, too
  absl::flat_hash_map<const Var*, Values> values_;
  struct Joined {
    std::mutex mutex;
    absl::flat_hash_map<const void*, std::unique_ptr<FunctionSummary>> of;
    std::mutex methods_mutex;
    absl::node_hash_map<const Func*, std::vector<const Func*>> methods;
  };
  std::unique_ptr<Joined> joined_ = std::make_unique<Joined>();
};

}  // namespace ptrsafe::flow
