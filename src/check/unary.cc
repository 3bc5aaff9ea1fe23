// Unary operators (spec, "Arithmetic operators", "Logical operators", "Address operators", "Receive operator").
#include <fmt/format.h>

#include "check/channel.h"
#include "check/checker.h"
#include "check/operators.h"

namespace ptrsafe {

bool operator_defined(Checker& c, const Operand& x, Op op, bool is_unary) {
  bool ok = false;
  switch (op) {
    case Op::Add: ok = is_unary ? all_numeric(x.type) : all_numeric_or_string(x.type); break;
    case Op::Sub:
    case Op::Mul:
    case Op::Div: ok = all_numeric(x.type); break;
    case Op::Rem:
    case Op::And:
    case Op::Or:
    case Op::Xor:
    case Op::AndNot: ok = all_integer(x.type); break;
    case Op::AndAnd:
    case Op::OrOr:
    case Op::Not: ok = all_boolean(x.type); break;
    default: break;
  }
  if (!ok) c.error(x, fmt::format("invalid operation: operator {} not defined on {}", op_text(op), c.str(x)));
  return ok;
}

Type* channel_element(Checker& c, Pos at, const Operand& x, bool receive) {
  std::string why;
  Type* first = nullptr;   // the type whose underlying type is `chan`
  Chan* chan = nullptr;
  auto because = [&](std::string text) {
    why = std::move(text);
    return false;
  };
  bool ok = each_type(x.type, [&](Type* t, Type* u) {
    if (!u) return because("no specific channel type");
    if (u->kind != TypeKind::Chan) return because(fmt::format("non-channel {}", c.str(t)));
    Chan* ch = static_cast<Chan*>(u);
    if (receive && ch->dir() == ChanDir::Send) return because(fmt::format("send-only channel {}", c.str(t)));
    if (!receive && ch->dir() == ChanDir::Recv) return because(fmt::format("receive-only channel {}", c.str(t)));
    if (!chan) {
      first = t, chan = ch;
      return true;
    }
    if (!identical(chan->elem, ch->elem))
      return because(fmt::format("channels {} and {} have different element types", c.str(first), c.str(t)));
    if (chan->dir() == ChanDir::Both) first = t, chan = ch;
    return true;
  });
  if (ok && chan) return chan->elem;
  std::string_view what = receive ? "receive from" : "send to";
  if (is_type_param(x.type)) {
    c.error(at, fmt::format("invalid operation: cannot {} {}: {}", what, c.str(x), why));
  } else {
    c.error(at, fmt::format("invalid operation: cannot {} {} {}", what, why, c.str(x)));
  }
  return nullptr;
}

void Checker::unary(Operand& x, Node* e) {
  expr(nullptr, x, e->na());
  if (x.mode == Operand::Invalid) return;
  Op op = e->oper();
  switch (op) {
    case Op::And:
      // A composite literal may be operand too, though it is not addressable.
      if (x.mode != Operand::Variable && !unparen(e->na())->is(NodeKind::CompositeLit)) {
        error(x, fmt::format("invalid operation: cannot take address of {}", str(x)));
        x.invalidate();
        return;
      }
      x.mode = Operand::Value;
      x.type = pointer_to(x.type);
      return;
    case Op::Arrow: {
      Type* elem = channel_element(*this, start_pos(x.expr), x, true);
      if (!elem) {
        x.invalidate();
        return;
      }
      x.mode = Operand::CommaOk;
      x.type = elem;
      env_.has_call_or_recv = true;
      return;
    }
    case Op::Tilde:
      if (!all_integer(x.type)) {
        error(e, "cannot use ~ outside of interface or type constraint");
        x.invalidate();
        return;
      }
      error(e, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)");
      op = Op::Xor;
      break;
    default: break;
  }
  if (!operator_defined(*this, x, op, true)) {
    x.invalidate();
    return;
  }
  if (x.mode != Operand::Constant) {
    x.mode = Operand::Value;
    return;
  }
  if (x.val.kind() == ConstKind::Unknown) return;
  unsigned bits = 0;
  if (is_unsigned(x.type)) {
    int64_t size = state_.sizes.size_of(x.type);
    if (size > 0) bits = static_cast<unsigned>(size) * 8;
  }
  x.val = unary_op(op, x.val, bits);
  x.expr = e;
  overflow(x, e->pos);
}

}  // namespace ptrsafe
