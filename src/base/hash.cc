#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ptrsafe {

uint64_t hash_bytes(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

uint64_t hash_pair(uint64_t a, uint64_t b) {
  uint64_t both[2] = {a, b};
  return XXH3_64bits(both, sizeof both);
}

}  // namespace ptrsafe
