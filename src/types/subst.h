// Substitution and instantiation (spec, "Instantiations").
#pragma once

#include <span>

#include "types/type.h"

namespace ptrsafe {

// A substitution: params[i] becomes args[i].
struct TypeMap {
  std::span<const Ref<TypeParam>> params;
  std::span<const Ref<Type>> args;
  bool empty() const { return params.empty(); }
  Type* lookup(const TypeParam* p) const {
    for (size_t i = 0; i < params.size(); i++)
      if (params[i].get() == p) return args[i];
    return nullptr;
  }
};

// `t` with the parameters replaced; `t` itself (same address) if nothing changes. Depth-limited.
Type* subst(Type* t, const TypeMap& map);
Signature* subst_signature(Signature* s, const TypeMap& map);

// The instance of a generic defined type, the same address for identical arguments; thread-safe and lazy: nothing
// is expanded until under() or method_at() asks. The count of arguments has been verified.
Named* instance_of(Named* origin, std::span<const Ref<Type>> args);
// The instance of a generic alias: expanded at once if the alias is declared; else lazily.
Type* alias_instance(Alias* origin, std::span<const Ref<Type>> args);
// The signature of a generic function made concrete (type parameters dropped).
Signature* instance_signature(Signature* generic, std::span<const Ref<Type>> args);

// Sizes of type argument nests are bounded: true if `t` is nested so deep that instantiation must be endless.
bool too_deep(Type* t);

}  // namespace ptrsafe
