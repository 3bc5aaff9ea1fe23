// Where values of a type hold pointers, as the gc compiler tells the collector.
#pragma once

#include <cstdint>
#include <vector>

#include "types/sizes.h"
#include "types/type.h"

namespace ptrsafe {

// It is, or contains, the marker of internal/runtime/sys that keeps types out of the heap: pointers to it are none to the collector.
bool not_in_heap(Type* t);

bool has_pointers(Type* t);

// Bytes up to the end of the last word that holds a pointer; 0: none; -1: the size is not constant, or does not fit.
int64_t pointer_bytes(Type* t, const Sizes& sizes);

// A bit for each word of pointer_bytes(), from the lowest of the first byte on. Of interfaces only the data word is set. For types of
// constant size, of at most kMaxMaskWords such words: the compiler has no masks of larger ones either.
constexpr int64_t kMaxMaskWords = 2048 * 8;
std::vector<uint8_t> pointer_mask(Type* t, const Sizes& sizes);

}  // namespace ptrsafe
