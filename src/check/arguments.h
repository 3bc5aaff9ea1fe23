// Arguments of calls: what ordinary calls and calls of builtins share.
#pragma once

#include <span>
#include <string>

#include "absl/container/inlined_vector.h"
#include "check/checker.h"

namespace ptrsafe {

using OperandList = absl::InlinedVector<Operand, 4>;

// Values of a list of expressions; a single call with several results stands for all of them.
void expression_list(Checker& c, NodeList list, OperandList& out);

// One argument whose value may be a generic function. If it is one with some type arguments given, they are
// added to `partial` and x stays generic.
void generic_argument(Checker& c, Operand& x, Node* e, std::vector<Ref<Type>>& partial);

// x is passed to a parameter of type `t` by `call`.
void pass_argument(Checker& c, Operand& x, Type* t, Node* call);

// The type arguments written in `index`; false if one is invalid.
bool type_arguments(Checker& c, Node* index, std::vector<Ref<Type>>& out);

// What is recorded as the type of a call without results: the empty tuple.
Tuple* no_value_type();

// Position of the `...` after the last argument.
Pos ellipsis_pos(const Node* call);

// "(int, number, string...)": types as messages about their count list them.
std::string types_summary(const Checker& c, std::span<Type* const> types, bool variadic, bool dots);
std::string types_summary(const Checker& c, std::span<const Operand> operands, bool dots);
std::string types_summary(const Checker& c, std::span<const Ref<Var>> vars, bool variadic);

}  // namespace ptrsafe
