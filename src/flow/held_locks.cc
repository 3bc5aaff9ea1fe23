#include "flow/held_locks.h"

#include <algorithm>

#include "flow/contexts.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

enum class LockCall : uint8_t { None, Lock, Unlock };

// What a call does to the mutex that is its receiver. An interface with Lock and Unlock stands for one, and so does a type with
// these methods that is not sync's: `type Mutex struct{ m sync.Mutex }` with checks of its own.
LockCall lock_call(const Instr& i, bool* read) {
  const Func* f = (i.op == Opcode::Call || i.op == Opcode::Invoke) && i.sub == 0 ? ir::callee(i) : nullptr;
  if (!f) return LockCall::None;
  std::string_view name = f->name.view();
  if (i.op == Opcode::Invoke) {
    const Signature* s = f->type ? as<Signature>(f->type) : nullptr;
    if (!name.ends_with("ock") || !s || s->param_count() != 0 || s->result_count() != 0) return LockCall::None;
  } else if (package_path(f) == "sync") {
    std::string_view type = receiver_type(f);
    if (type != "Mutex" && type != "RWMutex") return LockCall::None;
  } else {
    const Signature* s = name.ends_with("ock") ? f->signature() : nullptr;
    if (!s || !s->recv || s->param_count() != 0 || s->result_count() != 0) return LockCall::None;
  }
  *read = name == "RLock" || name == "RUnlock";
  if (name == "Lock" || name == "RLock") return LockCall::Lock;
  if (name == "Unlock" || name == "RUnlock") return LockCall::Unlock;
  return LockCall::None;
}

// The mutex's address; of an interface, that of the variable that has it.
ValueId receiver(const Function& f, const Instr& lock) {
  ValueId v = f.operand(lock, lock.op == Opcode::Call ? 1 : 0);
  return lock.op == Opcode::Invoke && f.at(v).op == Opcode::Load ? f.operand(f.at(v), 0) : v;
}

const Var* variable_at(const Function& f, ValueId address) {
  const Instr& i = f.at(address);
  if (i.op == Opcode::Global || i.op == Opcode::Alloc) return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
  if (i.op != Opcode::FieldAddr) return nullptr;
  Type* t = f.at(f.operand(i, 0)).type;
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  Struct* s = p ? as_under<Struct>(p->elem) : nullptr;
  if (!s || i.aux >= s->fields.size()) return nullptr;
  const Var* v = s->fields[i.aux];
  return v->origin ? v->origin.get() : v;
}

constexpr size_t kSmall = 48;  // instructions of a helper that locks or unlocks

const std::vector<LockEffect>* effects_of(const Examined& body, const Instr& i) {
  const Func* callee = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
  Summaries* known = callee ? body.flow.summaries() : nullptr;
  const FunctionSummary* s = known ? known->of(callee) : nullptr;
  return s && !s->lock_effects.empty() ? &s->lock_effects : nullptr;
}

}  // namespace

HeldLocks::HeldLocks(const Examined& body) : body_(body) {
  const Function& f = body.function;
  bool read;
  any_ = std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) { return lock_call(i, &read) == LockCall::Lock || effects_of(body, i); });
  if (!any_) return;
  entry_.resize(f.blocks.size());
  std::vector<Set> exit(f.blocks.size());
  std::vector<uint8_t> known(f.blocks.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId b : body.dominators.order()) {
      Set in;
      bool first = true;
      for (BlockId p : f.blocks[b.v].preds) {
        if (!known[p.v]) continue;
        if (first) in = exit[p.v];
        else std::erase_if(in, [&](const HeldLock& l) { return std::find(exit[p.v].begin(), exit[p.v].end(), l) == exit[p.v].end(); });
        first = false;
      }
      Set out = in;
      for (ValueId v : f.blocks[b.v].instrs) step(v, out);
      if (known[b.v] && out == exit[b.v] && in == entry_[b.v]) continue;
      known[b.v] = true;
      entry_[b.v] = std::move(in);
      exit[b.v] = std::move(out);
      changed = true;
    }
  }
}

// The mutex as the caller names it, if it does.
HeldLock HeldLocks::by_helper(const Instr& call, const LockEffect& e) const {
  const Function& f = body_.function;
  HeldLock l{0, {}, e.read, e.variable, call.node.get()};
  if (e.parameter >= 0) l.object = same(body_, f.operand(call, static_cast<size_t>(e.parameter) + 1));
  for (uint32_t n = 1; n < f.instrs.size() && !l.address; n++) {
    const Instr& i = f.instrs[n];
    bool it = l.object ? i.op == Opcode::FieldAddr && i.aux == e.field && same(body_, f.operand(i, 0)) == l.object
                         : i.op == Opcode::Global && Ref<Object>::from_raw(i.aux).get() == e.variable;
    if (it) l.address = same(body_, ValueId{n}).v;
  }
  // A name for what the body does not name itself.
  if (!l.address) l.address = 0x80000000u | static_cast<uint32_t>(absl::HashOf(l.object.v, e.variable));
  return l;
}

void HeldLocks::change(const HeldLock& l, bool unlock, Set& held) const {
  std::erase_if(held, [&](const HeldLock& h) { return h.address == l.address && h.read == l.read; });
  if (!unlock) held.insert(std::upper_bound(held.begin(), held.end(), l, [](const HeldLock& a, const HeldLock& b) { return a.address < b.address; }), l);
}

void HeldLocks::step(ValueId v, Set& held) const {
  const Function& f = body_.function;
  const Instr& i = f.at(v);
  if (i.op != Opcode::Call && i.op != Opcode::Invoke) return;
  if (const std::vector<LockEffect>* effects = effects_of(body_, i)) {
    for (const LockEffect& e : *effects) change(by_helper(i, e), e.unlock, held);
    return;
  }
  bool read = false;
  LockCall what = lock_call(i, &read);
  if (what == LockCall::None) return;
  ValueId mutex = receiver(f, i), address = same(body_, mutex);
  ValueId object = f.at(address).op == Opcode::FieldAddr ? same(body_, f.operand(address, 0)) : ValueId{};
  change({address.v, object, read, variable_at(f, mutex), i.node.get()}, what == LockCall::Unlock, held);
}

std::vector<HeldLock> HeldLocks::at(ValueId v) const {
  if (!any_) return {};
  const Function& f = body_.function;
  BlockId b = f.at(v).block;
  Set held = entry_[b.v];
  for (ValueId x : f.blocks[b.v].instrs) {
    if (x == v) break;
    step(x, held);
  }
  return held;
}

std::vector<LockEffect> lock_effects(const Examined& body) {
  std::vector<LockEffect> out;
  const Function& f = body.function;
  if (f.instrs.size() > kSmall) return out;
  std::vector<ValueId> locks, returns;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    bool read;
    if (i.op == Opcode::Return) returns.push_back(ValueId{n});
    if (i.op != Opcode::Call) continue;
    if (i.sub != 0) return {};  // what is deferred may unlock
    if (lock_call(i, &read) != LockCall::None) locks.push_back(ValueId{n});
  }
  if (locks.empty() || returns.size() != 1) return out;
  HeldLocks held(body);
  std::vector<HeldLock> after = held.at(returns[0]);
  for (ValueId v : locks) {
    const Instr& i = f.at(v);
    bool read = false, unlock = lock_call(i, &read) == LockCall::Unlock;
    ValueId address = same(body, f.operand(i, 1));
    auto it_is = [&](const HeldLock& l) { return l.address == address.v && l.read == read; };
    std::vector<HeldLock> before = held.at(v);
    if (unlock ? std::any_of(before.begin(), before.end(), it_is) || !body.dominators.dominates(i.block, f.at(returns[0]).block)
               : std::none_of(after.begin(), after.end(), it_is))
      continue;
    const Instr& to = f.at(address);
    LockEffect e{-1, variable_at(f, address), 0, read, unlock};
    if (to.op == Opcode::FieldAddr) {
      const Instr& object = f.at(same(body, f.operand(to, 0)));
      if (object.op != Opcode::Param) continue;
      e.parameter = static_cast<int>(object.aux);
      e.field = to.aux;
    } else if (to.op != Opcode::Global) {
      continue;
    }
    if (e.variable) out.push_back(e);
  }
  return out;
}

bool callers_lock(const Contexts& contexts, const Function* f, bool write, int depth) {
  auto calls = contexts.calls_of(f);
  if (calls.empty() || depth > 3 || contexts.has_unseen_callers(f)) return false;
  return std::all_of(calls.begin(), calls.end(), [&](const CallSite& c) {
    std::vector<HeldLock> held = HeldLocks(*c.caller).at(c.at);
    return std::any_of(held.begin(), held.end(), [&](const HeldLock& l) { return !write || !l.read; }) ||
           callers_lock(contexts, &c.caller->function, write, depth + 1);
  });
}

}  // namespace ptrsafe::flow
