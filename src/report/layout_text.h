// What a value of a type takes in memory, in words.
#pragma once

#include <optional>
#include <string>

#include "types/map_memory.h"
#include "types/sizes.h"

namespace ptrsafe {

// "24 bytes, aligned to 8, pointers in 1 of 3 words"; of maps what an entry takes, too. Empty where the size depends on type parameters.
// `go_minor`: of the toolchain.
std::string layout_text(Type* t, const Sizes& sizes, int go_minor);

}  // namespace ptrsafe
