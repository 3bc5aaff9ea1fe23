// FunctionValues: which functions a value of function type may be, over the whole program.
//
// Inclusion constraints (Andersen 1994) of values, parameters, results, captured variables, and variables by declaration; fields
// stand for all objects of their type, containers for their elements. Calls of function values are resolved as their sets grow, as
// in Shivers' 0-CFA (1988). Left out: what goes through interfaces, reflection and bodies that are not known; such values are `lost`.
#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"

namespace ptrsafe::concurrency {

using flow::Examined;
using flow::same;
using ir::BlockId;
using ir::Function;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

struct Target {
  const Function* function;
  bool bound;  // a method whose receiver is bound: its parameters follow the receiver
  friend bool operator==(const Target&, const Target&) = default;
};

class FunctionValues {
 public:
  // Of `packages`, production code or that of tests.
  FunctionValues(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool tests);

  // In order of discovery, which depends on the program only.
  const std::vector<Target>& of(const Examined& body, ValueId v) const;
  // What the function returns as one of its results.
  const std::vector<Target>& returned(const Function* f, uint32_t result) const;
  // Where a value is made of the method, with a receiver.
  std::span<const std::pair<const Examined*, ValueId>> bindings(const Function* method) const {
    auto it = bindings_.find(method);
    return it == bindings_.end() ? std::span<const std::pair<const Examined*, ValueId>>() : it->second;
  }
  // It is given to code whose body is not known, or becomes an interface: that may call it.
  bool lost(const Function* f) const { return lost_.contains(f); }
  // The literal that the argument of a call through an interface is, if all methods which that may reach run it before they return; null
  // where they are few, and the values flow into them. That they do shows in their bodies; or in the caller, which reads a variable behind the
  // call that the literal has set, and waits for nobody in between.
  const Function* run_within(const Examined& body, ValueId invoke, size_t argument) const;
  // A server or client of the library calls it for connections and requests.
  bool served(const Function* f) const { return served_functions_.contains(f); }
  const Examined* body(const Function* f) const {
    uint32_t n = f ? places_[f->number] : kNone;
    return n == kNone ? nullptr : order_[n];
  }
  // The body's place in bodies(); of those that are there only.
  uint32_t number(const Function* f) const { return places_[f->number]; }
  // The lowered body of a declared function; null if it is not known.
  const Function* declared(const Func* f) const;
  // All bodies, in order.
  const std::vector<const Examined*>& bodies() const { return order_; }

 private:
  struct Node {
    std::vector<Target> targets;
    std::vector<int> to;
    std::vector<std::pair<const Examined*, ValueId>> calls;  // that call it
    bool lost = false;
  };
  int node(const Var* v);
  int node(const Function* f, uint32_t slot);
  int node(const Examined& body, ValueId v);
  void edge(int from, int to);
  void put(const Examined& body, ValueId value, ValueId container);
  void add(int n, Target t);
  void lose(int n);
  bool flows_into_methods(const Func* called) const;
  void read(const Examined& body);
  void call(const Examined& body, ValueId at, const Function* callee, bool bound);
  void solve();

  void serve(const Examined& body, ValueId value, const Var* field);

  const flow::ProgramFlow& program_;
  std::vector<Node> nodes_;
  std::vector<std::pair<int, Target>> work_;
  absl::flat_hash_map<const Var*, int> variables_;
  static uint64_t key(const Function* f, uint32_t slot) { return uint64_t{f->number} << 32 | slot; }
  absl::flat_hash_map<uint64_t, int> slots_;
  static constexpr uint32_t kNone = UINT32_MAX;
  std::vector<uint32_t> places_;  // in order_, by the functions' numbers
  std::vector<const Examined*> order_;
  absl::flat_hash_map<const Function*, bool> lost_;
  int served_ = 0;  // the node of what is put into such fields
  absl::flat_hash_set<const Function*> served_functions_;
  absl::flat_hash_map<const Function*, std::vector<std::pair<const Examined*, ValueId>>> bindings_;
  mutable absl::flat_hash_map<const Func*, const Function*> declared_;  // as asked for
};

}  // namespace ptrsafe::concurrency
