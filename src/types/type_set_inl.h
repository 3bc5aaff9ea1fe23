// Bodies of the templates in type_set.h.
#pragma once

#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe {

template <class F>
bool each_type(Type* t, F f) {
  if (TypeParam* p = as<TypeParam>(t)) {
    const TypeSet* s = type_set(constraint_interface(p));
    return each_term(s, [&](Type* term, Type* u, bool) { return f(term, u); });
  }
  return f(t, under(t));
}

}  // namespace ptrsafe
