// Whether a function may run under a lock that it does not know of: it ends soon, and runs nothing but what is seen.
#pragma once

#include "fix/reachable.h"

namespace ptrsafe::fix {

enum class Work : uint8_t {
  Unknown,  // it may wait, take a lock, or call what is not seen: through interfaces, function values, into other packages
  Writes,   // it may change what others see
  Reads,    // it changes local variables alone
};

// Of a declaration or a statement, with all that it calls. Of other packages only functions are allowed that work on what they are given, and
// call no method of it.
Work work_of(const Bodies& bodies, Root code);

}  // namespace ptrsafe::fix
