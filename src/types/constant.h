// Const: values of constant expressions, of arbitrary precision (Go spec, "Constants"): exact integers
// and rationals (GMP), and binary floating point of 512 bits (MPFR) where exact fractions grow too large,
// as gc does. Values are immutable and live in the Region.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/region.h"
#include "syntax/node.h"

namespace ptrsafe {

enum class ConstKind : uint8_t { Unknown, Bool, String, Int, Float, Complex };

// How a value is stored; constant_data.h has the structures that begin so.
enum class ConstForm : uint8_t {
  Unknown,
  Bool,
  Text,
  Rope,      // a concatenation, flattened on demand
  Small,     // an int64
  Big,       // an integer outside int64
  Ratio,     // a fraction in lowest terms with denominator > 1
  Floating,  // 512 bits of binary floating point
  Pair,      // complex
};

// Numbers of kind Float are Small, Big or Ratio while exact values stay short, and Floating beyond that.
struct ConstData {
  ConstKind kind;
  ConstForm form;
  bool truth = false;
  // Big: count of limbs, Ratio: of the numerator's limbs; negative for negative values. Floating: the sign.
  int32_t size = 0;
};

struct Const {
  Ref<ConstData> data;

  // No value at all (the expression is not constant); differs from an unknown constant.
  explicit operator bool() const { return data.v != 0; }
  ConstKind kind() const { return data ? data->kind : ConstKind::Unknown; }

  // Of a known kind; callers check kind() first.
  bool bool_value() const;
  std::string_view string_value() const;  // lives in the Region; concatenations are flattened on demand

  // True and the value if it is an integer (kind Int, or an integral Float) that fits.
  bool int64_value(int64_t* out) const;
  bool uint64_value(uint64_t* out) const;
  int sign() const;           // -1, 0, 1 of a numeric value; 1 for unknown; for complex: 0 iff zero
  uint64_t bit_length() const;  // of an Int
  double double_value() const;  // nearest; ±inf if too large
  float float_value() const;
};
static_assert(sizeof(Const) == 4);

Const const_unknown();
Const const_bool(bool b);
Const const_int(int64_t v);
Const const_uint(uint64_t v);
Const const_double(double v);
Const const_string(std::string_view s);  // copies

// Value of a literal's text; unknown if it is malformed or excessively long. Strings may refer to the text, which
// lives as long as the process (that of a SourceFile does).
Const const_literal(LitKind kind, std::string_view text);

// Conversions between numeric kinds that keep the value: unknown if that is not possible (3.5 to Int, a
// complex value with an imaginary part to Float).
Const to_int(Const c);
Const to_float(Const c);
Const to_complex(Const c);
Const real_part(Const c);
Const imag_part(Const c);
Const make_complex(Const re, Const im);

// x op y for operands of matching kinds (converted to the larger kind first). Integer division truncates
// if `integer_division`; the caller has excluded division by zero. Unknown if an operand is.
Const binary_op(Const x, Op op, Const y, bool integer_division = false);
// op x. For Op::Xor of an unsigned type, `unsigned_bits` is its size in bits (0: signed or untyped).
Const unary_op(Op op, Const x, unsigned unsigned_bits = 0);
Const shift(Const x, Op op, uint64_t count);  // Int only; the caller bounds `count`
bool compare(Const x, Op op, Const y);         // false if unknown

// Rounding to float32/float64 and to complex parts; unknown if it overflows.
Const round_float32(Const c);
Const round_float64(Const c);

// As go/constant's String (short: strings cut at 72 bytes, floats in %.6g) and ExactString.
std::string to_string(Const c);
std::string exact_string(Const c);

// Same kind and value (for duplicate case and key detection): equal values have equal hashes.
bool const_equal(Const x, Const y);
uint64_t const_hash(Const c);

}  // namespace ptrsafe
