#include "flow/repetition.h"

#include <algorithm>

#include "flow/access_path.h"
#include "flow/library.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

// What a function whose body is not known, of a library or the like, says that it does.
bool iterates_by_name(std::string_view name) {
  for (std::string_view p : {"All", "Ascend", "Descend", "Each", "ForEach", "Foreach", "Inspect", "Iter", "Range", "Scan", "Visit", "Walk"})
    if (name.starts_with(p) || name.ends_with(p)) return true;
  return false;
}

constexpr int kMaxHandedOn = 4;

// `callee` calls its parameter `n` again and again: in a loop, twice on one way, or it hands it on to a function that does, or to itself.
bool calls_again(Callees& callees, const Func* callee, size_t n, int depth = 0) {
  const Body* body = callees.body_in_program(callee);
  if (!body || n >= body->f.params.size() || depth > kMaxHandedOn) return false;
  ValueId parameter = body->f.params[n];
  std::vector<ir::BlockId> calls;
  for (ValueId user : body->users(parameter)) {
    const Instr& i = body->at(user);
    if (i.op != Opcode::Call || i.sub != 0) continue;
    bool again = body->loops.outermost(i.block) != kNoLoop;
    if (body->operand(user, 0) == parameter) {
      again = again || std::any_of(calls.begin(), calls.end(), [&](ir::BlockId b) {
        return body->dominators.dominates(b, i.block) || body->dominators.dominates(i.block, b);
      });
      calls.push_back(i.block);
    } else if (const Func* next = ir::callee(i); next && !again) {
      for (size_t k = 1; k < i.count && !again; k++)
        again = body->operand(user, k) == parameter && (next == callee || calls_again(callees, next, k - 1, depth + 1));
    }
    if (again) return true;
  }
  return false;
}

// A call with the function as operand `k` calls it again and again.
bool repeats(Callees& callees, const Instr& call, size_t k) {
  const Func* callee = ir::callee(call);
  std::vector<const Func*> bodies{callee};
  if (call.op == Opcode::Invoke) bodies = callees.methods(callee);
  std::erase_if(bodies, [&](const Func* f) { return !callees.body_in_program(f); });
  if (bodies.empty()) return iterates_by_name(callee->name.view());
  return std::any_of(bodies.begin(), bodies.end(), [&](const Func* f) { return calls_again(callees, f, call.op == Opcode::Invoke ? k : k - 1); });
}

// What the enclosing function does with the literal `f`.
Repetition of_literal(const ir::Function& f, Callees& callees) {
  Body parent(*f.parent);
  Repetition found = Repetition::None;
  for (ir::BlockId b : parent.dominators.order()) {
    for (ValueId v : parent.f.blocks[b.v].instrs) {
      const Instr& i = parent.at(v);
      if (i.op != Opcode::MakeClosure || parent.f.closures[i.aux].get() != &f) continue;
      for (ValueId user : parent.users(v)) {
        const Instr& use = parent.at(user);
        if (use.op != Opcode::Call && use.op != Opcode::Invoke) continue;
        LoopId loop = parent.loops.outermost(use.block, i.block);
        if (use.op == Opcode::Call && parent.operand(user, 0) == v && loop != kNoLoop) return Repetition::Seen;
        const Func* callee = ir::callee(use);
        if (!callee) {
          if (!(parent.operand(user, 0) == v)) found = Repetition::Handed;
          continue;
        }
        for (size_t k = 1; k < use.count; k++)
          if (parent.operand(user, k) == v && repeats(callees, use, k)) return Repetition::Seen;
      }
    }
  }
  return found;
}

// A loop in `caller`, or in a literal in it, calls `f` with one object as operand `n` (0: no matter).
bool loop_calls(const Body& caller, const Func* f, size_t n) {
  for (ir::BlockId b : caller.dominators.order()) {
    for (ValueId v : caller.f.blocks[b.v].instrs) {
      const Instr& i = caller.at(v);
      if (i.op == Opcode::MakeClosure && loop_calls(caller.closure(v), f, n)) return true;
      const Func* callee = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
      // A method of an instance has the body of the generic one.
      if (!callee || (callee->origin ? callee->origin.get() : callee) != f) continue;
      if (!n || n >= i.count) {
        if (caller.loops.outermost(b) != kNoLoop) return true;
        continue;
      }
      AccessPath p = access_path(caller, caller.operand(v, n));
      bool anywhere = !p.root || caller.at(p.root).op == Opcode::Param || caller.at(p.root).op == Opcode::FreeVar;
      LoopId loop = anywhere ? caller.loops.outermost(b) : caller.loops.outermost(b, caller.at(p.root).block);
      if (loop != kNoLoop) return true;
    }
  }
  return false;
}

}  // namespace

Repetition repetition(const Body& body, Callees& callees, ValueId same) {
  const ir::Function& f = body.f;
  if (f.parent) return of_literal(f, callees);
  if (!f.object) return Repetition::None;
  size_t operand = same && body.at(same).op == Opcode::Param ? body.at(same).aux + 1 : 0;
  for (const Package* p : {static_cast<const Package*>(callees.package().tested), &callees.package()}) {
    if (!p) continue;
    for (const Func* caller : p->details->functions) {
      const Body* b = callees.body(caller);
      if (b && loop_calls(*b, f.object, operand)) return Repetition::Seen;
    }
  }
  return f.object->exported() ? Repetition::Open : Repetition::None;
}

}  // namespace ptrsafe::flow
