// The function literals that are lowered as a part of the body that calls them: func() { ... }().
//
// What such a literal does, its function does: with its variables, under its locks and in its goroutine. Where the call ends
// the function, what the literal defers is deferred by the function; elsewhere it is done where the literal ends.
#pragma once

#include "types/package.h"

namespace ptrsafe::lower {

// The literal that a call calls, if it can be a part of the caller; null otherwise. It cannot if it recovers from panics, or if
// what it defers depends on how it runs. Calls of `go` and `defer` statements are not for this: they are not made at once.
const Node* literal_called_at_once(const FileInfo& file, const Node* call);

}  // namespace ptrsafe::lower
