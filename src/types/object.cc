#include "types/object.h"

#include <algorithm>

#include "types/package.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

constexpr uint32_t kLinear = 8;  // scopes up to this size have no table

uint32_t slot_of(Name name) {
  uint32_t h = name.id() * 0x9e3779b9u;
  return h ^ (h >> 15);
}

// A table at most half full.
void make_table(Scope* s, uint32_t size) {
  auto* table = static_cast<uint32_t*>(Region::allocate(size * sizeof(uint32_t)));
  for (uint32_t i = 0; i < s->count; i++) {
    uint32_t at = slot_of(s->items.get()[i]->name) & (size - 1);
    while (table[at] != 0) at = (at + 1) & (size - 1);
    table[at] = i + 1;
  }
  s->table = table;
  s->table_mask = size - 1;
}

}  // namespace

bool TypeName::is_alias() const {
  Type* t = type;
  if (!t) return false;
  switch (t->kind) {
    case TypeKind::Basic:
      if (t == basic_type(BasicKind::UnsafePointer)) return pkg.get() != universe.unsafe;
      // The predeclared types stand in the universe under their own names; byte and rune are aliases.
      return pkg || name != static_cast<Basic*>(t)->name || t == universe.byte_type || t == universe.rune_type;
    case TypeKind::Named: return static_cast<Named*>(t)->obj.get() != this;
    case TypeKind::TypeParam: return static_cast<TypeParam*>(t)->obj.get() != this;
    default: return true;
  }
}

Object* Scope::find(Name name) const {
  const Ref<Object>* list = items.get();
  if (!table) {
    for (uint32_t i = 0; i < count; i++)
      if (list[i]->name == name) return list[i];
    return nullptr;
  }
  const uint32_t* slots = table.get();
  for (uint32_t at = slot_of(name) & table_mask; slots[at] != 0; at = (at + 1) & table_mask) {
    Object* o = list[slots[at] - 1];
    if (o->name == name) return o;
  }
  return nullptr;
}

Object* Scope::insert(Object* o) {
  if (Object* existing = find(o->name)) return existing;
  if (count == capacity) {
    uint32_t bigger = capacity ? capacity * 2 : 4;
    auto* list = static_cast<Ref<Object>*>(Region::allocate(bigger * sizeof(Ref<Object>)));
    std::copy_n(items.get(), count, list);
    items = list;
    capacity = bigger;
  }
  items.get()[count++] = o;
  if (!o->parent) o->parent = this;
  if (count > kLinear) {
    if (!table || count * 2 > table_mask + 1) {
      make_table(this, table ? (table_mask + 1) * 2 : 4 * kLinear);
    } else {
      uint32_t at = slot_of(o->name) & table_mask;
      while (table.get()[at] != 0) at = (at + 1) & table_mask;
      table.get()[at] = count;
    }
  }
  return nullptr;
}

Object* lookup_parent(Scope* scope, Name name, Pos pos, Scope** found_in) {
  for (Scope* s = scope; s; s = s->parent) {
    Object* o = s->find(name);
    if (!o || (pos && o->scope_pos && pos < o->scope_pos)) continue;
    if (found_in) *found_in = s;
    return o;
  }
  if (found_in) *found_in = nullptr;
  return nullptr;
}

}  // namespace ptrsafe
