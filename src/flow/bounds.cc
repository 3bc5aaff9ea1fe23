#include "flow/bounds.h"

#include "flow/raw_address.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

namespace {

ValueId strip(const Body& body, ValueId v) {
  while (body.at(v).op == Opcode::Convert) v = body.operand(v, 0);
  return v;
}

}  // namespace

bool Bounds::is_length_of(ValueId v, const AccessPath& place, ValueId slice) const {
  v = strip(body_, v);
  const Instr& i = body_.at(v);
  if (i.op == Opcode::Builtin) {
    auto id = static_cast<BuiltinId>(i.aux);
    if (id != BuiltinId::Len && id != BuiltinId::Cap) return false;
    ValueId x = body_.operand(v, 0);
    if (slice && (x == slice || same_value(body_, x, slice))) return true;
    return body_.at(x).op == Opcode::Load && access_path(body_, body_.operand(x, 0)) == place;
  }
  if (i.op != Opcode::Load) return false;
  auto word = header_word(body_, sizes_, body_.operand(v, 0));
  if (!word || word->index == HeaderWord::Data) return false;
  if (access_path(body_, word->header) == place) return true;
  // The header of a copy of the slice.
  ValueId value = only_value(body_, word->header);
  return slice && value && (value == slice || same_value(body_, value, slice));
}

template <class Accept>
bool Bounds::tested(Place at, Accept accept) const {
  ir::BlockId here = body_.at(at.at).block;
  for (ir::BlockId b : body_.dominators.order()) {
    const ir::Block& block = body_.f.blocks[b.v];
    const Instr& end = body_.at(block.instrs.back());
    if (end.op != Opcode::If || !body_.dominators.dominates(b, here)) continue;
    const Instr& test = body_.at(body_.operand(block.instrs.back(), 0));
    if (test.op != Opcode::Binary || !is_comparison(static_cast<Op>(test.sub))) continue;
    ValueId x = body_.f.operands[test.first], y = body_.f.operands[test.first + 1];
    for (bool truth : {true, false}) {
      ir::BlockId next = block.succs[truth ? 0 : 1];
      bool on_edge = at.on_edge && b == here && next == at.edge && !(block.succs[0] == block.succs[1]);
      bool inside = body_.f.blocks[next.v].preds.size() == 1 && body_.dominators.dominates(next, here);
      if (!on_edge && !inside) continue;
      switch (static_cast<Op>(test.sub)) {
        case Op::Lss:
        case Op::Leq:
          if (truth ? accept(x, y) : accept(y, x)) return true;
          break;
        case Op::Gtr:
        case Op::Geq:
          if (truth ? accept(y, x) : accept(x, y)) return true;
          break;
        case Op::Eql:
        case Op::Neq:
          if (truth == (static_cast<Op>(test.sub) == Op::Eql) && (accept(x, y) || accept(y, x))) return true;
          break;
        default: break;
      }
    }
  }
  return false;
}

bool Bounds::same_number(ValueId x, ValueId y, int depth) const {
  x = strip(body_, x), y = strip(body_, y);
  if (same_value(body_, x, y)) return true;
  const Instr &a = body_.at(x), &b = body_.at(y);
  auto capacity = [&](ValueId v, const Instr& i) {
    return i.op == Opcode::Builtin ? static_cast<BuiltinId>(i.aux) == BuiltinId::Cap : header_word(body_, sizes_, body_.operand(v, 0))->index == HeaderWord::Cap;
  };
  if (is_length(x) && is_length(y)) return capacity(x, a) == capacity(y, b);
  if (depth > 2 || a.op != Opcode::Binary || b.op != Opcode::Binary || a.sub != b.sub) return false;
  auto both = [&](size_t k, size_t l) {
    return same_number(body_.operand(x, 0), body_.operand(y, k), depth + 1) && same_number(body_.operand(x, 1), body_.operand(y, l), depth + 1);
  };
  return static_cast<Op>(a.sub) == Op::Add ? both(0, 1) || both(1, 0) : static_cast<Op>(a.sub) == Op::Sub && both(0, 1);
}

bool Bounds::tested_within(ValueId n, Place at, Ratio ratio, int depth) const {
  const Instr& sum = body_.at(n);
  bool addition = sum.op == Opcode::Binary && static_cast<Op>(sum.sub) == Op::Add;
  return tested(at, [&](ValueId less, ValueId more) {
    if (same_number(less, n)) return within(more, at, ratio, depth + 1);
    // n = a + b, and a <= limit - b.
    ValueId m = strip(body_, more);
    const Instr& rest = body_.at(m);
    if (!addition || rest.op != Opcode::Binary || static_cast<Op>(rest.sub) != Op::Sub) return false;
    for (size_t k : {0, 1})
      if (same_number(less, body_.operand(n, k)) && same_number(body_.operand(m, 1), body_.operand(n, 1 - k)))
        return within(body_.operand(m, 0), at, ratio, depth + 1);
    return false;
  });
}

bool Bounds::within(ValueId n, Place at, Ratio ratio, int depth) const {
  if (depth > 6) return false;
  n = strip(body_, n);
  if (auto c = constant_int(body_, n); c && *c == 0) return true;
  if (is_length(n)) return ratio.element <= ratio.own;
  const Instr& i = body_.at(n);
  if (i.op == Opcode::Binary) {
    ValueId x = body_.operand(n, 0), y = body_.operand(n, 1);
    auto c = constant_int(body_, y);
    bool small = c && *c > 0 && *c < 1 << 16 && ratio.own < 1 << 30 && ratio.element < 1 << 30;
    Ratio scaled = ratio;
    switch (static_cast<Op>(i.sub)) {
      case Op::Sub:
      case Op::Rem:
        if (within(x, at, ratio, depth + 1)) return true;
        break;
      case Op::And:
        if (within(x, at, ratio, depth + 1) || within(y, at, ratio, depth + 1)) return true;
        break;
      case Op::Div:
        if (small) scaled.own *= *c;
        if (within(x, at, scaled, depth + 1)) return true;
        break;
      case Op::Shr:
        if (small && *c < 16) scaled.own <<= *c;
        if (within(x, at, scaled, depth + 1)) return true;
        break;
      case Op::Add:
        if (c && *c <= 0 && within(x, at, ratio, depth + 1)) return true;
        break;
      case Op::Mul:
        if (small) scaled.element *= *c;
        if (small && within(x, at, scaled, depth + 1)) return true;
        break;
      case Op::Shl:
        if (small && *c < 16) scaled.element <<= *c;
        if (small && *c < 16 && within(x, at, scaled, depth + 1)) return true;
        break;
      default: break;
    }
  }
  if (i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Min)
    for (ValueId o : body_.f.operands_of(i))
      if (within(o, at, ratio, depth + 1)) return true;
  if (i.op == Opcode::Phi) {
    bool all = true;
    const auto& preds = body_.f.blocks[i.block.v].preds;
    for (size_t k = 0; k < preds.size() && all; k++) {
      ValueId o = body_.operand(n, k);
      all = !(o == n) && within(o, Place(body_.f.blocks[preds[k].v].instrs.back(), i.block), ratio, depth + 1);
    }
    if (all) return true;
  }
  return tested_within(n, at, ratio, depth);
}

bool Bounds::covers(const AccessPath& other, Place at) const {
  return tested(at, [&](ValueId less, ValueId more) { return is_length_of(less, other, {}) && is_length(more); });
}

}  // namespace ptrsafe::flow
