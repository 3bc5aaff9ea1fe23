// Built-in functions: what the files about them share.
#pragma once

#include <initializer_list>
#include <span>

#include "check/arguments.h"

namespace ptrsafe {

// The signature that is recorded for one call of a builtin; untyped types become their defaults. `result` may be null.
Signature* builtin_signature(Type* result, std::span<Type* const> params, bool variadic = false);
inline Signature* builtin_signature(Type* result, std::initializer_list<Type*> params, bool variadic = false) {
  return builtin_signature(result, std::span<Type* const>(params.begin(), params.size()), variadic);
}

// Completes a call that has no value; returns true.
bool builtin_statement(Checker& c, Operand& x, Node* call, std::span<Type* const> params);
inline bool builtin_statement(Checker& c, Operand& x, Node* call, std::initializer_list<Type*> params) {
  return builtin_statement(c, x, call, std::span<Type* const>(params.begin(), params.size()));
}

// unsafe.X(…); false after an error. x is the first argument, except for Offsetof.
bool unsafe_call(Checker& c, Operand& x, Node* call, BuiltinId id, OperandList& args);

}  // namespace ptrsafe
