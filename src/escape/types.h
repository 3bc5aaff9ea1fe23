// What the escape analysis asks of types: whether values hold pointers, and how interfaces store them (cmd/compile/internal/types).
#pragma once

#include "types/sizes.h"
#include "types/type.h"

namespace ptrsafe::escape {

// A value of `t` contains pointers that the collector follows. Types that are not in the heap (they embed
// internal/runtime/sys.NotInHeap) do not, and neither do pointers to them.
bool has_pointers(Type* t);
bool not_in_heap(Type* t);

// An interface stores such a value in its data word itself: it is one pointer in size.
bool pointer_shaped(Type* t, const Sizes& sizes);

bool is_interface(Type* t);  // not for type parameters

}  // namespace ptrsafe::escape
