// Hashes of bytes that are written to disk: xxHash, the same on every machine of one byte order.
#pragma once

#include <cstdint>
#include <string_view>

namespace ptrsafe {

uint64_t hash_bytes(std::string_view bytes);
// Of two hashes, in this order.
uint64_t hash_pair(uint64_t a, uint64_t b);

}  // namespace ptrsafe
