// `types --print=layouts`: how types lie in memory, for comparison with the compiler (tests/escape/sizes.py).
#pragma once

#include <string>

#include "types/package.h"
#include "types/sizes.h"

namespace ptrsafe {

// A line for each type that the package declares, generic ones, constraints and aliases left out, by name:
//   PACKAGE.TYPE SIZE ALIGNMENT POINTER-BYTES:MASK[ FIELD=OFFSET...]
// MASK is the bytes of pointer_mask() in hexadecimal, or `large`. Fields are those that the package can name.
std::string print_layouts(const Package& package, const Sizes& sizes);

}  // namespace ptrsafe
