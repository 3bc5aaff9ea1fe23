// Shifts (spec, "Operators"): the right operand is an integer or fits in a uint; an untyped constant left operand of
// a non-constant shift takes its type from the context.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

// The largest count in constant shifts: enough to express the smallest float64.
constexpr uint64_t kMaxShift = 1023 - 1 + 52;

void fail(Checker& c, Operand& x, const Operand& at, std::string message) {
  c.error(at, std::move(message));
  x.invalidate();
}

// Checks the count `y`; false after an error. A constant count's integer value goes to *count.
bool shift_count(Checker& c, Operand& x, Operand& y, Const* count) {
  if (y.mode == Operand::Constant) {
    *count = to_int(y.val);
    if (count->kind() == ConstKind::Int && count->sign() < 0) {
      fail(c, x, y, fmt::format("invalid operation: negative shift count {}", c.str(y)));
      return false;
    }
    if (is_untyped(y.type)) {
      c.representable(y, basic_type(BasicKind::Uint));
      if (y.mode != Operand::Invalid) return true;
      x.invalidate();
      return false;
    }
    if (count->kind() == ConstKind::Int || count->kind() == ConstKind::Unknown) {
      if (!is_const_type(y.type) || is_numeric(y.type)) return true;
    }
    fail(c, x, y, fmt::format("invalid operation: shift count {} must be integer", c.str(y)));
    return false;
  }
  if (all_integer(y.type)) {
    if (is_untyped(y.type)) {
      // A shift as count: as if it were converted to uint.
      c.convert_untyped(y, basic_type(BasicKind::Uint));
      if (y.mode != Operand::Invalid) return true;
      x.invalidate();
      return false;
    }
    if (all_unsigned(y.type) || c.allows(13)) return true;
    c.verify_version(y.expr, 13, fmt::format("invalid operation: signed shift count {}", c.str(y)));
    x.invalidate();
    return false;
  }
  if (is_untyped(y.type)) {
    c.convert_untyped(y, basic_type(BasicKind::Uint));
    if (y.mode != Operand::Invalid) return true;
    x.invalidate();
    return false;
  }
  fail(c, x, y, fmt::format("invalid operation: shift count {} must be integer", c.str(y)));
  return false;
}

}  // namespace

void Checker::shift_expr(Operand& x, Operand& y, Node* e, Op op) {
  Const value;
  if (x.mode == Operand::Constant) value = to_int(x.val);
  bool integral = all_integer(x.type) || (is_untyped(x.type) && value && value.kind() == ConstKind::Int);
  if (!integral) return fail(*this, x, x, fmt::format("invalid operation: shifted operand {} must be integer", str(x)));

  Const count;
  if (!shift_count(*this, x, y, &count)) return;

  if (x.mode == Operand::Constant) {
    if (y.mode == Operand::Constant) {
      bool known = x.val.kind() != ConstKind::Unknown && y.val.kind() != ConstKind::Unknown;
      uint64_t n = 0;
      if (known && (!count.uint64_value(&n) || n > kMaxShift))
        return fail(*this, x, y, fmt::format("invalid operation: invalid shift count {}", str(y)));
      // An untyped left operand such as 2.0 becomes an integer.
      if (!is_integer(x.type)) x.type = basic_type(BasicKind::UntypedInt);
      if (!known) {
        x.val = const_unknown();
        return;
      }
      x.val = shift(value, op, n);
      if (e) x.expr = e;
      overflow(x, e && e->is(NodeKind::Binary) ? e->pos : start_pos(x.expr));
      return;
    }
    if (is_untyped(x.type)) {
      // The operand's type, and whether it may be shifted, are decided by the context.
      FileInfo& f = *env_.file;
      uint8_t& mode = f.modes[f.tree->index(x.expr)];
      if (mode & FileInfo::kUntypedPending) mode |= FileInfo::kShiftOperand;
      x.mode = Operand::Value;
      return;
    }
  }
  if (!all_integer(x.type))
    return fail(*this, x, x, fmt::format("invalid operation: shifted operand {} must be integer", str(x)));
  x.mode = Operand::Value;
}

}  // namespace ptrsafe
