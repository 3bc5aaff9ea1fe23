// What the escape analysis asks of types: whether values hold pointers, and how interfaces store them (cmd/compile/internal/types).
#pragma once

#include "escape/rules.h"
#include "types/pointer_map.h"
#include "types/sizes.h"
#include "types/type.h"

namespace ptrsafe::escape {

// An interface stores such a value in its data word itself: it is one pointer in size.
bool pointer_shaped(Type* t, const Sizes& sizes, const Rules& rules);

bool is_interface(Type* t);  // not for type parameters

}  // namespace ptrsafe::escape
