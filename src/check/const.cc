// Constants (spec, "Constants", "Representability"): which values a type can hold, and how they are rounded.
#include <fmt/format.h>

#include "check/implicit.h"

namespace ptrsafe {
namespace {

// Untyped integers may not grow beyond this; the same limit as the gc compiler's.
constexpr uint64_t kMaxUntypedBits = 512;

// "addition " and the like for the operators whose results can overflow.
std::string_view operation_name(const Node* e) {
  if (!e) return "";
  if (e->is(NodeKind::Binary)) {
    switch (e->oper()) {
      case Op::Add: return "addition ";
      case Op::Sub: return "subtraction ";
      case Op::Xor: return "bitwise XOR ";
      case Op::Mul: return "multiplication ";
      case Op::Shl: return "shift ";
      default: return "";
    }
  }
  if (e->is(NodeKind::Unary) && e->oper() == Op::Xor) return "bitwise complement ";
  return "";
}

bool fits_signed(Const v, int bits) {
  int64_t i;
  if (!v.int64_value(&i)) return false;
  if (bits >= 64) return true;
  int64_t limit = int64_t{1} << (bits - 1);
  return -limit <= i && i < limit;
}

bool fits_unsigned(Const v, int bits) {
  uint64_t u;
  if (!v.uint64_value(&u)) return false;
  return bits >= 64 || u < (uint64_t{1} << bits);
}

bool integer_fits(Const v, BasicKind kind, int word_bits) {
  switch (kind) {
    case BasicKind::Int: return fits_signed(v, word_bits);
    case BasicKind::Int8: return fits_signed(v, 8);
    case BasicKind::Int16: return fits_signed(v, 16);
    case BasicKind::Int32: return fits_signed(v, 32);
    case BasicKind::Int64: return fits_signed(v, 64);
    case BasicKind::Uint:
    case BasicKind::Uintptr: return fits_unsigned(v, word_bits);
    case BasicKind::Uint8: return fits_unsigned(v, 8);
    case BasicKind::Uint16: return fits_unsigned(v, 16);
    case BasicKind::Uint32: return fits_unsigned(v, 32);
    case BasicKind::Uint64: return fits_unsigned(v, 64);
    default: return true;  // untyped
  }
}

}  // namespace

bool Checker::representable_const(const Const v, Basic* t, Const* rounded) {
  ConstKind kind = v.kind();
  if (kind == ConstKind::Unknown) return true;  // an error was reported
  uint16_t info = t->info();
  if (info & kIsInteger) {
    Const i = kind == ConstKind::Int ? v : to_int(v);
    if (i.kind() != ConstKind::Int) return false;
    if (rounded) *rounded = i;
    return integer_fits(i, t->basic(), state_.sizes.word * 8);
  }
  if (info & kIsFloat) {
    Const f = to_float(v);
    if (f.kind() == ConstKind::Unknown) return false;
    if (t->basic() == BasicKind::Float32) f = round_float32(f);
    if (t->basic() == BasicKind::Float64) f = round_float64(f);
    if (f.kind() == ConstKind::Unknown) return false;
    if (rounded) *rounded = f;
    return true;
  }
  if (info & kIsComplex) {
    Const z = to_complex(v);
    if (z.kind() == ConstKind::Unknown) return false;
    if (t->basic() != BasicKind::UntypedComplex) {
      auto round = t->basic() == BasicKind::Complex64 ? round_float32 : round_float64;
      Const re = round(real_part(z));
      Const im = round(imag_part(z));
      if (re.kind() == ConstKind::Unknown || im.kind() == ConstKind::Unknown) return false;
      z = make_complex(re, im);
    }
    if (rounded) *rounded = z;
    return true;
  }
  if (info & kIsString) return kind == ConstKind::String;
  if (info & kIsBoolean) return kind == ConstKind::Bool;
  return false;
}

ConversionFault represent(Checker& c, const Operand& x, Basic* t, Const* rounded) {
  if (c.representable_const(x.val, t, rounded)) return ConversionFault::None;
  if (is_numeric(x.type) && is_numeric(t))
    return !is_integer(x.type) && is_integer(t) ? ConversionFault::Truncated : ConversionFault::Overflows;
  return ConversionFault::Mismatch;
}

void report_conversion(Checker& c, const Operand& x, Type* target, ConversionFault fault) {
  switch (fault) {
    case ConversionFault::None: return;
    case ConversionFault::Truncated: c.error(x, fmt::format("{} truncated to {}", c.str(x), c.str(target))); return;
    case ConversionFault::Overflows: c.error(x, fmt::format("{} overflows {}", c.str(x), c.str(target))); return;
    case ConversionFault::Mismatch:
      c.error(x, fmt::format("cannot convert {} to type {}", c.str(x), c.str(target)));
      return;
  }
}

void Checker::representable(Operand& x, Basic* t) {
  Const rounded = x.val;
  ConversionFault fault = represent(*this, x, t, &rounded);
  if (fault != ConversionFault::None) {
    report_conversion(*this, x, t, fault);
    x.invalidate();
    return;
  }
  x.val = rounded;
}

void Checker::overflow(Operand& x, Pos op_pos) {
  ConstKind kind = x.val.kind();
  // Not an operand's fault: those were checked before.
  if (kind == ConstKind::Unknown) {
    error(op_pos, "constant result is not representable");
    return;
  }
  if (!is_untyped(x.type)) {
    if (Basic* b = as_under<Basic>(x.type)) representable(x, b);
    return;
  }
  if (kind == ConstKind::Int && x.val.bit_length() > kMaxUntypedBits) {
    error(op_pos, fmt::format("constant {}overflow", operation_name(x.expr)));
    x.val = const_unknown();
  }
}

}  // namespace ptrsafe
