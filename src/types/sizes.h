// Sizes, alignments and offsets as the gc compiler lays types out, by GOARCH.
#pragma once

#include <cstdint>
#include <string_view>

#include "types/type.h"

namespace ptrsafe {

struct Sizes {
  int word = 8;
  int max_align = 8;
  static Sizes for_arch(std::string_view goarch);

  // Bytes; -1 if the size does not fit or is not constant (type parameters).
  int64_t size_of(Type* t) const;
  int64_t align_of(Type* t) const;
  int64_t offset_of(Struct* s, size_t field) const;
};

// False if the size of `t` depends on type parameters.
bool has_constant_size(Type* t);

}  // namespace ptrsafe
