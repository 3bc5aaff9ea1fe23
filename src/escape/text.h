// How the compiler writes expressions and types in its messages (cmd/compile/internal/ir and types, their fmt.go).
#pragma once

#include <string>

#include "escape/tree.h"

namespace ptrsafe::escape {

// Seen from `from`: its own names stand alone, those of other packages behind the package's name.
std::string type_text(Type* t, const Package* from);
std::string text(const Node* n, const Package* from);
// Behind its package's name in bodies of another package's generic functions.
std::string local_name(const Local& l, const Package* from);
// As symbols of the linker write a type: packages by path, no aliases.
std::string link_text(Type* t);

}  // namespace ptrsafe::escape
