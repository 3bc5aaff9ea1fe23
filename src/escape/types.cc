#include "escape/types.h"

#include "types/predicates.h"

namespace ptrsafe::escape {

bool is_interface(Type* t) { return is_non_type_param_interface(t); }

bool pointer_shaped(Type* t, const Sizes& sizes) {
  if (sizes.size_of(t) != sizes.word) return false;
  // One word, and it is a pointer: no string, slice or interface fits.
  return has_pointers(t);
}

}  // namespace ptrsafe::escape
