#include "flow/usual_test.h"

#include <algorithm>

#include "flow/outside.h"
#include "flow/tested_keys.h"

namespace ptrsafe::flow {
namespace {

constexpr int kMaxCallers = 3;  // on the way from the lookup up

bool comes_unchecked(const PackageFlow& package, const Examined& body, ValueId key, int depth);

// Who calls knows that there is an entry: by a test, a store, keys that it goes through, or because it names one.
bool vouches(const PackageFlow& package, const Examined& caller, ValueId key, ValueId call, int depth) {
  const Function& f = caller.function;
  const FunctionFlow& flow = caller.flow;
  if (!key || key_is_tested(caller, key, call)) return true;
  key = flow.number(key);
  const Instr& i = f.at(key);
  if (i.op == Opcode::Const) return true;
  if (i.op == Opcode::Extract && f.at(f.operand(i, 0)).op == Opcode::RangeNext) return true;
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

bool usually_tested(const PackageFlow& package, const Examined& body, MapTable::Identity map, ValueId key) {
  if (!map.first || map.first->pkg.get() != &package.package() || !key || !comes_unchecked(package, body, key, 0)) return false;
  Follows follows;
  for (const auto& b : package.bodies())
    if (!b->is_test) count(*b, map, follows);
  return follows.tested >= 2 && follows.untested <= 1;
}

}  // namespace ptrsafe::flow
