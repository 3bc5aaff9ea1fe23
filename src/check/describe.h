// Words for the kinds of types in messages.
#pragma once

#include <string_view>

#include "types/type.h"

namespace ptrsafe {

// "array", "struct", "type parameter", …; empty for basic types.
std::string_view composite_kind(Type* t);

}  // namespace ptrsafe
