// How far unsafe.Slice, unsafe.String and unsafe.Add go, where the size of the object is known.
#pragma once

#include <optional>
#include <string>

#include "flow/body.h"
#include "types/sizes.h"

namespace ptrsafe::flow {

struct BeyondObject {
  std::string reason;  // "8 elements of 4 bytes from an object of 16"
  bool certain;        // a slice's capacity may hide it otherwise
};

// Whether the call (a Builtin) is sure to reach beyond the object that its pointer points into; no value if it does
// not, or if the sizes are not known.
std::optional<BeyondObject> beyond_object(const Body& body, const Sizes& sizes, ir::ValueId call);

}  // namespace ptrsafe::flow
