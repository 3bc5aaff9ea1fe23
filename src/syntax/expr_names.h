// Expressions as text in which the names are not those of the source.
#pragma once

#include <functional>
#include <string>

#include "syntax/node.h"

namespace ptrsafe {

// As expr_string, with the names of identifiers as `name_of` has them.
std::string expr_string(const Node* e, const std::function<std::string(const Node* ident)>& name_of);

}  // namespace ptrsafe
