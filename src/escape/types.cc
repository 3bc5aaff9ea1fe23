#include "escape/types.h"

#include "types/package.h"
#include "types/predicates.h"

namespace ptrsafe::escape {

bool is_interface(Type* t) { return is_non_type_param_interface(t); }

bool not_in_heap(Type* t) {
  if (Named* n = as<Named>(t)) {
    const Object* o = n->obj;
    if (o->pkg && o->name.view() == "nih" && o->pkg->path.view() == "internal/runtime/sys") return true;
  }
  if (Struct* s = as_under<Struct>(t))
    for (const Ref<Var>& f : s->fields)
      if (not_in_heap(f->type)) return true;
  if (Array* a = as_under<Array>(t)) return not_in_heap(a->elem);
  return false;
}

bool has_pointers(Type* t) {
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basic();
      return k == BasicKind::String || k == BasicKind::UnsafePointer || k == BasicKind::UntypedString || k == BasicKind::UntypedNil;
    }
    case TypeKind::Array: return static_cast<Array*>(u)->length != 0 && has_pointers(static_cast<Array*>(u)->elem);
    case TypeKind::Struct:
      for (const Ref<Var>& f : static_cast<Struct*>(u)->fields)
        if (has_pointers(f->type)) return true;
      return false;
    case TypeKind::Pointer: return !not_in_heap(static_cast<Pointer*>(u)->elem);
    case TypeKind::Tuple: return true;
    default: return true;
  }
}

bool pointer_shaped(Type* t, const Sizes& sizes) {
  if (sizes.size_of(t) != sizes.word) return false;
  // One word, and it is a pointer: no string, slice or interface fits.
  return has_pointers(t);
}

}  // namespace ptrsafe::escape
