#include "flow/nil_elsewhere.h"

#include <algorithm>

#include "flow/contexts.h"
#include "flow/map_path.h"
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

// A field of a parameter that the value is, and the first that the body asks of it: what follows it before, or what else it has been compared with, tells.
struct FieldOfParameter {
  int parameter = -1;
  uint32_t field = 0;
};
FieldOfParameter first_look(const Examined& body, ValueId value) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  ValueId address = f.at(value).op == Opcode::Load ? flow.number(f.operand(value, 0)) : ValueId{};
  if (!address || flow.told(address) || f.at(address).op != Opcode::FieldAddr) return {};
  auto same_field = [&](ValueId v) { return flow.number(f.operand(v, 0)) == address; };
  for (ValueId other : f.with(Opcode::Load))
    if (flow.reached(other) && other.v < value.v && same_field(other)) return {};
  if (std::ranges::any_of(f.with(Opcode::Store), same_field)) return {};
  // Who is given the object before may ask, or set the field.
  ValueId object = flow.number(f.operand(address, 0));
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    for (ValueId call : f.with(op)) {
      auto operands = f.operands_of(f.at(call));
      if (call.v < value.v && std::ranges::any_of(operands, [&](ValueId o) { return o && flow.number(o) == object; })) return {};
    }
  return {parameter_number(flow, f.operand(address, 0)), f.at(address).aux};
}

// Where a body gives the field of a new object its value: the operand of a literal, or of a store; none if it does so more than once, or somebody else may.
struct Given {
  ValueId at;
  size_t operand = 0;
};
Given given_to(const Examined& caller, ValueId object, uint32_t field, ValueId call) {
  const Function& f = caller.function;
  const FunctionFlow& flow = caller.flow;
  Given out;
  auto is_object = [&](ValueId v) { return v && flow.number(v) == object; };
  for (uint32_t n = object.v + 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    auto operands = f.operands_of(i);
    if (i.op == Opcode::Store && is_object(operands[0])) {
      ValueId whole = flow.number(operands[1]);
      if (out.at || f.at(whole).op != Opcode::StructLit || field >= f.at(whole).count) return {};
      out = {whole, field};
    } else if (i.op == Opcode::FieldAddr && i.aux == field && is_object(operands[0])) {
      // Whatever it is used for: it is set again, or asked about.
      return {};
    } else if (i.op != Opcode::FieldAddr && i.op != Opcode::Load && ValueId{n} < call && std::ranges::any_of(operands, is_object)) {
      return {};
    }
  }
  if (!out.at || !caller.dominators.dominates(f.at(out.at).block, f.at(call).block)) return {};
  // What is asked about the value behind that.
  ValueId value = flow.number(f.operand(out.at, field));
  for (Opcode op : {Opcode::Binary, Opcode::If})
    for (ValueId v : f.with(op)) {
      auto operands = f.operands_of(f.at(v));
      if (v.v > out.at.v && std::ranges::any_of(operands, [&](ValueId o) { return o && flow.number(o) == value; })) return {};
    }
  return out;
}

// A way leads from `from` to the goal on which the value is nil and nothing asks about it.
bool arrives_as_nil(const Examined& body, ValueId from, ValueId value, ValueId goal, size_t operand) {
  PathQuery q;
  q.from = from;
  q.goal = goal;
  q.goal_operand = operand;
  q.assumed = {{value, kNil}};
  PathAnswer a = find_path(body.flow, q);
  return a.kind == PathAnswer::Yes && a.tests.empty();
}

}  // namespace

NilVerdict nil_in_new_object(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand) {
  NilVerdict v;
  ValueId value = body.function.operand(goal, operand) ? body.flow.number(body.function.operand(goal, operand)) : ValueId{};
  if (!value || body.is_test) return v;
  FieldOfParameter asked = first_look(body, value);
  if (asked.parameter < 0) return v;
  if (!arrives_as_nil(body, value, value, goal, operand)) return v;
  for (const CallSite& c : package.program().contexts().calls_of(&body.function)) {
    if (c.caller->is_test || !package.examined(c.caller->function)) continue;
    const Function& f = c.caller->function;
    ValueId object = c.caller->flow.argument(f.at(c.at), asked.parameter);
    object = object ? c.caller->flow.number(object) : object;
    if (!object || f.at(object).op != Opcode::Alloc || f.at(c.at).sub != 0) continue;
    Given given = given_to(*c.caller, object, asked.field, c.at);
    if (!given.at) continue;
    v = nil_here(package, *c.caller, given.at, given.operand);
    // What may be a nil there is worth no second word here.
    if (v.evidence < Evidence::Likely) {
      v = {};
      continue;
    }
    v.evidence = Evidence::Likely;
    v.steps.push_back({f.at(c.at).node, "called with an object that has it here"});
    v.origin = value;
    return v;
  }
  return v;
}

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
  if (!arrives_as_nil(body, next, value, goal, operand)) return v;
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
