// Selectors and method sets (spec, "Selectors", "Method sets"): finding fields and methods by name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "types/object.h"
#include "types/package.h"
#include "types/type.h"

namespace ptrsafe {

struct LookupResult {
  Object* obj = nullptr;        // Var (field) or Func; null if not found
  List<uint32_t> index;         // path; if not found but ambiguous: path to the first clash
  bool indirect = false;        // a pointer was followed. If obj is null and this is set: the method exists,
                                // but only for the pointer type
  bool ambiguous() const { return !obj && !index.empty(); }
};

// The field or method `name` of `t`, as in x.name where x is (addressable if so said) of type t; unexported
// names belong to `pkg`. `fold_case` ignores letter case (for hints in messages).
LookupResult lookup_field_or_method(Type* t, bool addressable, Package* pkg, Name name, bool fold_case = false);

// Method number i (of the declared methods) of a defined type; for an instance the substituted method, made
// on first use. Thread-safe.
Func* method_at(Named* n, size_t i);
// Index among the declared methods, -1 if none.
int method_index(Named* n, Package* pkg, Name name, bool fold_case = false);

// Same name, and for unexported names same package (by path).
bool same_id(const Object* o, Package* pkg, Name name);

enum class MissingKind : uint8_t {
  None, NotFound, WrongName, UnexportedName, WrongSignature, PointerReceiver, AmbiguousSelector, FieldNotMethod,
};
struct MissingMethod {
  Func* method = nullptr;     // wanted; null if all are there
  Func* alternative = nullptr;  // what was found instead
  MissingKind kind = MissingKind::None;
};
// The first method of interface `t` that `v` lacks. If `v` is an interface and not `is_static`, only methods that
// both have are compared (type assertions).
MissingMethod missing_method(Type* v, Type* t, bool is_static);

// The reason in go/types' words: "(missing method Foo)", "(wrong type for method Foo)\n\t\thave …\n\t\twant …", …
struct Qualifier;
std::string missing_method_cause(Type* v, Type* t, const MissingMethod& m, const Qualifier& q);

// If `t` is a pointer, its element (through one pointer; also for defined pointer types' underlying if `t` itself
// is no defined type): as the spec's automatic dereference. Second: whether it was a pointer.
std::pair<Type*, bool> deref(Type* t);

// A struct's field as (index, Var) by name; -1 if none.
int field_index(List<Ref<Var>> fields, Package* pkg, Name name, bool fold_case = false);

// Names "x.F" under t's struct or array-free path: all methods in the method set of t, sorted by name; for the
// analyses.
std::vector<Selection> method_set(Type* t);

}  // namespace ptrsafe
