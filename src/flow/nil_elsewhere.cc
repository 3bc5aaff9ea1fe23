#include "flow/nil_elsewhere.h"

#include <algorithm>

#include "flow/paths.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

// The value is tested where the literal `made` is made already, or beside that: the literal may run only where the answer is the right one.
bool tested_behind(const Examined& body, ValueId value, ValueId made) {
  const Function& f = body.function;
  value = body.flow.number(value);
  ValueId tuple = f.at(value).op == Opcode::Extract ? f.operand(value, 0) : value;
  return std::ranges::any_of(f.instrs, [&](const Instr& i) {
    if (i.op != Opcode::Binary && i.op != Opcode::If && i.op != Opcode::Unary && i.op != Opcode::Phi) return false;
    if (body.dominators.dominates(i.block, f.at(made).block) && !(i.block == f.at(made).block)) return false;
    auto operands = f.operands_of(i);
    return std::ranges::any_of(operands, [&](ValueId o) {
      if (!o) return false;
      ValueId n = body.flow.number(o);
      return (n == value && i.op != Opcode::Phi) || (f.at(n).op == Opcode::Extract && f.at(n).aux > 0 && f.operand(n, 0) == tuple);
    });
  });
}

}  // namespace

NilVerdict nil_captured(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand) {
  NilVerdict v;
  const Function& f = body.function;
  ValueId captured = f.operand(goal, operand) ? body.flow.number(f.operand(goal, operand)) : ValueId{};
  const Examined* parent = captured && f.at(captured).op == Opcode::FreeVar && f.parent ? package.examined(*f.parent) : nullptr;
  if (!parent || body.is_test || !f.made_at) return v;
  const Instr& literal = parent->function.at(f.made_at);
  size_t n = f.at(captured).aux;
  if (n >= literal.count) return v;
  ValueId value = parent->function.operand(literal, n);
  // By value only.
  if (parent->function.at(value).op == Opcode::Alloc || !f.at(captured).type || !parent->function.at(value).type ||
      !identical(f.at(captured).type, parent->function.at(value).type) || tested_behind(*parent, value, f.made_at))
    return v;
  PathQuery q;
  q.from = captured;
  q.goal = goal;
  q.goal_operand = operand;
  q.assumed = {{captured, kNil}};
  // What came with it may be captured as well, and be asked for inside.
  const Function& p = parent->function;
  ValueId tuple = p.at(parent->flow.number(value)).op == Opcode::Extract ? p.operand(parent->flow.number(value), 0) : ValueId{};
  for (uint32_t k = 1; tuple && k < f.instrs.size(); k++) {
    if (f.instrs[k].op != Opcode::FreeVar || f.instrs[k].aux >= literal.count) continue;
    ValueId beside = parent->flow.number(p.operand(literal, f.instrs[k].aux));
    if (p.at(beside).op != Opcode::Extract || p.at(beside).aux == 0 || !(p.operand(beside, 0) == tuple)) continue;
    if (p.at(tuple).op != Opcode::LookupOk) return v;
    q.assumed.push_back({ValueId{k}, kFalse});
  }
  PathAnswer inside = find_path(body.flow, q);
  if (inside.kind != PathAnswer::Yes || !inside.tests.empty()) return v;
  v = nil_here(package, *parent, f.made_at, n);
  if (v.evidence == Evidence::None) return v;
  // Whether the literal runs is not known.
  v.evidence = std::min(v.evidence, Evidence::Likely);
  v.steps.push_back({literal.node, "captured here"});
  v.origin = captured;
  return v;
}

NilVerdict nil_yielded(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand) {
  NilVerdict v;
  const Function& f = body.function;
  ValueId value = f.operand(goal, operand) ? body.flow.number(f.operand(goal, operand)) : ValueId{};
  if (!value || body.is_test || f.at(value).op != Opcode::Extract || f.at(value).aux == 0) return v;
  ValueId next = f.operand(value, 0);
  if (f.at(next).op != Opcode::RangeNext) return v;
  ValueId call = body.flow.number(f.operand(f.operand(next, 0), 0));
  const Func* callee = f.at(call).op == Opcode::Call ? ir::callee(f.at(call)) : nullptr;
  const PackageFlow* owner = callee && callee->pkg ? package.program().flow_of(callee->pkg) : nullptr;
  const Examined* maker = owner ? owner->examined(callee->origin ? callee->origin.get() : callee) : nullptr;
  if (!maker) return v;
  PathQuery q;
  q.from = next;
  q.goal = goal;
  q.goal_operand = operand;
  q.assumed = {{value, kNil}};
  PathAnswer here = find_path(body.flow, q);
  if (here.kind != PathAnswer::Yes || !here.tests.empty()) return v;
  const Function& m = maker->function;
  for (ValueId ret : m.with(Opcode::Return)) {
    ValueId made = m.at(ret).count == 1 ? maker->flow.number(m.operand(ret, 0)) : ValueId{};
    while (made && m.at(made).op == Opcode::Convert) made = maker->flow.number(m.operand(made, 0));
    const Examined* literal = made && m.at(made).op == Opcode::MakeClosure ? owner->examined(*m.closures[m.at(made).aux]) : nullptr;
    if (!literal || literal->function.params.empty()) continue;
    const Function& l = literal->function;
    for (ValueId yield : l.with(Opcode::Call)) {
      const Instr& y = l.at(yield);
      bool is_yield = !ir::callee(y) && literal->flow.number(l.operand(y, 0)) == l.params[0] && f.at(value).aux < y.count;
      if (!is_yield || literal->flow.argument_safe(yield, f.at(value).aux)) continue;
      v = nil_here(*owner, *literal, yield, f.at(value).aux);
      if (v.evidence == Evidence::None) continue;
      v.evidence = std::min(v.evidence, Evidence::Likely);
      v.steps.push_back({y.node, "given to the loop here"});
      v.origin = next;
      return v;
    }
  }
  return v;
}

}  // namespace ptrsafe::flow
