#include "concurrency/own_elements.h"

#include "flow/loops.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

struct Element {
  ValueId of, number;  // in the accessing body
};

// What a load or store accesses, if that is an element or a part of one; or where the map is an element.
Element element_of(const Access& a) {
  const Function& f = a.body->function;
  const Instr& access = f.at(a.at);
  ValueId v = same(*a.body, f.operand(access, 0));
  if (access.op != Opcode::Load && access.op != Opcode::Store && f.at(v).op != Opcode::Index) {
    if (!v || f.at(v).op != Opcode::Load) return {};
    v = same(*a.body, f.operand(v, 0));
  }
  while (f.at(v).op == Opcode::FieldAddr) v = same(*a.body, f.operand(f.at(v), 0));
  const Instr& i = f.at(v);
  // Of an array that is captured as a value, too.
  if ((i.op != Opcode::IndexAddr && i.op != Opcode::Index) || f.operand(i, 1) != a.index) return {};
  return {same(*a.body, f.operand(i, 0)), same(*a.body, a.index)};
}

// The value in the body with the `go` statement that is passed or captured; none for what is neither.
ValueId given(const Edge& go, ValueId v) {
  const Instr& i = go.callee->function.at(v);
  if (i.op == Opcode::Param) return go.argument(i.aux);
  const Function& f = go.caller->function;
  ValueId made = go.callee->function.made_at;
  if (i.op != Opcode::FreeVar || go.callee->function.parent != &f || !made || f.at(made).op != Opcode::MakeClosure) return {};
  return f.operand(f.at(made), i.aux);
}

// Another number in each iteration of the loop with that header.
bool counts(const Examined& body, ValueId v, BlockId header) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if (!(i.block == header)) {
    const Instr& next = f.at(i.op == Opcode::Extract && i.aux == 1 ? f.operand(i, 0) : ValueId{});
    if (next.op != Opcode::RangeNext || !(next.block == header)) return false;
    Type* t = f.at(f.operand(f.at(f.operand(next, 0)), 0)).type;
    Type* u = t ? under(t) : nullptr;
    return u && (u->kind == TypeKind::Slice || u->kind == TypeKind::Pointer || u->kind == TypeKind::Array || u->kind == TypeKind::Basic || u->kind == TypeKind::Map);
  }
  if (i.op != Opcode::Phi) return false;
  // One way round, by which it moves a constant away.
  size_t rounds = 0;
  const ir::BlockList& from = f.blocks[header.v].preds;
  for (size_t k = 0; k < from.size(); k++) {
    if (!body.dominators.dominates(header, from[k])) continue;
    const Instr& step = f.at(f.operand(i, k));
    auto op = static_cast<Op>(step.sub);
    int64_t n;
    if (step.op != Opcode::Binary || (op != Op::Add && op != Op::Sub) || f.operand(step, 0) != v || !constant_int(body, f.operand(step, 1), &n) || n == 0) return false;
    rounds++;
  }
  return rounds == 1;
}

// The map that is accessed; none if it is something else.
ValueId map_of(const Access& a) {
  const Function& f = a.body->function;
  ValueId v = f.operand(f.at(a.at), 0);
  if (v && f.at(v).op == Opcode::RangeStart) v = f.operand(f.at(v), 0);
  return v && f.at(v).type && as_under<Map>(f.at(v).type) ? same(*a.body, v) : ValueId{};
}

// What the loop with that header goes through: the elements of a container, each once.
bool ranged_over(const Examined& body, ValueId v, BlockId header) {
  const Function& f = body.function;
  const Instr& i = f.at(v ? same(body, v) : v);
  const Instr& next = f.at(v && i.op == Opcode::Extract && i.aux == 2 ? f.operand(i, 0) : ValueId{});
  return next.op == Opcode::RangeNext && next.block == header;
}

}  // namespace

ValueId before_loop_of_own(const Edge& go, const Access& a, const Access& b) {
  if (a.body != go.callee || b.body != go.callee) return {};
  ValueId map = map_of(a);
  if (map && map != map_of(b)) map = {};
  const bool numbered = a.index && b.index && a.steps == b.steps;
  if (!map && !numbered) return {};
  const Function& f = go.caller->function;
  flow::Loops loops(f, go.caller->dominators);
  flow::LoopId loop = loops.innermost(f.at(go.at).block);
  if (loop == flow::kNoLoop) return {};
  BlockId header = loops.header(loop);
  ValueId before;
  for (BlockId p : f.blocks[header.v].preds) {
    if (go.caller->dominators.dominates(header, p)) continue;
    if (before) return {};
    before = f.blocks[p.v].instrs.back();
  }
  if (map && ranged_over(*go.caller, given(go, map), header)) return before;
  if (!numbered) return {};
  Element x = element_of(a), y = element_of(b);
  if (!x.number || x.number != y.number || x.of != y.of) return {};
  ValueId number = given(go, x.number);
  if (!number || !counts(*go.caller, number, header)) return {};
  // The same array in all of them.
  const Function& g = go.callee->function;
  ValueId of = x.of;
  while (g.at(of).op == Opcode::Load || g.at(of).op == Opcode::FieldAddr) of = same(*go.callee, g.operand(g.at(of), 0));
  if (g.at(of).op == Opcode::Global) return before;
  of = given(go, of);
  return of && !loops.contains(loop, f.at(of).block) ? before : ValueId{};
}

}  // namespace ptrsafe::concurrency
