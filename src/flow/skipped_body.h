// The bodies of functions that are not under examination, which the loader skips: read on demand, as trees without types.
#pragma once

#include "syntax/node.h"
#include "types/object.h"

namespace ptrsafe::flow {

struct SkippedBody {
  const Node* declaration = nullptr;  // the FuncDecl with its body; null where there is none
  const Tree* tree = nullptr;         // of its file
};

// The declaration of `f` with its body; that of its origin, where it is an instance's method. Thread-safe.
SkippedBody skipped_body(const Func* f);

}  // namespace ptrsafe::flow
