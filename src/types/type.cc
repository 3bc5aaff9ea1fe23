#include "types/type.h"

#include <mutex>

namespace ptrsafe {
namespace {

// Shared composite types, found by the addresses of their components. As for names, readers probe without a
// lock; writers hold their shard's.
struct Table {
  uint32_t mask;
  std::atomic<uint32_t>* slots;  // raw Ref<Type>, 0: free
};

struct alignas(64) Shard {
  std::atomic<Table*> table{nullptr};
  std::mutex lock;
  uint32_t count = 0;
};

constexpr uint32_t kShardBits = 5;
Shard shards[1 << kShardBits];

struct Key {
  TypeKind kind;
  uint8_t dir;    // channels
  uint32_t a, b;  // component types
  int64_t length;

  uint64_t hash() const {
    uint64_t h = (uint64_t{a} << 32 | b) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
    h = (h ^ static_cast<uint64_t>(length) ^ (static_cast<uint64_t>(kind) << 8 | dir) << 48) * 0xd6e8feb86659fd93u;
    return h ^ (h >> 32);
  }
};

Key key_of(const Type* t) {
  switch (t->kind) {
    case TypeKind::Slice: return {t->kind, 0, static_cast<const Slice*>(t)->elem.v, 0, 0};
    case TypeKind::Array: {
      auto* a = static_cast<const Array*>(t);
      return {t->kind, 0, a->elem.v, 0, a->length};
    }
    case TypeKind::Map: {
      auto* m = static_cast<const Map*>(t);
      return {t->kind, 0, m->key.v, m->elem.v, 0};
    }
    case TypeKind::Chan: return {t->kind, t->flags, static_cast<const Chan*>(t)->elem.v, 0, 0};
    default: return {};
  }
}

bool same(const Key& x, const Key& y) {
  return x.kind == y.kind && x.dir == y.dir && x.a == y.a && x.b == y.b && x.length == y.length;
}

Table* new_table(uint32_t size) {
  auto* t = static_cast<Table*>(Region::allocate(sizeof(Table)));
  t->mask = size - 1;
  t->slots = static_cast<std::atomic<uint32_t>*>(Region::allocate(size * sizeof(uint32_t)));
  return t;
}

Type* probe(const Table* t, const Key& key, uint64_t hash, uint32_t* at) {
  for (uint32_t i = static_cast<uint32_t>(hash >> kShardBits) & t->mask;; i = (i + 1) & t->mask) {
    uint32_t raw = t->slots[i].load(std::memory_order_acquire);
    if (raw == 0) {
      *at = i;
      return nullptr;
    }
    Type* candidate = Ref<Type>::from_raw(raw);
    if (same(key_of(candidate), key)) return candidate;
  }
}

// The shared type of that key; made by `create` if there is none.
template <class F>
Type* shared(const Key& key, F create) {
  uint64_t hash = key.hash();
  Shard& shard = shards[hash & ((1 << kShardBits) - 1)];
  uint32_t at;
  if (const Table* t = shard.table.load(std::memory_order_acquire)) {
    if (Type* found = probe(t, key, hash, &at)) return found;
  }
  std::lock_guard guard(shard.lock);
  Table* t = shard.table.load(std::memory_order_relaxed);
  if (!t || shard.count * 4 >= (t->mask + 1) * 3) {
    Table* bigger = new_table(t ? (t->mask + 1) * 2 : 64);
    for (uint32_t i = 0; t && i <= t->mask; i++) {
      uint32_t raw = t->slots[i].load(std::memory_order_relaxed);
      if (raw == 0) continue;
      Key k = key_of(Ref<Type>::from_raw(raw));
      uint32_t slot;
      probe(bigger, k, k.hash(), &slot);
      bigger->slots[slot].store(raw, std::memory_order_relaxed);
    }
    shard.table.store(bigger, std::memory_order_release);
    t = bigger;
  }
  if (Type* found = probe(t, key, hash, &at)) return found;
  Type* made = create();
  t->slots[at].store(Ref<Type>(made).v, std::memory_order_release);
  shard.count++;
  return made;
}

}  // namespace

Pointer* pointer_to(Type* elem) {
  uint32_t raw = elem->pointer_cache.load(std::memory_order_acquire);
  if (raw == 0) {
    Pointer* made = make<Pointer>(elem);
    uint32_t mine = Ref<Pointer>(made).v;
    if (elem->pointer_cache.compare_exchange_strong(raw, mine, std::memory_order_acq_rel)) raw = mine;
  }
  return Ref<Pointer>::from_raw(raw);
}

Slice* slice_of(Type* elem) {
  Key key{TypeKind::Slice, 0, Ref<Type>(elem).v, 0, 0};
  return static_cast<Slice*>(shared(key, [&] { return make<Slice>(elem); }));
}

Array* array_of(Type* elem, int64_t length) {
  Key key{TypeKind::Array, 0, Ref<Type>(elem).v, 0, length};
  return static_cast<Array*>(shared(key, [&] { return make<Array>(elem, length); }));
}

Map* map_of(Type* key_type, Type* elem) {
  Key key{TypeKind::Map, 0, Ref<Type>(key_type).v, Ref<Type>(elem).v, 0};
  return static_cast<Map*>(shared(key, [&] { return make<Map>(key_type, elem); }));
}

Chan* chan_of(ChanDir dir, Type* elem) {
  Key key{TypeKind::Chan, static_cast<uint8_t>(dir), Ref<Type>(elem).v, 0, 0};
  return static_cast<Chan*>(shared(key, [&] { return make<Chan>(dir, elem); }));
}

Tuple* make_tuple(std::span<const Ref<Var>> vars) {
  if (vars.empty()) return nullptr;
  Tuple* t = make<Tuple>();
  t->vars = List<Ref<Var>>::copy_of(vars);
  return t;
}

}  // namespace ptrsafe
