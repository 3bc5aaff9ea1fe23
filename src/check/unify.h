// Unifier: type unification (spec, "Type unification"): finds types for bound type parameters that make two
// types match.
#pragma once

#include <span>

#include "absl/container/inlined_vector.h"
#include "types/subst.h"
#include "types/type.h"

namespace ptrsafe {

class Unifier {
 public:
  // How two types must match. Assignment: loosely at the top, exactly below.
  enum Match : uint8_t { Loose = 0, Assign = 1, Exact = 2 };

  // `args` may be shorter than `params` or have nulls: those are to be found. `interfaces`: methods of
  // interfaces take part (since Go 1.21).
  Unifier(std::span<const Ref<TypeParam>> params, std::span<const Ref<Type>> args, bool interfaces);

  bool unify(Type* x, Type* y, uint8_t match) { return step(x, y, match, nullptr); }

  Type* at(size_t param) const { return types_[group_[param]]; }
  void set(size_t param, Type* t) { types_[group_[param]] = t; }
  // Parameters without a type. Joined ones count once.
  size_t unknowns() const;
  size_t size() const { return params_.size(); }

 private:
  struct InterfacePair {
    Type *x, *y;
    const InterfacePair* previous;
  };

  bool step(Type* x, Type* y, uint8_t match, const InterfacePair* pairs);
  bool nested(Type* x, Type* y, uint8_t match, const InterfacePair* pairs);
  bool structures(Type* x, Type* y, uint8_t match, const InterfacePair* pairs);
  bool tuples(Tuple* x, Tuple* y, uint8_t match, const InterfacePair* pairs);
  bool interfaces(Interface* x, Interface* y, bool subset, const InterfacePair* pairs);
  bool methods_of(Interface* i, Type* t, const InterfacePair* pairs);
  bool with_known(int param, Type* y, uint8_t match, const InterfacePair* pairs);
  bool join(int a, int b);
  int index_of(Type* t) const;  // -1 unless a bound type parameter

  std::span<const Ref<TypeParam>> params_;
  // Parameters known to be the same type share a group.
  absl::InlinedVector<uint32_t, 6> group_;
  absl::InlinedVector<Type*, 6> types_;  // by group
  bool interfaces_;
  int depth_ = 0;
  int steps_ = 0;
};

// True if `t` mentions one of the parameters.
bool is_parameterized(std::span<const Ref<TypeParam>> params, Type* t);
// True if `t` mentions any type parameter.
bool mentions_type_param(Type* t);

}  // namespace ptrsafe
