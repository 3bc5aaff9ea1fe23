#include "flow/bounds.h"

#include <algorithm>
#include <optional>

#include "flow/raw_address.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

namespace {

constexpr int kDepth = 3;  // of helpers and conditions in each other

std::optional<bool> constant_bool(const Body& body, ValueId v) {
  const Instr& i = body.at(v);
  if (i.op == Opcode::Zero) return false;
  if (i.op == Opcode::Const) return Const{Ref<ConstData>::from_raw(i.aux)}.bool_value();
  return {};
}

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
  std::vector<Order> known;
  known_at(body_, at, 0, known);
  return std::ranges::any_of(known, [&](const Order& o) { return accept(o.less, o.more); });
}

void Bounds::known_at(const Body& body, Place at, int depth, std::vector<Order>& out) const {
  ir::BlockId here = body.at(at.at).block;
  for (ir::BlockId b : body.dominators.order()) {
    const ir::Block& block = body.f.blocks[b.v];
    if (body.at(block.instrs.back()).op != Opcode::If || !body.dominators.dominates(b, here)) continue;
    for (bool truth : {true, false}) {
      ir::BlockId next = block.succs[truth ? 0 : 1];
      bool on_edge = at.on_edge && b == here && next == at.edge && !(block.succs[0] == block.succs[1]);
      bool inside = body.f.blocks[next.v].preds.size() == 1 && body.dominators.dominates(next, here);
      if (on_edge || inside) known_if(body, body.operand(block.instrs.back(), 0), truth, depth, out);
    }
  }
}

void Bounds::known_if(const Body& body, ValueId condition, bool truth, int depth, std::vector<Order>& out) const {
  if (depth > kDepth) return;
  const Instr& test = body.at(condition);
  switch (test.op) {
    case Opcode::Unary:
      if (static_cast<Op>(test.sub) == Op::Not) known_if(body, body.operand(condition, 0), !truth, depth, out);
      break;
    case Opcode::Binary: {
      ValueId x = body.operand(condition, 0), y = body.operand(condition, 1);
      switch (static_cast<Op>(test.sub)) {
        case Op::Lss:
        case Op::Leq: out.push_back(truth ? Order{x, y} : Order{y, x}); break;
        case Op::Gtr:
        case Op::Geq: out.push_back(truth ? Order{y, x} : Order{x, y}); break;
        case Op::Eql:
        case Op::Neq:
          if (truth == (static_cast<Op>(test.sub) == Op::Eql)) out.push_back({x, y}), out.push_back({y, x});
          break;
        default: break;
      }
      break;
    }
    case Opcode::Phi: {
      // One way leads to that value.
      const auto& preds = body.f.blocks[test.block.v].preds;
      size_t ways = 0, way = 0;
      for (size_t k = 0; k < preds.size(); k++)
        if (auto c = constant_bool(body, body.operand(condition, k)); !c || *c == truth) ways++, way = k;
      if (ways != 1 || body.operand(condition, way) == condition) break;
      known_at(body, Place(body.f.blocks[preds[way].v].instrs.back(), test.block), depth + 1, out);
      known_if(body, body.operand(condition, way), truth, depth + 1, out);
      break;
    }
    case Opcode::Call: {
      const Func* callee = test.sub == 0 ? ir::callee(test) : nullptr;
      const Body* helper = callee ? callees_.body_in_program(callee) : nullptr;
      std::span<const ValueId> returns = helper ? helper->f.with(Opcode::Return) : std::span<const ValueId>();
      if (returns.empty() || helper->at(returns[0]).count != 1) break;
      // One way out gives that value.
      size_t ways = 0;
      ValueId way;
      for (ValueId r : returns)
        if (auto c = constant_bool(*helper, helper->operand(r, 0)); !c || *c == truth) ways++, way = r;
      if (ways != 1) break;
      std::vector<Order> inside;
      known_at(*helper, way, depth + 1, inside);
      known_if(*helper, helper->operand(way, 0), truth, depth + 1, inside);
      auto argument = [&](ValueId v) {
        const Instr& p = helper->at(strip(*helper, v));
        return p.op == Opcode::Param && p.aux + 1 < test.count ? body.operand(condition, p.aux + 1) : ValueId{};
      };
      for (const Order& o : inside)
        if (ValueId less = argument(o.less), more = argument(o.more); less && more) out.push_back({less, more});
      break;
    }
    default: break;
  }
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
