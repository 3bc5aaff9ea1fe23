#include "flow/usual_test.h"

#include <algorithm>

#include "flow/outside.h"
#include "flow/tested_keys.h"

namespace ptrsafe::flow {
namespace {

constexpr int kMaxCallers = 3;  // on the way from the lookup up

bool comes_unchecked(const PackageFlow& package, const Examined& body, ValueId key, int depth);

bool ranged(const Function& f, const Instr& i) { return i.op == Opcode::Extract && f.at(f.operand(i, 0)).op == Opcode::RangeNext; }

// Who calls knows that there is an entry: by a test, a store, keys that it goes through, or because it names one.
bool vouches(const PackageFlow& package, const Examined& caller, ValueId key, ValueId call, int depth) {
  const Function& f = caller.function;
  const FunctionFlow& flow = caller.flow;
  if (!key || key_is_tested(caller, key, call)) return true;
  key = flow.number(key);
  const Instr& i = f.at(key);
  if (i.op == Opcode::Const) return true;
  if (ranged(f, i)) return true;
  if (i.op == Opcode::Load && f.at(flow.number(f.operand(i, 0))).op == Opcode::IndexAddr) return true;
  bool stored = std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& u) {
    return u.op == Opcode::MapUpdate && flow.number(f.operand(u, 1)) == key && caller.dominators.dominates(u.block, f.at(call).block);
  });
  if (stored) return true;
  return parameter_source(flow, key) && !comes_unchecked(package, caller, key, depth + 1);
}

// The key is a parameter, and the function has callers or may have, none of which vouches for it.
bool comes_unchecked(const PackageFlow& package, const Examined& body, ValueId key, int depth) {
  ValueId parameter = parameter_source(body.flow, key);
  const Func* called = body.function.object;
  if (!parameter || body.function.at(parameter).op != Opcode::Param || !called || depth > kMaxCallers) return false;
  auto number = static_cast<int>(body.function.at(parameter).aux);
  bool seen = called->exported();
  for (const auto& caller : package.bodies()) {
    if (caller->is_test) continue;
    const Function& f = caller->function;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Func* callee = f.instrs[n].op == Opcode::Call ? ir::callee(f.instrs[n]) : nullptr;
      if (!callee || (callee->origin ? callee->origin.get() : callee) != called || !caller->flow.reached(ValueId{n})) continue;
      if (caller.get() == &body) continue;  // a recursion hands on what it got
      seen = true;
      if (vouches(package, *caller, caller->flow.argument(f.instrs[n], number), ValueId{n}, depth)) return false;
    }
  }
  return seen;
}

// What a key is read from: through fields, conversions and pointers, the value where that begins; 0 for keys that the function goes through,
// looks up, computes or is told by others.
ValueId begins(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  for (;;) {
    v = flow.number(v);
    switch (f.at(v).op) {
      case Opcode::Param:
      case Opcode::Alloc: return v;
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::Convert:
      case Opcode::MakeInterface: v = f.operand(v, 0); continue;
      default: return {};
    }
  }
}

// The key is what the function was given, itself or a field of it, and not what the object that has the map knows of it: that it keeps in step.
bool given(const PackageFlow& package, const Examined& body, ValueId map, ValueId key) {
  const Function& f = body.function;
  if (!f.object) return false;  // a literal is called by who goes through keys
  ValueId from = begins(body.flow, key);
  if (!from || f.at(from).op != Opcode::Param || from == begins(body.flow, map)) return false;
  return !(body.flow.number(key) == from) || comes_unchecked(package, body, key, 0);
}

// How many lookups in one map give what is followed, behind a test and without one.
struct Follows {
  uint32_t tested = 0, untested = 0;
};

void count(const Examined& body, MapTable::Identity map, Follows& out) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  absl::flat_hash_set<ValueId> seen;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    ValueId l = flow.reached(ValueId{n}) ? followed(flow, ValueId{n}) : ValueId{};
    if (!l) continue;
    l = flow.number(l);
    bool safe = flow.subject(ValueId{n}) == Nilness::NonNil || flow.subject_present(ValueId{n});
    if (safe && f.at(l).op == Opcode::Extract && f.at(l).aux == 0) l = f.operand(l, 0);
    bool lookup = f.at(l).op == Opcode::Lookup || (safe && f.at(l).op == Opcode::LookupOk);
    if (!lookup || flow.presence(l) == Presence::Present || MapTable::identity(flow, f.operand(l, 0)) != map) continue;
    if (seen.insert(l).second) (safe ? out.tested : out.untested)++;
  }
}

}  // namespace

bool usually_tested(const PackageFlow& package, const Examined& body, ValueId map, ValueId key) {
  MapTable::Identity id = MapTable::identity(body.flow, map);
  if (!id.first || id.first->pkg.get() != &package.package() || !key) return false;
  bool unchecked = comes_unchecked(package, body, key, 0), from_caller = given(package, body, map, key);
  if (!unchecked && !from_caller) return false;
  Follows follows;
  for (const auto& b : package.bodies())
    if (!b->is_test) count(*b, id, follows);
  return (unchecked && follows.tested >= 2 && follows.untested <= 1) || (from_caller && follows.untested == 1);
}

}  // namespace ptrsafe::flow
