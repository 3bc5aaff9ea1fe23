// FunctionFlow: what is known where a condition holds, or does not.
#include "flow/function_flow.h"

#include <algorithm>

#include "flow/models.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

namespace {

bool is_nil_comparison(const Function& f, const Instr& i, ValueId* operand) {
  Op op = static_cast<Op>(i.sub);
  if (i.op != Opcode::Binary || (op != Op::Eql && op != Op::Neq)) return false;
  for (size_t k = 0; k < 2; k++) {
    ValueId other = f.operand(i, 1 - k);
    // `v == zero` of a type parameter: where that is a pointer, its nil.
    if (f.at(other).op != Opcode::Zero || !(has_nil(f.at(other).type) || is_type_param(f.at(other).type))) continue;
    *operand = f.operand(i, k);
    return true;
  }
  return false;
}

// What has a length that the comparison says is not 0: it is not nil then.
ValueId not_empty(const Function& f, const Instr& comparison, bool truth) {
  Op op = static_cast<Op>(comparison.sub);
  const Instr& length = f.at(f.operand(comparison, 0));
  const Instr& n = f.at(f.operand(comparison, 1));
  if (!is_comparison(op) || length.op != Opcode::Builtin || static_cast<BuiltinId>(length.aux) != BuiltinId::Len || n.op != Opcode::Const) return {};
  Const c{Ref<ConstData>::from_raw(n.aux)};
  int64_t value;
  return c.int64_value(&value) && compare(const_int(0), op, c) != truth ? f.operand(length, 0) : ValueId{};
}

}  // namespace

void FunctionFlow::assume_nil(ValueId v, bool nil, State& s) {
  v = number(v);
  s.add(v, nil ? kNil : kNonNil);
  bool found = false;
  for (EntryFact& e : s.entries()) {
    if (!(e.value == v)) continue;
    found = true;
    e.nilness = nil ? Nilness::Nil : Nilness::NonNil;
    if (!nil) e.presence = Presence::Present;
  }
  // A test whose lookup stands on one way to here only.
  if (!found && !nil && f_.at(v).op == Opcode::Lookup && !s.entry(number(f_.operand(v, 0)), number(f_.operand(v, 1))))
    s.set_entry({number(f_.operand(v, 0)), number(f_.operand(v, 1)), Presence::Present, Nilness::NonNil, v});
  if (f_.at(v).op == Opcode::Call) assume_presence(f_.at(v), 0, nil ? kNil : kNonNil, s);
  if (f_.at(v).op == Opcode::Call && nil) assume_shown(f_.at(v), ShownSummary::Nil, 0, s);
  if (f_.at(v).op == Opcode::Extract && f_.at(f_.operand(v, 0)).op == Opcode::Call)
    assume_presence(f_.at(f_.operand(v, 0)), f_.at(v).aux, nil ? kNil : kNonNil, s);
  // The assertion v.(T) of a nil interface fails; one that succeeds says that v is not nil.
  const Instr& i = f_.at(v);
  if (!nil && i.op == Opcode::Extract && i.aux == 0) {
    const Instr& t = f_.at(f_.operand(i, 0));
    if (t.op == Opcode::TypeAssertOk) s.add(number(f_.operand(t, 0)), kNonNil);
  }
}

void FunctionFlow::assume_shown(const Instr& call, ShownSummary::When when, uint64_t constant, State& s) {
  const FunctionSummary* callee = shown_by(call);
  if (!callee) return;
  for (const ShownSummary& shown : callee->shown) {
    if (shown.when != when || shown.constant != constant) continue;
    ValueId v = shown_argument(call, shown);
    if (shown.bits == kTrue) assume(v, true, s);
    else assume_nil(v, shown.bits == kNil, s);
  }
}

// `extract` is the second value of a comma-ok form.
void FunctionFlow::assume_ok(ValueId extract, bool ok, State& s) {
  const Instr& i = f_.at(extract);
  ValueId tuple = f_.operand(i, 0);
  const Instr& t = f_.at(tuple);
  auto value_of = [&](uint32_t n) -> ValueId {
    // The value's Extract, wherever it stands.
    for (uint32_t k = tuple.v + 1; k < f_.instrs.size() && k < tuple.v + 8; k++) {
      const Instr& x = f_.instrs[k];
      if (x.op == Opcode::Extract && x.aux == n && f_.operand(x, 0) == tuple) return ValueId{k};
    }
    return {};
  };
  bool lookup = t.op == Opcode::LookupOk;
  bool sync_load = t.op == Opcode::Call && (model_of(ir::callee(t)) & kMapLoad) && i.aux == 1;
  if (lookup || sync_load) {
    if (i.aux != 1) return;
    // Swap and LoadAndDelete tell what was there, not what is.
    bool changes = sync_load && (model_of(ir::callee(t)) & (kMapStore | kMapDelete));
    ValueId map = number(f_.operand(t, lookup ? 0 : 1)), key = lookup ? number(f_.operand(t, 1)) : sync_key(t);
    ValueId value = value_of(0);
    if (value) s.add(number(value), ok ? kPresent : kNil);
    if (ok && lookup) s.add(map, kNonNil);
    if (changes) return;
    bool found = false;
    for (EntryFact& e : s.entries()) {
      if (!(e.map == map && e.key == key)) continue;
      found = true;
      // What was stored or removed since is known better than what this lookup saw.
      if (ok && e.presence == Presence::Absent && !(e.value == value)) continue;
      if (e.value && !(e.value == value) && e.presence == Presence::Present) continue;
      e.presence = ok ? Presence::Present : Presence::Absent;
      if (!ok) e.nilness = Nilness::Unknown;
    }
    if (!found) s.set_entry({map, key, ok ? Presence::Present : Presence::Absent, Nilness::Unknown, value});
  } else if (t.op == Opcode::TypeAssertOk && i.aux == 1) {
    if (ok) s.add(number(f_.operand(t, 0)), kNonNil);
    if (ValueId value = value_of(0); value && has_nil(f_.at(value).type)) s.add(number(value), ok ? kPresent : kNil);
  }
}

void FunctionFlow::assume(ValueId condition, bool truth, State& s, int depth) {
  ValueId v = number(condition);
  s.add(v, truth ? kTrue : kFalse);
  if (depth > 4) return;
  const Instr& i = f_.at(v);
  ValueId operand;
  switch (i.op) {
    case Opcode::Unary:
      if (static_cast<Op>(i.sub) == Op::Not) assume(f_.operand(i, 0), !truth, s, depth + 1);
      break;
    case Opcode::Binary: {
      Op op = static_cast<Op>(i.sub);
      if (ValueId x = not_empty(f_, i, truth)) s.add(number(x), kNonNil);
      if (is_nil_comparison(f_, i, &operand)) {
        assume_nil(operand, truth == (op == Op::Eql), s);
        break;
      }
      if (op == Op::Eql || op == Op::Neq) {
        bool equal = truth == (op == Op::Eql);
        ValueId x = number(f_.operand(i, 0)), y = number(f_.operand(i, 1));
        for (auto [a, b] : {std::pair(x, y), std::pair(y, x)}) {
          if (equal && nilness(a, s) == Nilness::NonNil) s.add(b, kNonNil);
          // x == true, x == false.
          Const c = f_.at(b).op == Opcode::Const ? Const{Ref<ConstData>::from_raw(f_.at(b).aux)} : Const{};
          if (c && c.kind() == ConstKind::Bool) assume(a, equal == c.bool_value(), s, depth + 1);
          if (c && equal && f_.at(a).op == Opcode::Call) assume_shown(f_.at(a), ShownSummary::Constant, const_hash(c), s);
        }
      }
      break;
    }
    case Opcode::Extract:
      assume_ok(v, truth, s);
      if (f_.at(f_.operand(i, 0)).op == Opcode::Call) assume_presence(f_.at(f_.operand(i, 0)), i.aux, truth ? kTrue : kFalse, s);
      break;
    case Opcode::Call:
      assume_presence(i, 0, truth ? kTrue : kFalse, s);
      assume_shown(i, truth ? ShownSummary::True : ShownSummary::False, 0, s);
      break;
    case Opcode::Phi: {
      // Only one way leads to this value: what is known there holds here.
      int ways = 0;
      size_t way = 0;
      for (size_t k = 0; k < i.count; k++) {
        BlockId p = f_.blocks[i.block.v].preds[k];
        ValueId o = number(f_.operand(i, k));
        Const c = f_.at(o).op == Opcode::Const ? Const{Ref<ConstData>::from_raw(f_.at(o).aux)} : Const{};
        if (c && c.kind() == ConstKind::Bool && c.bool_value() != truth) continue;
        if (entered_[p.v] && !exits_[p.v].reachable) continue;
        ways++;
        way = k;
      }
      if (ways != 1) break;
      BlockId p = f_.blocks[i.block.v].preds[way];
      if (!entered_[p.v]) break;
      // Conditions on the way from the block's dominator to that predecessor.
      for (BlockId b = p; !(b == dom_.immediate(i.block)) && b.v != 0; b = dom_.immediate(b)) {
        const ir::Block& block = f_.blocks[b.v];
        if (block.preds.size() != 1) continue;
        const ir::Block& from = f_.blocks[block.preds[0].v];
        const Instr& last = f_.at(from.instrs.back());
        if (last.op == Opcode::If && !(from.succs[0] == from.succs[1]))
          assume(f_.operand(last, 0), from.succs[0] == b, s, depth + 1);
      }
      if (f_.at(number(f_.operand(i, way))).op != Opcode::Const) assume(f_.operand(i, way), truth, s, depth + 1);
      break;
    }
    default: break;
  }
}

}  // namespace ptrsafe::flow
