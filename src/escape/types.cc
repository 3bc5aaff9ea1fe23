#include "escape/types.h"

#include "types/predicates.h"

namespace ptrsafe::escape {

bool is_interface(Type* t) { return is_non_type_param_interface(t); }

bool pointer_shaped(Type* t, const Sizes& sizes, const Rules& rules) {
  if (sizes.size_of(t) != sizes.word) return false;
  if (!rules.stores_words_with_empty_fields) {
    if (Array* a = as_under<Array>(t)) return a->length == 1 && pointer_shaped(a->elem, sizes, rules);
    if (Struct* s = as_under<Struct>(t)) return s->fields.size() == 1 && pointer_shaped(s->fields[0]->type, sizes, rules);
  }
  // One word, and it is a pointer: no string, slice or interface fits.
  return has_pointers(t);
}

}  // namespace ptrsafe::escape
