// A unified diff of edits, as `patch -p1` and `git apply` take it.
#pragma once

#include <string>

#include "fix/edits.h"

namespace ptrsafe::fix {

// Of all files below `base`; paths are relative to it.
std::string unified_diff(const Edits& edits, const std::string& base);

}  // namespace ptrsafe::fix
