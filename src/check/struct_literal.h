// Elements of struct literals, and when function values are inferred from where they go.
#pragma once

#include "check/checker.h"

namespace ptrsafe {

// Since Go 1.27 generic functions take their type arguments from the element, channel or conversion they go to.
bool infers_from_context(const Checker& c);

// Checks the elements of `literal`, of struct type `base` with underlying type `s`.
void struct_elements(Checker& c, Node* literal, NodeList elements, Type* base, Struct* s);

}  // namespace ptrsafe
