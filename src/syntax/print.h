// Dumps of tokens and trees (--print=tokens, --print=tree), for people and for golden tests.
#pragma once

#include <string>

#include "syntax/node.h"

namespace ptrsafe {

// One line a token: offset, line:column, kind, text.
std::string print_tokens(SourceFile* file);

// One line a node, indented by depth: kind, line:column, what distinguishes it. Errors come last.
std::string print_tree(const Tree& tree);

}  // namespace ptrsafe
