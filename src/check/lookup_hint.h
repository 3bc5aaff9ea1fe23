// Hints in messages about names that were not found: other spellings, unexported names.
#pragma once

#include <string>

#include "check/checker.h"

namespace ptrsafe {

// "type T has no field or method x, but does have field X", or the wording for struct literals. `alternative` is
// what differs from `name` by case only, or is inaccessible; may be null.
std::string lookup_hint(const Checker& c, Type* t, Name name, const Object* alternative, bool struct_literal);

// Names that differ only in letter case (ASCII letters).
bool equal_fold(std::string_view a, std::string_view b);

}  // namespace ptrsafe
