// PackageFlow: the bodies of one package with what flows in each, their summaries, and the table of its maps.
// ProgramFlow: all packages whose bodies are known.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/pool.h"
#include "flow/dynamic_calls.h"
#include "flow/function_flow.h"
#include "flow/map_table.h"
#include "flow/outside_values.h"
#include "flow/summaries.h"
#include "lower/called_once.h"

namespace ptrsafe::lifetime {
class Channels;
class Lifetimes;
}

namespace ptrsafe::flow {

class PackageFlow;
class ProgramFlow;
class Contexts;
class UnsafePointers;
class ValueComparisons;
class LockArguments;

// One function body with what flows in it; literals are bodies of their own.
struct Examined {
  Examined(const Package& package, const Function& f, Summaries* summaries, bool test)
      : function(f), dominators(f), flow(package, f, dominators, summaries), is_test(test) {}
  const Function& function;
  ir::Dominators dominators;
  FunctionFlow flow;
  bool is_test;  // stands in a _test.go file
};

// The value that stands for `v` in its body; `v` itself where that is none of the body's instructions.
inline ValueId same(const Examined& body, ValueId v) {
  ValueId n = v ? body.flow.number(v) : v;
  return n && n.v < body.function.instrs.size() ? n : v;
}

// What the analysis of one package asks about the rest of the program. All of it goes through here, so that what a
// package's results depend on is in one place.
class ProgramView {
 public:
  ProgramView(const Package& asking, const ProgramFlow& program) : asking_(asking), program_(program) {}

  // What all packages together do with each map. Test code counts for itself only.
  const MapTable& maps(bool with_tests) const;
  // Of a function of another package; null if its body is not known.
  const FunctionSummary* summary(const Func* f) const;
  // Of all methods that a call of an interface's method may reach, and of all functions that a field or package-level
  // variable may hold (see DynamicCalls). Test code knows more of them.
  const FunctionSummary* of_method(const Func* method, bool with_tests) const;
  const FunctionSummary* of_variable(const Var* variable, bool with_tests) const;
  // All declared methods that such a call may reach, test code left out; none if they are too many.
  std::vector<const Func*> methods(const Func* method) const;
  // What comes through the place comes from outside the program.
  bool outside(const OutsidePlace& p) const;
  // No body of the package is unknown: what it is not seen to do, it does not do.
  bool complete(const Package* p) const;
  // The package is a program, or one of a program's own parts: what its importers do is seen.
  bool closed(const Package* p) const;
  // In which goroutines the bodies run.
  const Contexts& contexts() const;
  // Who uses the unsafe.Pointer variables of the program. To be asked by packages that use some: it takes all bodies.
  const UnsafePointers& unsafe_pointers() const;
  // Which type parameters are instantiated with types that hold a lock.
  const LockArguments& lock_arguments() const;
  // Who does what with the channels of the program. To be asked by packages that start goroutines: it takes all bodies.
  const lifetime::Channels& channels() const;
  // How long things live.
  const lifetime::Lifetimes& lifetimes() const;
  // Which types `p` compares by value; null if its bodies are not known.
  const ValueComparisons* comparisons(const Package* p) const;
  // The bodies of all packages, in order.
  std::vector<const PackageFlow*> all() const;
  // The bodies of another package; null if they are not known.
  const PackageFlow* flow_of(const Package* p) const;

 private:
  const Package& asking_;
  const ProgramFlow& program_;
};

class PackageFlow final : public Summaries {
 public:
  // Lowers, examines and summarises all bodies of the package.
  PackageFlow(const Package& package, const ProgramFlow& program);
  ~PackageFlow();

  const Package& package() const { return package_; }
  const std::vector<std::unique_ptr<Examined>>& bodies() const { return bodies_; }
  // With those of the package under test, where this is a variant that shares them (Package::tested).
  std::vector<const Examined*> all_bodies() const;
  // Objects of `p` are declared in this package, shared ones too.
  bool declares(const Package* p) const { return p == &package_ || (tested_ && p == &tested_->package()); }
  // Those whose findings are this package's to report: of a test variant, the bodies of its test files. The others are the package's own.
  const std::vector<const Examined*>& reported() const { return reported_; }
  // The same files as another package's, and test files.
  bool is_test_variant() const { return is_test_variant_; }
  // The lowered body of a function that the package declares; null if there is none.
  const Function* function(const Func* f) const;
  // The same with what flows in it.
  const Examined* examined(const Func* f) const;
  const Examined* examined(const Function& f) const;  // literals too
  // No body was left out because it could not be typed: what the package is not seen to do, it does not do.
  bool complete() const { return complete_ && (!tested_ || tested_->complete()); }
  const MapTable& maps() const { return maps_; }
  const MapTable& test_maps() const { return test_maps_; }
  const ProgramView& program() const { return view_; }
  // Which types the package compares by value. Made on first use, once all is there; thread-safe.
  const ValueComparisons& comparisons() const;

  const DynamicCalls& dynamic_calls() const { return dynamic_calls_; }
  const DynamicCalls& test_dynamic_calls() const { return test_dynamic_calls_; }

  // Gives its functions their numbers, from `next` on.
  void number_functions(uint32_t& next);

  const FunctionSummary* of(const Func* f) override;
  const FunctionSummary* of_literal(const Function& literal) override;
  // As above, once all is there.
  const FunctionSummary* summary(const Func* f) const;
  // Of what a call calls, dynamic calls included: there, of all that may be called together. Its parameters are those of
  // FunctionFlow::argument().
  const FunctionSummary* summary(const Examined& body, const Instr& call) const;

 private:
  struct Entry {
    std::unique_ptr<Function> function;
    FunctionSummary summary;
    const Examined* examined = nullptr;
    enum : uint8_t { Waiting, Busy, Done } state = Waiting;
    bool is_test = false;
    bool has_summary = false;
  };
  // Of functions of the package itself; null for others.
  Entry* entry(const Func* f) const;
  void take(std::unique_ptr<Function> f);
  void lower_bodies();
  // Helpers of the package under test that are a part of their caller there, and that tests call.
  void lower_helpers();
  void build(Entry& e, bool summarised = true);
  void add_literals(const Function& f, bool is_test);
  struct Literal {
    FunctionSummary summary;
    enum : uint8_t { Busy, Done } state = Busy;
  };

  const Package& package_;
  ProgramView view_;
  const PackageFlow* tested_;  // see all_bodies(); null mostly
  lower::CalledOnce once_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::vector<std::unique_ptr<Examined>> bodies_;
  std::vector<const Examined*> reported_;
  absl::flat_hash_map<const Func*, Entry*> by_function_;
  absl::flat_hash_map<const Function*, const Examined*> by_body_;
  bool complete_ = true;
  bool is_test_variant_;
  bool built_ = false;  // all bodies are there
  MapTable maps_, test_maps_;
  mutable std::once_flag comparisons_made_;
  mutable std::unique_ptr<ValueComparisons> comparisons_;
  absl::flat_hash_map<const Function*, std::unique_ptr<Literal>> literals_;  // those that have been asked for
  DynamicCalls dynamic_calls_, test_dynamic_calls_;
};

class ProgramFlow {
 public:
  // `packages`: those whose bodies were checked. Builds them all. The pool must outlive it.
  ProgramFlow(const std::vector<const Package*>& packages, Pool& pool);
  ~ProgramFlow();

  const std::vector<const Package*>& packages() const { return packages_; }
  // Those that are no test variant of another, nor made of test files: what production code does, once.
  const std::vector<const Package*>& production() const { return production_; }
  // All of them are free of errors, and so is what they import: what none of them does nobody does.
  bool whole() const { return whole_; }
  // A variant of another of the packages: the same files, and test files.
  bool is_test_variant(const Package& p) const { return variants_.contains(&p); }
  // Null if the package's bodies are not known.
  PackageFlow* package(const Package* p) const;
  // What all packages together do with each map. Test code counts for itself only.
  const MapTable& maps(bool with_tests) const { return with_tests ? maps_and_tests_ : maps_; }
  const DynamicCalls& dynamic_calls(bool with_tests) const { return with_tests ? dynamic_calls_and_tests_ : dynamic_calls_; }
  // Of a declared function of any package; null if its body is not known.
  const FunctionSummary* summary(const Func* f) const;
  // The value of the place comes from outside of the program (OutsideValues). Made on first use; thread-safe.
  bool outside(const OutsidePlace& p) const;
  // All functions of all packages, literals and tests too, have numbers below this (ir::Function::number).
  uint32_t function_count() const { return function_count_; }
  // A main package, or one below its folder that it imports, itself or through others: a part of that program.
  bool closed(const Package& p) const { return closed_.contains(&p); }

  // In which goroutines the bodies run. Made on first use; thread-safe.
  const Contexts& contexts() const;
  // Likewise: who uses its unsafe.Pointer variables, and its channels.
  const UnsafePointers& unsafe_pointers() const;
  const LockArguments& lock_arguments() const;
  const lifetime::Channels& channels() const;
  // Likewise: how long things live.
  const lifetime::Lifetimes& lifetimes() const;

 private:
  struct Slot {
    std::once_flag once;
    std::unique_ptr<PackageFlow> flow;
  };
  void close(const Package& main);

  Pool& pool_;
  absl::flat_hash_map<const Package*, std::unique_ptr<Slot>> slots_;
  std::vector<const Package*> packages_, production_;
  bool whole_;
  absl::flat_hash_set<const Package*> variants_, closed_;
  uint32_t function_count_ = 0;
  MapTable maps_, maps_and_tests_;
  DynamicCalls dynamic_calls_, dynamic_calls_and_tests_;
  mutable std::once_flag contexts_made_, unsafe_pointers_made_, lock_arguments_made_, channels_made_, lifetimes_made_, outside_made_;
  mutable std::unique_ptr<Contexts> contexts_;
  mutable std::unique_ptr<UnsafePointers> unsafe_pointers_;
  mutable std::unique_ptr<LockArguments> lock_arguments_;
  mutable std::unique_ptr<lifetime::Channels> channels_;
  mutable std::unique_ptr<lifetime::Lifetimes> lifetimes_;
  mutable OutsideValues outside_;
};

}  // namespace ptrsafe::flow
