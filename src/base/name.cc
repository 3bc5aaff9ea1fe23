#include "base/name.h"

#include <atomic>
#include <mutex>
#include <vector>

#include "base/unicode.h"

namespace ptrsafe {
namespace {

// One open-addressing table of references per shard. Readers load the table pointer and probe;
// writers hold the shard's lock and, when three quarters full, publish a table of twice the size.
// Old tables stay readable.
struct Table {
  uint32_t mask;
  std::atomic<uint32_t>* slots;
};

struct alignas(64) Shard {
  std::atomic<Table*> table{nullptr};
  std::mutex lock;
  uint32_t count = 0;
};

constexpr uint32_t kShardBits = 6;
Shard shards[1 << kShardBits];

Table* new_table(uint32_t size) {
  auto* t = static_cast<Table*>(Region::allocate(sizeof(Table)));
  t->mask = size - 1;
  t->slots = static_cast<std::atomic<uint32_t>*>(Region::allocate(size * sizeof(uint32_t)));
  return t;
}

// The reference found, or 0 with `*at` set to the free slot.
uint32_t probe(const Table* t, std::string_view s, uint32_t hash, uint32_t* at) {
  for (uint32_t i = hash >> kShardBits;; i++) {
    uint32_t raw = t->slots[i & t->mask].load(std::memory_order_acquire);
    if (raw == 0) {
      *at = i & t->mask;
      return 0;
    }
    const NameData* d = Ref<NameData>::from_raw(raw).get();
    if (d->hash == hash && d->length == s.size() && std::memcmp(d->text, s.data(), s.size()) == 0) return raw;
  }
}

}  // namespace

WellKnownNames names;

Name intern(std::string_view s, uint32_t hash) {
  Shard& shard = shards[hash & ((1 << kShardBits) - 1)];
  uint32_t at;
  if (const Table* t = shard.table.load(std::memory_order_acquire)) {
    if (uint32_t raw = probe(t, s, hash, &at)) return Name{Ref<NameData>::from_raw(raw)};
  }
  std::lock_guard guard(shard.lock);
  Table* t = shard.table.load(std::memory_order_relaxed);
  if (!t || shard.count * 4 >= (t->mask + 1) * 3) {
    Table* bigger = new_table(t ? (t->mask + 1) * 2 : 64);
    for (uint32_t i = 0; t && i <= t->mask; i++) {
      uint32_t raw = t->slots[i].load(std::memory_order_relaxed);
      if (raw == 0) continue;
      uint32_t j = Ref<NameData>::from_raw(raw)->hash >> kShardBits;
      while (bigger->slots[j & bigger->mask].load(std::memory_order_relaxed) != 0) j++;
      bigger->slots[j & bigger->mask].store(raw, std::memory_order_relaxed);
    }
    shard.table.store(bigger, std::memory_order_release);
    t = bigger;
  }
  if (uint32_t raw = probe(t, s, hash, &at)) return Name{Ref<NameData>::from_raw(raw)};
  auto* d = static_cast<NameData*>(Region::allocate(offsetof(NameData, text) + s.size()));
  d->hash = hash;
  d->length = static_cast<uint32_t>(s.size());
  d->exported = starts_upper(s);
  std::memcpy(d->text, s.data(), s.size());
  uint32_t raw = Ref<NameData>(d).v;
  t->slots[at].store(raw, std::memory_order_release);
  shard.count++;
  return Name{Ref<NameData>::from_raw(raw)};
}

void init_names() {
  if (names.blank) return;
  names.blank = intern("_");
  names.init = intern("init");
  names.main = intern("main");
  names.dot = intern(".");
  names.C = intern("C");
  names.unsafe = intern("unsafe");
  names.iota = intern("iota");
  names.error = intern("error");
  names.Error = intern("Error");
  names.empty_string = intern("");
}

}  // namespace ptrsafe
