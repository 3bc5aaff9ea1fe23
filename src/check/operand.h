// Operand: what is known about an expression while it is being checked: its mode, type and constant value.
#pragma once

#include <string>

#include "types/package.h"
#include "types/universe.h"

namespace ptrsafe {

struct Operand {
  enum Kind : uint8_t {
    Invalid,    // an error was reported
    NoValue,
    Builtin,
    TypeExpr,
    Constant,
    Variable,
    MapIndex,
    Value,
    NilValue,   // the untyped nil
    CommaOk,
    CgoFunc,
  };
  Kind mode = Invalid;
  BuiltinId id{};          // mode Builtin
  Node* expr = nullptr;
  Type* type = nullptr;
  Const val;               // mode Constant

  bool is_nil() const { return mode == NilValue || (mode == Value && type == basic_type(BasicKind::UntypedNil)); }
  bool is_const() const { return mode == Constant; }
  void invalidate() { mode = Invalid; }
};

// "x (variable of type int)", "nil", "42 (untyped int constant)", "a.b (value of struct type T)": as go/types
// describes operands in messages.
struct Qualifier;
std::string operand_string(const Operand& x, const Qualifier& q);

}  // namespace ptrsafe
