// HeaderCast: a slice read from where a string, or a slice of smaller elements, lies: *(*[]T)(unsafe.Pointer(&x)).
#pragma once

#include <optional>

#include "flow/raw_address.h"

namespace ptrsafe::flow {

struct HeaderCast {
  HeaderWord::Index wrong;      // Cap of a string, which has none; Len (and Cap) of too many elements
  int64_t from = 1, to = 1;     // sizes of the elements
  bool certain = false;         // the slice is kept or handed on as a whole, not only given to a call
};

// What is wrong with the slice that `load` reads, if something is and its uses let it show. Elements under an index of the
// author's own, a string's bytes that are ranged over, and a slice whose length and capacity are set at once (s[:n:n]) are not.
std::optional<HeaderCast> header_cast(const Body& body, const Sizes& sizes, ir::ValueId load);

}  // namespace ptrsafe::flow
