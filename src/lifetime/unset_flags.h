// Flags that nobody sets: variables that are tested, and have their zero value for good.
//
// A field or package-level variable of a number or truth value (of sync/atomic, too) whose address is only used to read it, in all of the
// program that can name it. Literals with a value for it, decoders that fill its struct, and code that is not seen may set it.
#pragma once

#include <optional>

#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

// What the condition is, if it tests such a variable: `x`, `!x`, `x == 1`, `x.Load()`, `atomic.LoadInt32(&x) != 0`.
std::optional<bool> unset_flag(const ProgramIndex& index, const Examined& body, ValueId condition);
// The block stands behind such a condition, on the side that is never taken.
bool never_runs(const ProgramIndex& index, const Examined& body, BlockId block);

}  // namespace ptrsafe::lifetime
