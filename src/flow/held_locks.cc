#include "flow/held_locks.h"

#include <algorithm>

#include "flow/contexts.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

enum class LockCall : uint8_t { None, Lock, Unlock };

// What a call does to the mutex that is its first argument.
LockCall lock_call(const Instr& i, bool* read) {
  const Func* f = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
  if (!f || package_path(f) != "sync") return LockCall::None;
  std::string_view type = receiver_type(f), name = f->name.view();
  if (type != "Mutex" && type != "RWMutex") return LockCall::None;
  *read = name == "RLock" || name == "RUnlock";
  if (name == "Lock" || name == "RLock") return LockCall::Lock;
  if (name == "Unlock" || name == "RUnlock") return LockCall::Unlock;
  return LockCall::None;
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

}  // namespace

HeldLocks::HeldLocks(const Examined& body) : body_(body) {
  const Function& f = body.function;
  bool read;
  any_ = std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) { return lock_call(i, &read) == LockCall::Lock; });
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

void HeldLocks::step(ValueId v, Set& held) const {
  const Function& f = body_.function;
  const Instr& i = f.at(v);
  bool read = false;
  LockCall what = lock_call(i, &read);
  if (what == LockCall::None) return;
  HeldLock l{body_.flow.number(f.operand(i, 1)), read, variable_at(f, f.operand(i, 1)), i.node.get()};
  std::erase_if(held, [&](const HeldLock& h) { return h.address == l.address && h.read == l.read; });
  if (what == LockCall::Unlock) return;
  held.insert(std::upper_bound(held.begin(), held.end(), l, [](const HeldLock& a, const HeldLock& b) { return a.address < b.address; }), l);
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
