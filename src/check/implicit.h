// Implicit conversion of untyped operands (spec, "Constants", "Conversions"), shared by assignment, binary
// operations and explicit conversion.
#pragma once

#include "check/checker.h"

namespace ptrsafe {

enum class ConversionFault : uint8_t { None, Mismatch, Truncated, Overflows };

struct Implicit {
  Type* type = nullptr;  // null: not possible
  Const value;           // rounded constant; no value if it stays as it was
  ConversionFault fault = ConversionFault::None;
};

// What `x` becomes where `target` is wanted. Typed operands stay.
Implicit implicit_conversion(Checker& c, const Operand& x, Type* target);

// Reports that constant or untyped operand `x` cannot become a `target`.
void report_conversion(Checker& c, const Operand& x, Type* target, ConversionFault fault);

// Applies the result of a possible conversion to x and to what is recorded about it.
void apply_implicit(Checker& c, Operand& x, const Implicit& to);

// Whether constant x can be represented in basic type t, and how it is rounded.
ConversionFault represent(Checker& c, const Operand& x, Basic* t, Const* rounded);

}  // namespace ptrsafe
