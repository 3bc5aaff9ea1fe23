// ValueComparisons: which types a package compares by value: *a == *b, an Equal method, reflect.DeepEqual, a function that
// compares field by field.
#pragma once

#include <optional>
#include <vector>

#include "flow/function_flow.h"

namespace ptrsafe::flow {

class PackageFlow;

// An instruction that compares two objects by value, or by one of their fields.
struct ValueComparison {
  Type* type;     // of the objects
  ValueId a, b;   // the objects, or pointers to them; 0 where that is not known
  int field = -1; // -1: as a whole
};
std::optional<ValueComparison> value_comparison(const FunctionFlow& flow, ValueId v);

// The method by which values of `t` are compared (Equal, Compare and the like); null if there is none.
const Func* equality_method(Type* t);

class ValueComparisons {
 public:
  explicit ValueComparisons(const PackageFlow& package);

  // Where values of type `t` are compared, or what pointers to it lead to; null if that is nowhere. Tests count for tests only.
  const Node* find(Type* t, bool with_tests) const;

 private:
  struct Entry {
    Type* type;
    const Node* at;
    bool test;
  };
  void by_fields(const PackageFlow& package);
  std::vector<Entry> entries_;
};

// The same type, or instances of one generic type.
bool same_declared_type(Type* a, Type* b);

}  // namespace ptrsafe::flow
