// Shapes: what the compiler makes one body of a generic function for. Type arguments with the same underlying type share it; so do all pointers
// where the constraint lists no types (cmd/compile/internal/noder, "GC shape stenciling").
#pragma once

#include "escape/rules.h"
#include "types/type.h"

namespace ptrsafe::escape {

// The shape of `argument` for a type parameter: a defined type go.shape.X, the same address for the same shape. Thread-safe.
Type* shape_of(Type* argument, TypeParam* parameter, const Rules& rules);
bool is_shape(Type* t);
bool has_shape(Type* t);           // it, or a part of it
bool has_type_parameters(Type* t);  // likewise

}  // namespace ptrsafe::escape
