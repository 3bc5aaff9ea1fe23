// ValueEquality: which types a program compares by value, package by package: with == on the values, with reflect.DeepEqual, or with an
// Equal method. Evidence by belief (Engler et al. 2001): who compares values believes that two objects can be equal.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

class ValueEquality {
 public:
  ValueEquality(const ProgramFlow& program, const std::vector<const Package*>& packages);
  // The package `where`, or the one that declares the type, compares it by value: where that is; null if none does. Tests left out.
  const Node* compared(const Named* type, const Package& where) const;
  // All pointers to the type that are stored in maps are looked up first: equal keys give one object.
  bool interned(const Named* type) const { return stored_.contains(type) && !overwritten_.contains(type); }

 private:
  void read(const Package& package, const Examined& body);
  absl::flat_hash_map<std::pair<const Package*, const Named*>, const Node*> by_value_;
  absl::flat_hash_set<const Named*> stored_, overwritten_;
};

// The declared struct type that a pointer type points to; null for others.
const Named* struct_pointee(Type* t);

}  // namespace ptrsafe::flow
