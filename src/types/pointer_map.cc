#include "types/pointer_map.h"

#include <absl/container/flat_hash_map.h>

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

// What a type holds, found once for each struct within it: chains of types that hold the one before twice would take exponential time,
// and a type that contains itself, which is an error, would not end.
struct Contents {
  absl::flat_hash_map<const Struct*, bool> outside, with_pointers;

  template <class Ask>
  static bool any_field(Struct* s, absl::flat_hash_map<const Struct*, bool>& known, Ask ask) {
    if (auto [at, inserted] = known.try_emplace(s, false); !inserted) return at->second;
    for (Ref<Var> f : s->fields.span())
      if (ask(f->type)) return known[s] = true;
    return false;
  }

  bool not_in_heap(Type* t) {
    if (Named* n = as<Named>(t)) {
      const TypeName* o = n->obj;
      if (o->pkg && o->name.view() == "nih" && (o->pkg->path.view() == "internal/runtime/sys" || o->pkg->path.view() == "runtime/internal/sys" /* Go 1.23 */)) return true;
    }
    if (Array* a = as_under<Array>(t)) return not_in_heap(a->elem);
    Struct* s = as_under<Struct>(t);
    return s && any_field(s, outside, [this](Type* f) { return not_in_heap(f); });
  }

  bool has_pointers(Type* t) {
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Basic: {
        BasicKind k = static_cast<Basic*>(u)->basic();
        return k == BasicKind::String || k == BasicKind::UnsafePointer || k == BasicKind::UntypedString || k == BasicKind::UntypedNil;
      }
      case TypeKind::Array: return static_cast<Array*>(u)->length > 0 && has_pointers(static_cast<Array*>(u)->elem);
      case TypeKind::Struct: return any_field(static_cast<Struct*>(u), with_pointers, [this](Type* f) { return has_pointers(f); });
      case TypeKind::Pointer: return !not_in_heap(static_cast<Pointer*>(u)->elem);
      default: return true;
    }
  }
};

}  // namespace

bool not_in_heap(Type* t) { return Contents{}.not_in_heap(t); }

bool has_pointers(Type* t) { return Contents{}.has_pointers(t); }

int64_t pointer_bytes(Type* t, const Sizes& sizes) {
  if (!has_constant_size(t) || sizes.size_of(t) < 0) return -1;
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
