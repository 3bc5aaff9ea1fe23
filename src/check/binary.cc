// Binary expressions (spec, "Operators", "Comparison operators"): matching of operands, comparisons, and the
// walk along chains of operators.
#include <fmt/format.h>

#include "absl/container/inlined_vector.h"
#include "check/describe.h"
#include "check/implicit.h"
#include "check/operators.h"

namespace ptrsafe {
namespace {

bool is_zero(Const v) { return v.kind() != ConstKind::Unknown && v.sign() == 0; }

// Complex divisors may be so small that the division's intermediate results vanish.
bool vanishes(Const divisor) {
  Const re = real_part(divisor);
  Const im = imag_part(divisor);
  return is_zero(binary_op(re, Op::Mul, re)) && is_zero(binary_op(im, Op::Mul, im));
}

// Untyped operands convert to the other operand's type where that makes sense at all; other pairs are reported as
// mismatched. Numbers meet interfaces only in comparisons, where assignability decides.
bool may_convert(const Operand& x, const Operand& y) {
  if (all_numeric(x.type) != all_numeric(y.type)) return false;
  if (is_non_type_param_interface(x.type) || is_non_type_param_interface(y.type)) return true;
  if (all_boolean(x.type) != all_boolean(y.type)) return false;
  if (all_string(x.type) != all_string(y.type)) return false;
  if (x.is_nil()) return has_nil(y.type);
  if (y.is_nil()) return has_nil(x.type);
  return !as_under<Pointer>(x.type) && !as_under<Pointer>(y.type);
}

// The result of an arithmetic or logical operation on constants.
void fold(Checker& c, Operand& x, const Operand& y, Node* e, Op op, Pos op_pos) {
  if (x.val.kind() == ConstKind::Unknown || y.val.kind() == ConstKind::Unknown) {
    x.val = const_unknown();
    return;
  }
  x.val = binary_op(x.val, op, y.val, op == Op::Div && is_integer(x.type));
  if (e) x.expr = e;
  c.overflow(x, op_pos);
}

// x op y, both evaluated; `e` is null for assignment operations.
void combine(Checker& c, Operand& x, Operand& y, Node* e, Node* lhs, Node* rhs, Op op, Pos op_pos) {
  if (x.mode == Operand::Invalid) return;
  if (y.mode == Operand::Invalid) {
    x.invalidate();
    x.expr = y.expr;
    return;
  }
  if (is_shift(op)) return c.shift_expr(x, y, e, op);
  c.match_binary_operands(x, y);
  if (x.mode == Operand::Invalid) return;
  if (is_comparison(op)) return c.comparison(x, y, op);
  if (x.type != y.type && !identical(x.type, y.type)) {
    if (is_valid(x.type) && is_valid(y.type)) {
      std::string what = e ? c.str(e) : fmt::format("{} {}= {}", c.str(lhs), op_text(op), c.str(rhs));
      c.error(x, fmt::format("invalid operation: {} (mismatched types {} and {})", what, c.str(x.type), c.str(y.type)));
    }
    x.invalidate();
    return;
  }
  if (!operator_defined(c, x, op, false)) {
    x.invalidate();
    return;
  }
  bool constant = x.mode == Operand::Constant && y.mode == Operand::Constant;
  if ((op == Op::Div || op == Op::Rem) && y.mode == Operand::Constant) {
    bool by_zero = (x.mode == Operand::Constant || all_integer(x.type)) && is_zero(y.val);
    if (!by_zero && constant && has_basic_info(x.type, kIsComplex) && y.val.kind() != ConstKind::Unknown)
      by_zero = vanishes(y.val);
    if (by_zero) {
      c.error(y, "invalid operation: division by zero");
      x.invalidate();
      return;
    }
  }
  if (constant) return fold(c, x, y, e, op, op_pos);
  x.mode = Operand::Value;
}

// Why values of `t` cannot be compared with ==.
std::string incomparable_cause(Checker& c, Type* t) {
  switch (under(t)->kind) {
    case TypeKind::Slice:
    case TypeKind::Signature:
    case TypeKind::Map: return fmt::format("{} can only be compared to nil", composite_kind(t));
    default: break;
  }
  std::string cause;
  Qualifier q = c.qualifier();
  comparable_type(t, true, &cause, &q);
  return cause;
}

enum class CompareFault { None, Mismatch, First, Second };

// Whether x op y is a legal comparison, and if not, which operand is at fault.
CompareFault compare_fault(Checker& c, const Operand& x, const Operand& y, Op op) {
  if (x.type != y.type && !c.assignable_to(x, y.type, nullptr) && !c.assignable_to(y, x.type, nullptr))
    return CompareFault::Mismatch;
  if (op != Op::Eql && op != Op::Neq) {
    if (!all_ordered(x.type)) return CompareFault::First;
    return all_ordered(y.type) ? CompareFault::None : CompareFault::Second;
  }
  if (x.is_nil() || y.is_nil()) {
    // nil goes only with types that have it, and not with itself.
    return has_nil(x.is_nil() ? y.type : x.type) ? CompareFault::None : CompareFault::Second;
  }
  if (!comparable_type(x.type, true)) return CompareFault::First;
  return comparable_type(y.type, true) ? CompareFault::None : CompareFault::Second;
}

void report_comparison(Checker& c, const Operand& x, const Operand& y, Op op, CompareFault fault, bool switch_case) {
  const Operand* at = fault == CompareFault::First ? &x : &y;
  std::string cause;
  if (fault == CompareFault::Mismatch) {
    cause = fmt::format("mismatched types {} and {}", c.str(x.type), c.str(y.type));
  } else if ((op == Op::Eql || op == Op::Neq) && !x.is_nil() && !y.is_nil()) {
    cause = incomparable_cause(c, at->type);
  }
  if (cause.empty()) {
    if (is_type_param(x.type) || is_type_param(y.type)) {
      if (!is_type_param(x.type)) at = &y;
      cause = fmt::format("type parameter {} cannot use operator {}", c.str(at->type), op_text(op));
    } else {
      std::string what(composite_kind(at->type));
      if (what.empty()) what = c.str(at->type);
      cause = fmt::format("operator {} not defined on {}", op_text(op), what);
    }
  }
  if (switch_case) {
    c.error(x, fmt::format("invalid case {} in switch on {} ({})", c.str(x.expr), c.str(y.expr), cause));
  } else {
    c.error(*at, fmt::format("invalid operation: {} {} {} ({})", c.str(x.expr), op_text(op), c.str(y.expr), cause));
  }
}

}  // namespace

void Checker::match_binary_operands(Operand& x, Operand& y) {
  bool x_untyped = is_untyped(x.type);
  bool y_untyped = is_untyped(y.type);
  if ((!x_untyped && !y_untyped) || x.type == y.type || !may_convert(x, y)) return;
  if (x_untyped) convert_untyped(x, y.type);
  if (x.mode == Operand::Invalid) return;
  if (y_untyped) convert_untyped(y, x.type);
  if (y.mode == Operand::Invalid) x.invalidate();
}

void Checker::comparison(Operand& x, Operand& y, Op op, bool switch_case) {
  // Operands of invalid type were reported.
  if (!is_valid(x.type) || !is_valid(y.type)) {
    x.invalidate();
    return;
  }
  CompareFault fault = compare_fault(*this, x, y, op);
  if (fault != CompareFault::None) {
    report_comparison(*this, x, y, op, fault, switch_case);
    x.invalidate();
    return;
  }
  if (x.mode == Operand::Constant && y.mode == Operand::Constant) {
    bool known = x.val.kind() != ConstKind::Unknown && y.val.kind() != ConstKind::Unknown;
    x.val = known ? const_bool(compare(x.val, op, y.val)) : const_unknown();
  } else {
    x.mode = Operand::Value;
    // The operands exist at run time, so untyped ones get their default types.
    if (is_untyped(x.type)) update_expr_type(x.expr, default_type(x.type), true);
    if (is_untyped(y.type)) update_expr_type(y.expr, default_type(y.type), true);
  }
  x.type = basic_type(BasicKind::UntypedBool);
}

void Checker::binary(Operand& x, Node* e, Node* lhs, Node* rhs, Op op, Pos op_pos) {
  Operand y;
  if (!lhs->is(NodeKind::Binary)) {
    expr(nullptr, x, lhs);
    expr(nullptr, y, rhs);
    return combine(*this, x, y, e, lhs, rhs, op, op_pos);
  }
  // Chains of operators lean to the left and may be very long: from the innermost operation outwards.
  absl::InlinedVector<Node*, 16> chain;
  Node* first = lhs;
  for (; first->is(NodeKind::Binary); first = first->na()) chain.push_back(first);
  expr(nullptr, x, first);
  while (!chain.empty()) {
    Node* n = chain.back();
    chain.pop_back();
    expr(nullptr, y, n->nb());
    combine(*this, x, y, n, n->na(), n->nb(), n->oper(), n->pos);
    x.expr = n;
    if (x.mode == Operand::Invalid) {
      x.type = invalid_type();
    } else {
      record_type_and_value(n, x.mode, x.type, x.val);
    }
  }
  expr(nullptr, y, rhs);
  combine(*this, x, y, e, lhs, rhs, op, op_pos);
}

}  // namespace ptrsafe
