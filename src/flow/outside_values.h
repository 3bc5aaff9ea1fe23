// OutsideValues: the places of a program (parameters, results, variables) whose values come from outside of it.
//
// A parameter does if some call passes it such a value; a result, a field or a package-level variable if all that is
// returned or stored there does, but for constants; a field does not if its elements are asked for somewhere, with an error for those that are not there.
#pragma once

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/outside.h"

namespace ptrsafe::flow {

class PackageFlow;
class TestedKeys;
struct Examined;

// Where a value of the body comes from, through what its literals capture too: true if from outside.
bool outside_sources(const PackageFlow& package, const Examined& body, ValueId v, std::vector<OutsidePlace>& places, int depth = 0);

class OutsideValues {
 public:
  OutsideValues();
  ~OutsideValues();
  // Production code only.
  void add(const PackageFlow& package);
  void finish();
  bool contains(const OutsidePlace& p) const { return outside_.contains(p); }

 private:
  // A value flows into the place, by the instruction `at`.
  void flow_into(const OutsidePlace& to, const PackageFlow& package, const Examined& body, ValueId v, ValueId at);
  void examine(const PackageFlow& package, const Examined& body);
  void find_validated(const PackageFlow& package, const Examined& body);
  // The value has been asked for in some map before, or was entered in one.
  bool vouched(const Examined& body, ValueId v, ValueId at);
  // It is sent on a channel that a field or a package-level variable holds.
  void sent(const PackageFlow& package, const Examined& body, ValueId channel, ValueId v, ValueId at);
  void call(const PackageFlow& package, const Examined& body, ValueId call);
  // A function value, or a method of an interface, whatever it may be.
  void dynamic_call(const PackageFlow& package, const Examined& body, ValueId call);
  void find_values(const PackageFlow& package);
  void callback(const PackageFlow& package, const Examined& body, ValueId call, uint32_t operand);
  const TestedKeys& tested_in(const Examined& body);

  struct Flow {
    OutsidePlace to;
    bool outside = false;
  };
  struct Sum {
    uint32_t all = 0, outside = 0;
  };
  std::vector<Flow> flows_;
  absl::flat_hash_map<OutsidePlace, Sum> sums_;
  absl::flat_hash_map<OutsidePlace, std::vector<uint32_t>> users_;  // flows that come from the place
  absl::flat_hash_set<OutsidePlace> outside_;
  absl::flat_hash_set<const Object*> validated_;  // fields
  // The functions of the package that is being added that are used as values, with the type that they have there.
  struct FunctionValue {
    Type* type;
    const Func* function;     // null: a literal
    const Function* literal;
    bool bound = false;       // its receiver is no parameter of the value's type
  };
  std::vector<FunctionValue> values_;
  std::unique_ptr<TestedKeys> tested_;  // of one body, the last that was asked for
  const Examined* tested_body_ = nullptr;
};

}  // namespace ptrsafe::flow
