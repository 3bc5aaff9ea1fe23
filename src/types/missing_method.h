// The search behind missing_method() with any notion of equal signatures: identity, or unification.
#pragma once

#include "types/lookup.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe {

// Method of a type set by name, null if none.
Func* find_method(const TypeSet* s, Package* pkg, Name name);
// Fills in why the concrete type `v` has no method like `wanted`.
MissingMethod explain_missing(Type* v, Func* wanted, const LookupResult& found);
// A struct, or what `v` points to, embeds a type that an error made invalid: what methods it has is not known.
bool embeds_invalid(Type* v);

// `equivalent(Type* have, Type* want)` compares two signatures. `t` is an interface.
template <class F>
MissingMethod missing_method_with(Type* v, Type* t, bool is_static, F equivalent) {
  Interface* wanted = as_under<Interface>(t);
  if (!wanted) return {};
  const TypeSet* want = type_set(wanted);
  if (want->methods.empty()) return {};
  if (Interface* vi = as_under<Interface>(v)) {
    const TypeSet* have = type_set(vi);
    if (have == want) return {};
    for (Func* m : want->methods.span()) {
      Func* f = find_method(have, m->pkg, m->name);
      if (!f) {
        if (is_static) return {m, nullptr, MissingKind::NotFound};
        continue;
      }
      if (f != m && !equivalent(f->type.get(), m->type.get())) return {m, f, MissingKind::WrongSignature};
    }
    return {};
  }
  for (Func* m : want->methods.span()) {
    LookupResult r = lookup_field_or_method(v, false, m->pkg, m->name);
    Func* f = as_object<Func>(r.obj);
    if (!f && embeds_invalid(v)) return {};
    if (!f) return explain_missing(v, m, r);
    ensure_declared(f);
    if (!equivalent(f->type.get(), m->type.get())) return {m, f, MissingKind::WrongSignature};
  }
  return {};
}

}  // namespace ptrsafe
