// Files that a program wrote, by Go's convention.
#pragma once

#include "syntax/node.h"

namespace ptrsafe {

// A line `// Code generated … DO NOT EDIT.` comes before the package clause (go.dev/s/generatedcode; go/ast.IsGenerated).
bool is_generated(const Tree& tree);

}  // namespace ptrsafe
