// What an entry of a map takes in memory, as the runtime lays maps out: Swiss tables from Go 1.24 on (internal/runtime/maps), buckets before.
#pragma once

#include <cstdint>
#include <optional>

#include "types/sizes.h"

namespace ptrsafe {

struct MapMemory {
  int64_t group_bytes = 0;        // of a group or bucket: eight slots, and what tells which are taken
  int64_t outside_bytes = 0;      // of the keys and values of one entry that are objects of their own, being larger than 128 bytes
  bool key_indirect = false, value_indirect = false;
  double load = 0;                // entries of a group when the table is about to grow, on average

  double at_full() const { return static_cast<double>(group_bytes) / 8 + static_cast<double>(outside_bytes); }
  double at_load() const { return static_cast<double>(group_bytes) / load + static_cast<double>(outside_bytes); }
};

// None if a size depends on type parameters. `go_minor` is the toolchain's: 26 for go1.26; 0: the newest.
std::optional<MapMemory> map_memory(Type* key, Type* value, const Sizes& sizes, int go_minor);

}  // namespace ptrsafe
