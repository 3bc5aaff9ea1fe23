// Places: the variables of a program by declaration, as the concurrency analyses tell them apart, and the way from an address or a
// value to one.
//
// A field stands for that field of all objects of its type (field-based, as in RacerD; Blackshear et al. 2018); whether two accesses
// can meet in one object is asked separately, by the values through which they reach it.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "concurrency/function_values.h"

namespace ptrsafe::concurrency {

struct Place {
  const Var* variable = nullptr;  // a field, a package-level variable, or a local one that literals capture; null: none
  ValueId object;                 // what has the field, in the body that was asked; 0: nothing has it, or it is not known
  explicit operator bool() const { return variable; }
};

inline const Var* origin_of(const Var* v) { return v->origin ? v->origin.get() : v; }

// The field that a Field or FieldAddr names; null in broken code.
const Var* field_of(const Function& f, const Instr& i);

// The variable at an address: of an element, the one that has the array. Null for what has no name, and for locals of the function
// alone.
Place place_at(const Examined& body, ValueId address);
// The variable whose value `v` is: loaded, taken out of a struct, or captured by value.
Place place_of_value(const Examined& body, ValueId v);

// The same expression, as far as its operands are the same; stores between the two are not looked at.
bool same_path(const Examined& body, ValueId a, ValueId b, int depth = 0);
// Where the path that leads to `v` begins: a parameter, a variable, a call …
ValueId root_of(const Examined& body, ValueId v);
// What the object is a part of by value.
ValueId whole_of(const Examined& body, ValueId v);
// The type of an object or of what a pointer to it points to, as declared (the generic one of instances); null if it has no name.
const Named* named_of(Type* t);
// The field that holds by value the object which `v` points to; null if none is seen.
const Var* holder_of(const Examined& body, ValueId v);
// `whole` has the type that the object has which `part` points to, or one that holds that object by value: as `c` has of `&c.store`.
bool holds_by_value(const Examined& body, ValueId whole, ValueId part);
// A map, or a pointer to one.
bool is_or_points_to_map(Type* t);
// `a` is always done before `b`, in one body.
bool dominates(const Examined& body, ValueId a, ValueId b);
// No way leads from `from` to a return of the body that does not pass `to`.
bool passes_always(const Examined& body, ValueId from, ValueId to);
// … and none leads to `to` by another way.
bool always_behind(const Examined& body, ValueId from, ValueId to);
// A loop runs `at` again without `made` in between; any loop, if that is 0.
bool in_loop(const Examined& body, ValueId at, ValueId made);

}  // namespace ptrsafe::concurrency
