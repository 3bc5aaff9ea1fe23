#include "flow/usual_test.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "flow/contexts.h"
#include "flow/key_origin.h"
#include "flow/models.h"
#include "flow/outside.h"
#include "flow/tested_keys.h"

namespace ptrsafe::flow {
namespace {

constexpr int kMaxCallers = 3;  // on the way from the lookup up
constexpr uint32_t kMany = 4;   // tests that make a rule of which the one lookup without a test is the exception
constexpr uint32_t kOverwhelming = 10;  // … for each, of several without one

// Whether callers of the function in the package vouch for the key, one of its parameters: they know that there is an entry.
enum class Vouched : uint8_t {
  No,       // … none does, of those that there are or may be
  Unknown,  // somebody goes through a slice, or hands on what we do not follow; or nobody is seen to call it
  Yes,      // by a test, a store, a map that it goes through, or because it names one
};

// The most that any caller knows, or the least that one does.
enum class Of : uint8_t { Any, Each };

// One such question. Functions that call each other are asked once for each distance from the first one: there are as many ways up as products of
// the numbers of their calls.
class Vouching {
 public:
  Vouching(const PackageFlow& package, Of of) : package_(package), of_(of) {}
  Vouched ask(const Examined& body, ValueId key, int depth = 0);

 private:
  Vouched by_callers(const Examined& body, int number, int depth);
  Vouched by_caller(const Examined& caller, ValueId key, ValueId call, int depth);
  const std::vector<CallSite>& calls_of(const Func* called);

  const PackageFlow& package_;
  const Of of_;
  absl::flat_hash_map<std::tuple<const Examined*, int, int>, Vouched> known_;
  absl::flat_hash_map<const Func*, std::vector<CallSite>> calls_;  // of the package's functions in it, once one is asked for
  bool calls_known_ = false;
};

Vouched vouched(const PackageFlow& package, const Examined& body, ValueId key, Of of) { return Vouching(package, of).ask(body, key); }

// The caller has the key from the object that has the map: a method gave it, or what it is a field of.
bool told_by_owner(const Examined& caller, ValueId key, ValueId call) {
  const Function& f = caller.function;
  const Instr& i = f.at(call);
  const Func* method = ir::callee(i);
  const Signature* s = method && method->type ? as<Signature>(method->type) : nullptr;
  if (!s || !s->recv || i.count < 2) return false;
  for (int steps = 0; key && steps < 8; steps++) {
    const Instr& v = f.at(same(caller, key));
    switch (v.op) {
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::Convert:
      case Opcode::Extract: key = f.operand(v, 0); continue;
      case Opcode::Call: return ir::callee(v) && v.count > 1 && alike(caller, f.operand(v, 1), f.operand(i, 1));
      default: return false;
    }
  }
  return false;
}

Vouched Vouching::by_caller(const Examined& caller, ValueId key, ValueId call, int depth) {
  const Function& f = caller.function;
  const FunctionFlow& flow = caller.flow;
  if (!key || key_is_tested(caller, key, call)) return Vouched::Yes;
  key = flow.number(key);
  const Instr& i = f.at(key);
  if (i.op == Opcode::Const) return Vouched::Yes;
  if (i.op == Opcode::Extract && f.at(f.operand(i, 0)).op == Opcode::RangeNext) return Vouched::Yes;
  if (i.op == Opcode::Load && f.at(flow.number(f.operand(i, 0))).op == Opcode::IndexAddr) return Vouched::Unknown;
  bool stored = std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& u) {
    return u.op == Opcode::MapUpdate && flow.number(f.operand(u, 1)) == key && caller.dominators.dominates(u.block, f.at(call).block);
  });
  if (stored || told_by_owner(caller, key, call)) return Vouched::Yes;
  return parameter_source(flow, key) ? ask(caller, key, depth + 1) : Vouched::No;
}

const std::vector<CallSite>& Vouching::calls_of(const Func* called) {
  if (!std::exchange(calls_known_, true))
    for (const Examined* caller : package_.all_bodies()) {
      if (caller->is_test) continue;
      for (ValueId v : caller->function.with(Opcode::Call)) {
        const Func* callee = ir::callee(caller->function.at(v));
        if (callee && caller->flow.reached(v)) calls_[callee->origin ? callee->origin.get() : callee].push_back({caller, v});
      }
    }
  return calls_[called];
}

Vouched Vouching::ask(const Examined& body, ValueId key, int depth) {
  ValueId parameter = parameter_source(body.flow, key);
  if (!parameter || body.function.at(parameter).op != Opcode::Param || !body.function.object || depth > kMaxCallers) return Vouched::Unknown;
  auto number = static_cast<int>(body.function.at(parameter).aux);
  std::tuple asked(&body, number, depth);
  auto known = known_.find(asked);
  if (known == known_.end()) known = known_.insert_or_assign(asked, by_callers(body, number, depth)).first;
  return known->second;
}

Vouched Vouching::by_callers(const Examined& body, int number, int depth) {
  const Func* called = body.function.object;
  bool seen = false;
  Vouched all = of_ == Of::Any ? Vouched::No : Vouched::Yes;
  for (const CallSite& c : std::vector<CallSite>(calls_of(called))) {
    if (c.caller == &body) continue;  // a recursion hands on what it got
    seen = true;
    Vouched one = by_caller(*c.caller, c.caller->flow.argument(c.caller->function.at(c.at), number), c.at, depth);
    all = of_ == Of::Any ? std::max(all, one) : std::min(all, one);
  }
  return seen ? all : called->exported() ? Vouched::No : Vouched::Unknown;
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
  return !(body.flow.number(key) == from) || vouched(package, body, key, Of::Each) != Vouched::Yes;
}

// How many lookups in one map give what is followed, behind a test and without one.
struct Follows {
  uint32_t tested = 0, untested = 0;
  const Node* tested_at = nullptr;  // the first one with a test
};

// The map that the instruction looks something up in, a sync.Map too; 0 for others.
ValueId looked_up_in(const Function& f, const Instr& i) {
  if (i.op == Opcode::Lookup || i.op == Opcode::LookupOk) return f.operand(i, 0);
  return i.op == Opcode::Call && i.count > 2 && (model_of(ir::callee(i)) & kMapLoad) ? f.operand(i, 1) : ValueId{};
}

void count(const PackageFlow& package, const Examined& body, MapTable::Identity map, Follows& out) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  absl::flat_hash_set<ValueId> seen;
  auto follow = [&](ValueId l, bool safe) {
    l = flow.number(l);
    if (f.at(l).op == Opcode::Extract && f.at(l).aux == 0) l = f.operand(l, 0);
    ValueId in = looked_up_in(f, f.at(l));
    if (!in || flow.presence(l) == Presence::Present || MapTable::identity(flow, in) != map || !seen.insert(l).second) return;
    (safe ? out.tested : out.untested)++;
    const Node* at = f.at(l).node;
    if (safe && at && (!out.tested_at || start_pos(at) < start_pos(out.tested_at))) out.tested_at = at;
  };
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    ValueId v{n};
    if (!flow.reached(v)) continue;
    const Instr& i = f.at(v);
    ValueId x = i.op == Opcode::MapUpdate ? f.operand(i, 0) : followed(flow, v);
    if (x) follow(x, flow.subject(v) == Nilness::NonNil || flow.subject_present(v));
    const FunctionSummary* callee = i.op == Opcode::Call && ir::callee(i) ? package.summary(ir::callee(i)) : nullptr;
    for (size_t k = 1; callee && k < i.count && k <= callee->needs.size(); k++)
      if (callee->needs[k - 1]) follow(f.operand(i, k), flow.argument_safe(v, k));
  }
}

}  // namespace

bool callers_vouch(const PackageFlow& package, const Examined& body, ValueId key) { return vouched(package, body, key, Of::Any) == Vouched::Yes; }

const Node* usually_tested(const PackageFlow& package, const Examined& body, ValueId map, ValueId key) {
  MapTable::Identity id = MapTable::identity(body.flow, map);
  if (!id.first || !package.declares(id.first->pkg) || !key) return nullptr;
  Vouched any = vouched(package, body, key, Of::Any);
  bool unchecked = any == Vouched::No, from_caller = given(package, body, map, key);
  bool independent = any != Vouched::Yes && body.function.object && independent_key(body.flow, map, key);
  if (!unchecked && !from_caller && !independent) return nullptr;
  const MapUses* uses = package.program().maps(false).uses(id);
  if (uses && uses->untested * kMany > std::max(uses->tested, kMany)) return nullptr;
  Follows follows;
  for (const Examined* b : package.all_bodies())
    if (!b->is_test) count(package, *b, id, follows);
  bool rule = follows.tested >= (follows.untested <= 1 ? kMany : kOverwhelming * follows.untested);
  if (independent && rule) return follows.tested_at;
  if (!uses || uses->untested > 1) return nullptr;
  bool only = (unchecked && follows.tested >= 2 && follows.untested <= 1) || (from_caller && follows.untested == 1);
  return only ? uses->tested_at : nullptr;
}

}  // namespace ptrsafe::flow
