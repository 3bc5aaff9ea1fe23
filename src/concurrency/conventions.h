// Conventions: what the text of a function says about who may call it, where the code cannot: its name, and the comment above it.
#pragma once

#include "ir/ir.h"

namespace ptrsafe::concurrency {

// The declared function around it.
const ir::Function* outermost(const ir::Function& f);
// The caller has the lock: by the name (`flushLocked`), or, of functions that importers call, by the comment ("Lock should be held").
bool says_locked(const ir::Function& f, bool unseen_callers);
// One goroutine at a time: "must not be called concurrently", "not safe for concurrent use"; or it initialises the object, by its name.
bool says_alone(const ir::Function& f);
// A part of tests, in whatever file: it is given the test (`*testing.T` and the like).
bool is_for_tests(const ir::Function& f);

}  // namespace ptrsafe::concurrency
