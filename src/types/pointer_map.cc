#include "types/pointer_map.h"

#include "types/object.h"
#include "types/package.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

struct Mask {
  const Sizes& sizes;
  std::vector<uint8_t>& bits;

  void set(int64_t offset) {
    int64_t word = offset / sizes.word;
    bits[word / 8] |= 1 << (word % 8);
  }

  void add(Type* t, int64_t offset) {
    if (!has_pointers(t)) return;
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Interface: return set(offset + sizes.word);
      case TypeKind::Array: {
        Array* a = static_cast<Array*>(u);
        int64_t size = sizes.size_of(a->elem);
        for (int64_t i = 0; i < a->length; i++) add(a->elem, offset + i * size);
        return;
      }
      case TypeKind::Struct: {
        Struct* s = static_cast<Struct*>(u);
        for (size_t i = 0; i < s->fields.size(); i++) add(s->fields[i]->type, offset + sizes.offset_of(s, i));
        return;
      }
      default: return set(offset);
    }
  }
};

}  // namespace

bool not_in_heap(Type* t) {
  if (Named* n = as<Named>(t)) {
    const TypeName* o = n->obj;
    if (o->pkg && o->name.view() == "nih" && o->pkg->path.view() == "internal/runtime/sys") return true;
  }
  if (Array* a = as_under<Array>(t)) return not_in_heap(a->elem);
  if (Struct* s = as_under<Struct>(t))
    for (Ref<Var> f : s->fields.span())
      if (not_in_heap(f->type)) return true;
  return false;
}

bool has_pointers(Type* t) {
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basic();
      return k == BasicKind::String || k == BasicKind::UnsafePointer || k == BasicKind::UntypedString || k == BasicKind::UntypedNil;
    }
    case TypeKind::Array: return static_cast<Array*>(u)->length > 0 && has_pointers(static_cast<Array*>(u)->elem);
    case TypeKind::Struct:
      for (Ref<Var> f : static_cast<Struct*>(u)->fields.span())
        if (has_pointers(f->type)) return true;
      return false;
    case TypeKind::Pointer: return !not_in_heap(static_cast<Pointer*>(u)->elem);
    default: return true;
  }
}

int64_t pointer_bytes(Type* t, const Sizes& sizes) {
  if (!has_constant_size(t)) return -1;
  if (!has_pointers(t)) return 0;
  Type* u = under(t);
  if (u->kind == TypeKind::Interface) return 2 * sizes.word;
  if (u->kind == TypeKind::Array) {
    Array* a = static_cast<Array*>(u);
    return (a->length - 1) * sizes.size_of(a->elem) + pointer_bytes(a->elem, sizes);
  }
  if (u->kind == TypeKind::Struct) {
    Struct* s = static_cast<Struct*>(u);
    size_t i = s->fields.size();
    while (!has_pointers(s->fields[i - 1]->type)) i--;
    return sizes.offset_of(s, i - 1) + pointer_bytes(s->fields[i - 1]->type, sizes);
  }
  return sizes.word;
}

std::vector<uint8_t> pointer_mask(Type* t, const Sizes& sizes) {
  std::vector<uint8_t> bits((pointer_bytes(t, sizes) / sizes.word + 7) / 8);
  Mask{sizes, bits}.add(t, 0);
  return bits;
}

}  // namespace ptrsafe
