// What local variables are assigned: once, so that they stand for a value (ir.StaticValue in the compiler), or values of one concrete type.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escape/callable.h"

namespace ptrsafe::escape {

// Visits the body of `c` and of all literals in it.
template <class F>
void visit_all(const Callable& c, F& f) {
  auto inner = [&](Node* n) {
    if (!f(n)) return false;
    if (n->op == Op::Closure) visit_all(*n->callable, f);
    return true;
  };
  visit(std::span<Node* const>(c.body), inner);
}

// The variable that `n` is, or is a part of (fields, elements of arrays); null if it is none.
Local* outer_variable(Node* n);

// Sets Local::assigned_again of all variables in `outermost` and its literals.
void find_assignments(const Callable& outermost);

// The earliest expression that always has the value of `n`: follows variables that are defined once, and conversions that change nothing.
Node* static_value(Node* n);

// The concrete types of what interface variables hold.
class ConcreteTypes {
 public:
  explicit ConcreteTypes(const Callable& outermost);
  Type* of(Node* n);  // null: not known, or several

 private:
  struct Value {
    Node* value = nullptr;
    Type* type = nullptr;  // of a value that is not followed; null with no value: unknown
  };
  void assign(Node* target, Value v);
  // False: not known. `*type` stays null if only nil, or itself, was found.
  bool find(Node* n, Type** type, std::vector<const Local*>& seen);

  absl::flat_hash_map<const Local*, std::vector<Value>> values_;
};

// The functions that variables of function type stand for.
class FunctionValues {
 public:
  explicit FunctionValues(const Callable& outermost);
  // All that are assigned to `l` (functions, method expressions, literals); none if one is not known.
  std::vector<Node*> of(const Local* l) const;

 private:
  struct Values {
    bool known = true;
    std::vector<Node*> values;
  };
  absl::flat_hash_map<const Local*, Values> values_;
};

}  // namespace ptrsafe::escape
