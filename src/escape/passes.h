// What the compiler does to trees before its escape analysis looks at them.
#pragma once

#include "escape/callable.h"
#include "escape/rules.h"

namespace ptrsafe::escape {

// Of one function or literal (not of the literals in it).
void separate_loop_variables(Arena& arena, Callable& c, const Rules& rules);

// Takes out assignments of names, constants and literals to variables that are never used. Of a whole declaration. Does nothing where `rules` say so.
void remove_dead_assignments(Arena& arena, Callable& outermost, const Rules& rules);

// The assignments that remain of an initialiser of a package variable after what the linker can lay out is taken away.
void dynamic_initialisation(Arena& arena, Node* assign, std::vector<Node*>& out);

}  // namespace ptrsafe::escape
