// loop-var-address: before go1.22 all iterations of a loop share its variables, so that an address of one that outlives
// its iteration points to whatever a later iteration puts there. See docs/rules/loop-var-address.md.
#include <fmt/format.h>

#include <algorithm>

#include "rules/rule.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

using flow::Outlet;
using ir::Opcode;
using ir::ValueId;

bool is_range(const flow::Body& body, flow::LoopId loop) {
  const auto& head = body.f.blocks[body.loops.header(loop).v].instrs;
  return std::any_of(head.begin(), head.end(), [&](ValueId v) { return body.at(v).op == Opcode::RangeNext; });
}

// A range over a literal or an array with one element: no later iteration overwrites the variable.
bool one_iteration(const flow::Body& body, flow::LoopId loop) {
  const auto& head = body.f.blocks[body.loops.header(loop).v].instrs;
  auto next = std::ranges::find_if(head, [&](ValueId v) { return body.at(v).op == Opcode::RangeNext; });
  if (next == head.end()) return false;
  const ir::Instr& ranged = body.at(body.operand(body.operand(*next, 0), 0));
  Array* array = ranged.type ? as_under<Array>(ranged.type) : nullptr;
  if (array) return array->length == 1;
  return ranged.op == Opcode::ArrayLit && ranged.count == 1;
}

// A pointer variable that each iteration of a range sets and none reads: after the loop it has the last element, which is
// what the variable has too.
bool only_last(const flow::Body& body, flow::LoopId loop, const Outlet& o) {
  if (o.kind != Outlet::Carried || !is_range(body, loop)) return false;
  const ir::Instr& phi = body.at(o.at);
  const auto& preds = body.f.blocks[phi.block.v].preds;
  for (size_t i = 0; i < preds.size(); i++)
    if (body.loops.contains(loop, preds[i]) && !(body.operand(o.at, i) == o.value)) return false;
  auto users = body.users(o.at);
  return std::none_of(users.begin(), users.end(),
                      [&](ValueId u) { return body.loops.contains(loop, body.at(u).block); });
}

// Stored in the variable itself, which each iteration of a range overwrites as a whole; not in what a slice or pointer in it leads to.
bool kept_in_itself(const flow::Body& body, flow::LoopId loop, ValueId variable, const Outlet& o) {
  if (o.kind != Outlet::Stored || !(o.base == variable) || !is_range(body, loop)) return false;
  if (body.at(o.at).op != Opcode::Store) return true;
  ValueId place = body.operand(o.at, 0);
  while (body.at(place).op == Opcode::FieldAddr || body.at(place).op == Opcode::IndexAddr) place = body.operand(place, 0);
  return place == variable;
}

std::string_view way_of(Outlet::Kind k) {
  switch (k) {
    case Outlet::Stored: return "stored in memory that outlives the iteration";
    case Outlet::MapEntry: return "stored in a map";
    case Outlet::MapKey: return "used as a key of a map";
    case Outlet::Sent: return "sent on a channel";
    case Outlet::Goroutine: return "used by code that runs while or after later iterations do";
    case Outlet::Deferred: return "used by a deferred call, which runs after the loop";
    case Outlet::Carried: return "kept for later iterations";
  }
  return "";
}

void report(const flow::Body& body, const Var* v, const Outlet& o, Reporter& out) {
  std::string_view name = v->name.view();
  std::string what = o.site->is(NodeKind::FuncLit) ? fmt::format("the function literal, which captures `{}`,", name)
                                                   : fmt::format("`{}`", expr_string(o.site));
  std::string message = fmt::format(
      "{} outlives its iteration: before go1.22 all iterations share the variable `{}`, and a later one overwrites it; "
      "copy it first (`{} := {}`)", what, name, name, name);
  std::vector<WitnessStep> witness{{v->pos, fmt::format("`{}` is one variable for the whole loop", name)},
                                   {start_pos(o.site), "its address is taken here"}};
  const Node* where = o.where ? o.where : o.site;
  witness.push_back({start_pos(where), fmt::format("and {} here", way_of(o.kind))});
  bool call = body.at(o.at).op == Opcode::Call && body.at(o.at).sub == 0;
  out.add(RuleId::LoopVarAddress, call ? Confidence::Likely : Confidence::Proven, o.site,
          std::move(message), std::move(witness));
}

}  // namespace

void loop_var_address(const Subject& s, Reporter& out) {
  if (s.go_minor >= 22) return;
  auto loop_variable = [&](const ir::Instr& i) -> const Var* {
    Object* o = i.op == Opcode::Alloc ? Ref<Object>::from_raw(i.aux).get() : nullptr;
    return o && (o->bits & Var::kLoopVar) ? as_object<Var>(o) : nullptr;
  };
  const auto& instrs = s.function.instrs;
  if (std::none_of(instrs.begin(), instrs.end(), loop_variable)) return;
  flow::Body body(s.function);
  for (ir::BlockId block : body.dominators.order()) {
    for (ValueId v : s.function.blocks[block.v].instrs) {
      const Var* var = loop_variable(body.at(v));
      if (!var) continue;
      flow::LoopId loop = flow::kNoLoop;
      for (ValueId user : body.users(v))
        if (loop == flow::kNoLoop) loop = body.loops.outermost(body.at(user).block, block);
      if (loop == flow::kNoLoop || one_iteration(body, loop)) continue;
      flow::AddressFlow flow(body, s.callees, {&v, 1}, flow::kIsAddress, loop);
      const auto& writes = flow.result().writes;
      // A variable of a three-clause loop need not change.
      if (std::none_of(writes.begin(), writes.end(),
                       [&](const flow::ObjectWrite& w) { return body.loops.contains(loop, body.at(w.at).block); }))
        continue;
      for (const Outlet& o : flow.result().outlets)
        if (o.site && !only_last(body, loop, o) && !kept_in_itself(body, loop, v, o)) report(body, var, o, out);
    }
  }
}

}  // namespace ptrsafe
