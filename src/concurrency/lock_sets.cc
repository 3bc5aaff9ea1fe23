#include "concurrency/lock_sets.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/name_set.h"
#include "concurrency/iterators.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "types/constant.h"
#include "types/predicates.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe::concurrency {
namespace {

using Does = LockSets::Does;

// By name: sync's mutexes, sync.Locker, and the locks of others. Methods without parameters.
Does does(const Func* f, bool* read) {
  static const NameSet names{"Lock", "RLock", "TryLock", "TryRLock", "Unlock", "RUnlock"};
  if (!f || !names.contains(f->name) || !f->signature() || !f->signature()->recv || f->signature()->param_count() != 0) return Does::Nothing;
  std::string_view name = f->name.view();
  *read = name.starts_with("R") || name == "TryRLock";
  if (name == "Lock" || name == "RLock") return Does::Lock;
  if (name == "TryLock" || name == "TryRLock") return Does::TryLock;
  return Does::Unlock;
}

bool same_lock(const Examined& body, const Lock& a, const Lock& b) {
  return a.of == b.of && (a.object == b.object || (a.object && b.object && same_path(body, a.object, b.object)));
}

void release(const Examined& body, const Lock& l, std::vector<Lock>& held, std::vector<Lock>* released) {
  size_t before = held.size();
  std::erase_if(held, [&](const Lock& h) { return h.read == l.read && same_lock(body, h, l); });
  if (held.size() == before && released) released->push_back(l);
}

void take(const Examined& body, Lock l, std::vector<Lock>& held) {
  for (const Lock& h : held)
    if (h.read == l.read && same_lock(body, h, l)) return;
  held.push_back(l);
}

}  // namespace

LockSets::LockSets(const CallGraph& graph, const Semaphores& semaphores, std::function<bool(const Edge&)> follow, Around around) : graph_(graph), semaphores_(semaphores), lockers_(graph), follow_(std::move(follow)), around_(std::move(around)), bodily_(graph.bodies().size()), loops_(graph.bodies().size()), callers_(graph.bodies().size()) {
  find_entries();
}

// The lock whose address or value a Lock method is called on.
std::optional<Lock> LockSets::lock_of(const Examined& body, ValueId v) const {
  const Function& f = body.function;
  auto [mutex, read] = behind_locker(body, v);
  v = mutex;
  // What has the Locker has its mutex, too.
  auto resolved = [&](const Object* variable, ValueId object) -> std::optional<Lock> {
    const Var* locker = as_object<Var>(const_cast<Object*>(variable));
    Place cond = object && locker->is_field() && locker->name.view() == "L" && locker->pkg && locker->pkg->path.view() == "sync" ? place_of_value(body, object) : Place{};
    Lockers::Mutex m = lockers_.of(cond ? cond.variable : locker);
    if (!m.variable) return Lock{variable, object, read};
    return Lock{m.variable, m.variable->is_field() ? (cond ? cond.object : object) : ValueId{}, read || m.read};
  };
  for (int depth = 0; v && depth < 6; depth++) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Load:
      case Opcode::IndexAddr:
      case Opcode::Index:
      case Opcode::Lookup:
      case Opcode::TypeAssert:
      case Opcode::MakeInterface: v = same(body, f.operand(i, 0)); continue;
      case Opcode::Extract: {
        const Instr& t = f.at(f.operand(i, 0));
        if (t.op == Opcode::LookupOk || t.op == Opcode::TypeAssertOk) {
          v = same(body, f.operand(t, 0));
          continue;
        }
        if (const Func* callee = ir::callee(t)) return Lock{callee, {}};
        return std::nullopt;
      }
      case Opcode::Field:
      case Opcode::FieldAddr: {
        const Var* field = field_of(f, i);
        ValueId object = same(body, f.operand(i, 0));
        // A mutex in a copy of the caller's object excludes nobody.
        Type* t = field ? field->type.get() : nullptr;
        bool pointer = t && (as_under<Pointer>(t) || as_under<Interface>(t));
        const Instr& root = f.at(root_of(body, object));
        auto* cell = root.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(root.aux).get()) : nullptr;
        bool copy = root.op == Opcode::Alloc ? cell && (cell->bits & (Var::kParam | Var::kReceiver)) : root.op == Opcode::Param && root.type && !as_under<Pointer>(root.type) && f.at(object).op == Opcode::Param;
        if (!field || (copy && !pointer)) return std::nullopt;
        return resolved(field, object);
      }
      case Opcode::Global:
      case Opcode::Alloc: {
        const Object* variable = Ref<Object>::from_raw(i.aux).get();
        return variable ? resolved(variable, {}) : std::nullopt;
      }
      case Opcode::FreeVar: return f.parent && i.aux < f.free_vars.size() ? resolved(f.free_vars[i.aux], {}) : std::nullopt;
      case Opcode::Param: return i.aux < f.param_vars.size() && f.param_vars[i.aux] ? std::optional(Lock{f.param_vars[i.aux], v, read}) : std::nullopt;
      case Opcode::Call: return ir::callee(i) ? std::optional(Lock{ir::callee(i), {}, read}) : std::nullopt;
      default: return std::nullopt;
    }
  }
  return std::nullopt;
}

// What the callee's lock is to the caller; none if the caller cannot name it.
std::optional<Lock> LockSets::to_caller(const Examined& body, const Instr& call, const Function& callee, const Lock& l) const {
  if (!l.object) return l;
  const Function& f = body.function;
  for (size_t k = 0; k < callee.params.size() && k + 1 < call.count; k++) {
    if (!(callee.params[k] == l.object)) continue;
    ValueId argument = same(body, f.operand(call, k + 1));
    // The parameter is the lock itself.
    if (k < callee.param_vars.size() && callee.param_vars[k] == l.of) {
      std::optional<Lock> passed = lock_of(body, argument);
      if (passed) passed->read = passed->read || l.read, passed->at = call.node.get();
      return passed;
    }
    return Lock{l.of, argument, l.read, call.node.get()};
  }
  // A literal of the caller that has captured the object as a value.
  const Instr& captured = callee.at(l.object);
  ValueId made = callee.parent == &f && captured.op == Opcode::FreeVar ? callee.made_at : ValueId{};
  if (made && captured.aux < f.at(made).count) return Lock{l.of, same(body, f.operand(made, captured.aux)), l.read, call.node.get()};
  return std::nullopt;
}

// The call runs what a helper has returned, to release a lock: `unlock := s.lock()`.
std::optional<Lock> LockSets::given_unlock(const Examined& body, const Instr& call) const {
  const Function& f = body.function;
  if (call.op != Opcode::Call || ir::callee(call)) return std::nullopt;
  const Instr& value = f.at(same(body, f.operand(call, 0)));
  const bool one_of = value.op == Opcode::Extract;
  ValueId helper = one_of ? f.operand(value, 0) : same(body, f.operand(call, 0));
  std::span<const Edge> edges = f.at(helper).op == Opcode::Call ? graph_.calls_at(&f, helper) : std::span<const Edge>();
  if (edges.size() != 1 || edges[0].kind != Edge::Call) return std::nullopt;
  const Examined& inner = *edges[0].callee;
  const Function& g = inner.function;
  for (BlockId b : inner.dominators.order()) {
    const Instr& last = g.at(g.blocks[b.v].instrs.back());
    uint32_t number = one_of ? value.aux : 0;
    if (last.op != Opcode::Return || number >= last.count) continue;
    const Instr& made = g.at(same(inner, g.operand(last, number)));
    std::optional<Lock> l;
    if (made.op == Opcode::BoundMethod) {
      bool read = false;
      if (does(static_cast<Func*>(Ref<Object>::from_raw(made.aux).get()), &read) != Does::Unlock) continue;
      l = lock_of(inner, g.operand(made, 0));
      if (l) l->read = l->read || read;
    } else if (made.op == Opcode::MakeClosure) {
      const Examined* literal = graph_.body(g.closures[made.aux].get());
      if (!literal || bodily(*literal).released.size() != 1) continue;
      l = bodily(*literal).released[0];
      const Instr& captured = literal->function.at(l->object);
      if (l->object) l->object = captured.op == Opcode::FreeVar && captured.aux < made.count ? same(inner, g.operand(made, captured.aux)) : ValueId{};
    }
    if (l) return to_caller(body, f.at(helper), g, *l);
  }
  return std::nullopt;
}

// The function, or literal of the body, that the call runs; null: not one of the program's.
const Function* LockSets::known_callee(const Examined& body, ValueId call) const {
  const Function& f = body.function;
  const Func* callee = ir::callee(f.at(call));
  if (f.at(call).op != Opcode::Call || (callee && flow::package_path(callee) == "sync")) return nullptr;
  std::span<const Edge> edges = graph_.calls_at(&f, call);
  bool known = edges.size() == 1 && edges[0].kind == Edge::Call && (callee || edges[0].callee->function.parent == &f);
  return known ? &edges[0].callee->function : nullptr;
}

void LockSets::step(const Examined& body, ValueId v, std::vector<Lock>& held, std::vector<Lock>* released) const {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const bool channel = i.op == Opcode::Send || i.op == Opcode::Recv, call = i.op == Opcode::Call && i.sub == 0;
  if (Semaphores::Does what = channel || call ? semaphores_.does(body, v) : Semaphores::Does::Nothing; what != Semaphores::Does::Nothing) {
    std::optional<Lock> l = lock_of(body, Semaphores::channel(f, v));
    if (!l) return;
    l->at = i.node.get();
    if (what == Semaphores::Does::Lock) take(body, *l, held);
    else release(body, *l, held, released);
    return;
  }
  if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || i.sub != 0) return;
  const Func* callee = ir::callee(i);
  const Function* target = known_callee(body, v);
  if (std::optional<Lock> given = given_unlock(body, i)) return release(body, *given, held, released);
  if (target) {
    const Bodily& b = bodily(*graph_.body(target));
    if (b.state == Bodily::Done) {
      for (const Lock& l : b.lost)
        if (auto mine = to_caller(body, i, *target, l)) release(body, *mine, held, callee ? released : nullptr);  // literals release what the body has taken
      for (const Lock& l : b.after)
        if (auto mine = to_caller(body, i, *target, l)) take(body, *mine, held);
      if (!b.released.empty() || !b.after.empty()) return;
    }
  }
  bool read = false;
  Does what = does(callee, &read);
  if (what != Does::Lock && what != Does::Unlock) return;
  auto l = lock_of(body, f.operand(i, i.op == Opcode::Call ? 1 : 0));
  if (!l) return;
  l->read = l->read || read;
  l->at = i.node.get();
  if (what == Does::Lock) take(body, *l, held);
  else release(body, *l, held, released);
}

// What was tried, and is held where the branch from a block goes to another one: if mu.TryLock(), if err := s.lock(ctx); err == nil, select { case sem <- 1:
void LockSets::take_tried(const Examined& body, BlockId from, BlockId to, std::vector<Lock>& held) const {
  const Function& f = body.function;
  const ir::Block& block = f.blocks[from.v];
  const Instr& last = f.at(block.instrs.back());
  if (last.op != Opcode::If || block.succs[0] == block.succs[1]) return;
  bool truth = block.succs[0] == to;
  ValueId v = same(body, f.operand(last, 0));
  if (const Instr& i = f.at(v); i.op == Opcode::Binary) {
    Op op = static_cast<Op>(i.sub);
    if ((op != Op::Eql && op != Op::Neq) || f.at(same(body, f.operand(i, 1))).op != Opcode::Zero) return;
    truth = truth == (op == Op::Eql);
    v = same(body, f.operand(i, 0));
  }
  if (!truth) return;
  const bool one_of = f.at(v).op == Opcode::Extract;
  const uint32_t result = one_of ? f.at(v).aux : 0;
  if (one_of) v = f.operand(v, 0);
  const Instr& tried = f.at(v);
  if (tried.op != Opcode::Call) return;
  bool read = false;
  if (does(ir::callee(tried), &read) == Does::TryLock) {
    if (auto l = lock_of(body, f.operand(tried, 1))) l->read = l->read || read, l->at = tried.node.get(), take(body, *l, held);
  } else if (const Function* target = known_callee(body, v)) {
    for (const Tried& t : bodily(*graph_.body(target)).tried)
      if (auto mine = t.result == result ? to_caller(body, tried, *target, t.lock) : std::nullopt) take(body, *mine, held);
  }
}

// A lock that is held at all returns whose result is the constant true, or nil of an error, and not at all of the others.
std::vector<LockSets::Tried> LockSets::find_tried(const Examined& body, const Bodily& known) const {
  std::vector<Tried> out;
  const Function& f = body.function;
  if (known.entry.empty() || !f.with(Opcode::RunDefers).empty()) return out;
  struct Exit {
    std::span<const ValueId> results;
    std::vector<Lock> held;
  };
  std::vector<Exit> exits;
  for (BlockId b : body.dominators.order()) {
    ValueId last = f.blocks[b.v].instrs.back();
    if (f.at(last).op == Opcode::Return) exits.push_back({f.operands_of(f.at(last)), held_at(body, last, known.entry)});
  }
  if (exits.size() < 2) return out;
  auto is_error = [](Type* t) { return identical(t, universe.error_type); };
  auto good = [&](ValueId v) {
    const Instr& i = f.at(same(body, v));
    return i.op == Opcode::Zero ? i.type && is_error(i.type) : i.op == Opcode::Const && i.type && is_boolean(i.type) && Const{Ref<ConstData>::from_raw(i.aux)}.bool_value();
  };
  // A call's result is taken for an error.
  auto known_which = [&](ValueId v) {
    const Instr& i = f.at(same(body, v));
    bool error = i.op == Opcode::Load ? f.at(f.operand(i, 0)).op == Opcode::Global : i.op != Opcode::Phi;
    return i.op == Opcode::Const || i.op == Opcode::Zero || (error && i.type && is_error(i.type));
  };
  const Examined* b = &body;
  auto holds = [b](const Exit& e, const Lock& l) { return std::ranges::any_of(e.held, [&](const Lock& o) { return o.read == l.read && same_lock(*b, o, l); }); };
  for (uint32_t k = 0; k < exits[0].results.size(); k++) {
    if (!std::ranges::all_of(exits, [&](const Exit& e) { return known_which(e.results[k]); })) continue;
    std::vector<Lock> locks;
    for (const Exit& e : exits)
      if (good(e.results[k]))
        for (const Lock& l : e.held) take(body, l, locks);
    for (const Lock& l : locks)
      if (std::ranges::all_of(exits, [&](const Exit& e) { return !good(e.results[k]) || holds(e, l); }) && !std::ranges::all_of(exits, [&](const Exit& e) { return holds(e, l); })) out.push_back({l, k});
  }
  return out;
}

// The locks at the beginning of each block, where the body is entered with `held_before`; gives those at all returns.
std::vector<Lock> LockSets::pass(const Examined& body, const std::vector<Lock>& held_before, std::vector<std::vector<Lock>>& entry, std::vector<Lock>* released) const {
  const Function& f = body.function;
  entry.assign(f.blocks.size(), {});
  std::vector<std::vector<Lock>> exit(f.blocks.size());
  std::vector<uint8_t> known(f.blocks.size());
  const std::vector<Semaphores::Clause> clauses = semaphores_.clauses(body);
  auto equal = [&](const std::vector<Lock>& a, const std::vector<Lock>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const Lock& x, const Lock& y) { return x.of == y.of && x.object == y.object && x.read == y.read; });
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId b : body.dominators.order()) {
      std::vector<Lock> in;
      bool first = true;
      if (f.blocks[b.v].preds.empty()) in = held_before;
      for (BlockId p : f.blocks[b.v].preds) {
        if (!known[p.v]) continue;
        std::vector<Lock> from = exit[p.v];
        take_tried(body, p, b, from);
        if (first) in = std::move(from);
        else
          std::erase_if(in, [&](const Lock& l) {
            return std::none_of(from.begin(), from.end(), [&](const Lock& o) { return o.read == l.read && same_lock(body, o, l); });
          });
        first = false;
      }
      for (const Semaphores::Clause& c : clauses)
        if (std::optional<Lock> l = c.block == b ? lock_of(body, c.channel) : std::nullopt) {
          l->at = f.at(c.select).node.get();
          if (c.does == Semaphores::Does::Lock) take(body, *l, in);
          else release(body, *l, in, released);
        }
      std::vector<Lock> held = in;
      for (ValueId v : f.blocks[b.v].instrs) step(body, v, held, released);
      if (known[b.v] && equal(held, exit[b.v]) && equal(in, entry[b.v])) continue;
      known[b.v] = true;
      entry[b.v] = std::move(in);
      exit[b.v] = std::move(held);
      changed = true;
    }
  }
  std::vector<Lock> after;
  bool first = true;
  for (BlockId b : body.dominators.order()) {
    if (f.at(f.blocks[b.v].instrs.back()).op != Opcode::Return) continue;
    if (first) after = exit[b.v];
    else
      std::erase_if(after, [&](const Lock& l) {
        return std::none_of(exit[b.v].begin(), exit[b.v].end(), [&](const Lock& o) { return o.read == l.read && same_lock(body, o, l); });
      });
    first = false;
  }
  return after;
}

const LockSets::Bodily& LockSets::bodily(const Examined& body) const {
  const Function& f = body.function;
  Bodily& known = bodily_[graph_.number(&f)];
  if (known.state != Bodily::Waiting) return known;
  known.state = Bodily::Busy;
  Bodily out;
  out.state = Bodily::Done;
  // Only bodies that call something can have an effect; of those, only ones whose calls have.
  bool any = false;
  auto has_effect = [&](ValueId v) {
    bool read;
    Does what = does(ir::callee(f.at(v)), &read);
    if (f.at(v).sub != 0) return what == Does::Unlock && static_cast<ir::CallMode>(f.at(v).sub) == ir::CallMode::Defer;
    if (what != Does::Nothing) return true;
    if (f.at(v).op == Opcode::Invoke) return false;
    std::span<const Edge> calls = graph_.calls_at(&f, v);
    return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
      return e.kind == Edge::Call && (!bodily(*e.callee).after.empty() || !bodily(*e.callee).released.empty() || !bodily(*e.callee).tried.empty());
    });
  };
  for (Opcode op : {Opcode::Call, Opcode::Invoke}) any = any || std::any_of(f.with(op).begin(), f.with(op).end(), has_effect);
  for (Opcode op : {Opcode::Send, Opcode::Recv, Opcode::Call}) any = any || std::any_of(f.with(op).begin(), f.with(op).end(), [&](ValueId v) { return semaphores_.does(body, v) != Semaphores::Does::Nothing; });
  any = any || !semaphores_.clauses(body).empty();
  if (!any) return known = std::move(out);

  std::vector<Lock> released;
  out.after = pass(body, {}, out.entry, &released);
  for (const Lock& l : released)
    if (std::none_of(out.released.begin(), out.released.end(), [&](const Lock& o) { return o.of == l.of && o.object == l.object && o.read == l.read; })) out.released.push_back(l);
  out.owed = find_owed(body, out.released, out.after);
  out.tried = find_tried(body, out);
  if (!out.released.empty()) {
    // Those that it takes again before it returns are not lost to the caller.
    std::vector<std::vector<Lock>> entry;
    out.lost = out.released;
    for (const Lock& l : pass(body, out.released, entry, nullptr)) std::erase_if(out.lost, [&](const Lock& r) { return r.read == l.read && same_lock(body, r, l); });
    // mu.Unlock(); defer mu.Lock()
    for (Opcode op : {Opcode::Call, Opcode::Invoke})
      for (ValueId v : f.with(op)) {
        const Instr& i = f.at(v);
        bool read = false;
        if (static_cast<ir::CallMode>(i.sub) != ir::CallMode::Defer || does(ir::callee(i), &read) != Does::Lock) continue;
        if (auto l = lock_of(body, f.operand(i, op == Opcode::Call ? 1 : 0))) std::erase_if(out.lost, [&](const Lock& r) { return r.read == (l->read || read) && same_lock(body, r, *l); });
      }
  }
  // What is deferred: an unlock, a helper that unlocks, a literal that does.
  for (uint32_t n = 1; n < f.instrs.size() && !out.after.empty(); n++) {
    const Instr& i = f.instrs[n];
    if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || static_cast<ir::CallMode>(i.sub) != ir::CallMode::Defer) continue;
    bool read = false;
    if (does(ir::callee(i), &read) == Does::Unlock) {
      if (auto l = lock_of(body, f.operand(i, i.op == Opcode::Call ? 1 : 0))) l->read = l->read || read, release(body, *l, out.after, nullptr);
      else out.after.clear();
      continue;
    }
    if (std::optional<Lock> given = given_unlock(body, i)) release(body, *given, out.after, nullptr);
    for (const Edge& e : graph_.calls_at(&f, ValueId{n})) {
      if (e.kind != Edge::Defer) continue;
      for (const Lock& l : bodily(*e.callee).released) {
        auto mine = e.callee->function.parent ? std::optional(l) : to_caller(body, i, e.callee->function, l);
        std::erase_if(out.after, [&](const Lock& h) { return h.of == l.of && (!mine || e.callee->function.parent || same_lock(body, h, *mine)); });
      }
    }
  }
  return known = std::move(out);
}

std::vector<Lock> LockSets::held_at(const Examined& body, ValueId v, const std::vector<std::vector<Lock>>& entry) const {
  const Function& f = body.function;
  std::vector<Lock> held = entry[f.at(v).block.v];
  for (ValueId x : f.blocks[f.at(v).block.v].instrs) {
    if (x == v) break;
    step(body, x, held, nullptr);
  }
  return held;
}

// What every way from here releases before it takes it must be held here, whoever took it: to unlock an unlocked mutex ends the process.
void LockSets::add_owed(const Examined& body, ValueId v, std::vector<Lock>& held) const {
  const Function& f = body.function;
  for (const Owed& o : bodily(body).owed) {
    const ir::Block& block = f.blocks[f.at(v).block.v];
    bool owed = o.at_end[f.at(v).block.v];
    for (size_t k = block.instrs.size(); k-- > 0;) {
      Does what = effect(body, block.instrs[k], o.lock);
      if (what != Does::Nothing) owed = what == Does::Unlock;
      if (block.instrs[k] == v) break;
    }
    if (owed) take(body, o.lock, held);
  }
}

// The lock is taken, or released for certain.
Does LockSets::effect(const Examined& body, ValueId v, const Lock& l) const {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || i.sub != 0) return Does::Nothing;
  auto is = [&](const std::optional<Lock>& o) { return o && o->read == l.read && same_lock(body, *o, l); };
  std::vector<Lock> taken;
  step(body, v, taken, nullptr);
  if (std::any_of(taken.begin(), taken.end(), is)) return Does::Lock;
  if (const Function* target = known_callee(body, v)) {
    const std::vector<Owed>& owed = bodily(*graph_.body(target)).owed;
    return std::any_of(owed.begin(), owed.end(), [&](const Owed& o) { return o.at_start && is(to_caller(body, i, *target, o.lock)); }) ? Does::Unlock : Does::Nothing;
  }
  bool read = false;
  if (does(ir::callee(i), &read) != Does::Unlock) return Does::Nothing;
  std::optional<Lock> released = lock_of(body, f.operand(i, i.op == Opcode::Call ? 1 : 0));
  if (released) released->read = released->read || read;
  return is(released) ? Does::Unlock : Does::Nothing;
}

// A backward must-analysis of each lock that the body releases, or has released at its end.
std::vector<LockSets::Owed> LockSets::find_owed(const Examined& body, const std::vector<Lock>& released, const std::vector<Lock>& at_returns) const {
  std::vector<Owed> out;
  const Function& f = body.function;
  std::vector<std::pair<Lock, BlockId>> deferred;
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    for (ValueId v : f.with(op)) {
      bool read = false;
      if (static_cast<ir::CallMode>(f.at(v).sub) != ir::CallMode::Defer || does(ir::callee(f.at(v)), &read) != Does::Unlock) continue;
      auto l = lock_of(body, f.operand(f.at(v), op == Opcode::Call ? 1 : 0));
      if (l) deferred.push_back({{l->of, l->object, l->read || read, nullptr}, f.at(v).block});
    }
  std::vector<Lock> locks;
  for (const Lock& l : released) take(body, {l.of, l.object, l.read, nullptr}, locks);
  for (const auto& [l, block] : deferred) take(body, l, locks);
  // mu.Lock(); defer mu.Unlock()
  for (const Lock& l : at_returns) std::erase_if(locks, [&](const Lock& d) { return d.read == l.read && same_lock(body, d, l); });
  if (locks.empty()) return out;
  // Not where it never ends: nothing is released there.
  std::vector<uint8_t> ends(f.blocks.size());
  std::vector<BlockId> work;
  for (BlockId b : body.dominators.order())
    if (f.blocks[b.v].succs.empty()) work.push_back(b);
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (!std::exchange(ends[b.v], 1)) work.insert(work.end(), f.blocks[b.v].preds.begin(), f.blocks[b.v].preds.end());
  }
  for (const Lock& l : locks) {
    Owed o{l, false, std::vector<uint8_t>(f.blocks.size(), true)};
    std::vector<uint8_t> at_start(f.blocks.size(), true);
    for (bool changed = true; changed;) {
      changed = false;
      for (BlockId b : std::views::reverse(body.dominators.order())) {
        const ir::Block& block = f.blocks[b.v];
        bool owed = ends[b.v];
        if (block.succs.empty())
          owed = std::any_of(deferred.begin(), deferred.end(), [&](const auto& d) { return d.first.read == l.read && same_lock(body, d.first, l) && body.dominators.dominates(d.second, b); });
        for (BlockId s : block.succs) owed = owed && at_start[s.v];
        o.at_end[b.v] = owed;
        for (size_t k = block.instrs.size(); k-- > 0;)
          if (Does what = effect(body, block.instrs[k], l); what != Does::Nothing) owed = what == Does::Unlock;
        changed = changed || owed != static_cast<bool>(at_start[b.v]);
        at_start[b.v] = owed;
      }
    }
    o.at_start = at_start[body.dominators.order()[0].v];
    std::span<const BlockId> reached = body.dominators.order();
    if (std::any_of(reached.begin(), reached.end(), [&](BlockId b) { return o.at_end[b.v] || at_start[b.v]; })) out.push_back(std::move(o));
  }
  return out;
}

std::vector<Lock> LockSets::within(const Examined& body, ValueId v) const {
  const Bodily& b = bodily(body);
  std::vector<Lock> held = b.entry.empty() ? std::vector<Lock>() : held_at(body, v, b.entry);
  add_owed(body, v, held);
  std::optional<std::vector<ValueId>>& loops = loops_[graph_.number(&body.function)];
  if (!loops) loops = loops_over_functions(body);
  for (ValueId next : *loops)
    if (in_loop_over_function(body, next, v))
      for (const Lock& l : around_yields(body, next)) take(body, l, held);
  return held;
}

// What is held wherever the iterator of the loop calls yield; objects as the iterator names them are no names here.
const std::vector<Lock>& LockSets::around_yields(const Examined& body, ValueId next) const {
  auto [it, fresh] = yields_.try_emplace({&body.function, next.v});
  if (!fresh) return *it->second;
  it->second = std::make_unique<std::vector<Lock>>();  // in recursion: none
  std::optional<std::vector<Lock>> all;
  for (const Yield& y : yields(graph_, body, body.function.at(next))) {
    std::vector<Lock> here = within(*y.iterator, y.call);
    if (!all) all = here;
    else std::erase_if(*all, [&](const Lock& l) { return std::none_of(here.begin(), here.end(), [&](const Lock& o) { return o.of == l.of && o.read == l.read; }); });
  }
  if (!all) return *it->second;
  for (Lock& l : *all) l.object = {};
  return *(yields_[{&body.function, next.v}] = std::make_unique<std::vector<Lock>>(std::move(*all)));
}

std::vector<Lock> LockSets::at(const Examined& body, ValueId v) const {
  const std::vector<Lock>& of_all = callers_[graph_.number(&body.function)];
  if (of_all.empty()) return within(body, v);
  const std::vector<Lock>& released = bodily(body).released;
  auto of_callers = [&](const Lock& r) { return std::any_of(of_all.begin(), of_all.end(), [&](const Lock& l) { return r.of == l.of; }); };
  if (std::any_of(released.begin(), released.end(), of_callers)) {
    // It releases some of them: where they are held is asked of the whole body.
    auto [entry, fresh] = entered_.try_emplace(&body.function);
    if (fresh) {
      std::vector<std::vector<Lock>> blocks;
      pass(body, of_all, blocks, nullptr);
      entered_[&body.function] = std::make_unique<std::vector<std::vector<Lock>>>(std::move(blocks));
    }
    std::vector<Lock> held = held_at(body, v, *entered_[&body.function]);
    add_owed(body, v, held);
    return held;
  }
  std::vector<Lock> held = within(body, v);
  for (const Lock& l : of_all) take(body, l, held);
  return held;
}

bool LockSets::releases(const Examined& body, const Object* lock) const {
  const std::vector<Lock>& released = bodily(body).released;
  return std::any_of(released.begin(), released.end(), [&](const Lock& l) { return l.of == lock; });
}

bool LockSets::perhaps(const Examined& body, ValueId v, const Object* lock) const {
  const Function& f = body.function;
  auto is = [&](const Instr& i, Does what) {
    bool read;
    if (i.op != Opcode::Call || i.sub != 0 || does(ir::callee(i), &read) != what) return false;
    auto l = lock_of(body, f.operand(i, 1));
    return l && l->of == lock;
  };
  for (ValueId taken : f.with(Opcode::Call)) {
    if (!is(f.at(taken), Does::Lock)) continue;
    std::vector<uint8_t> seen(f.blocks.size());
    std::vector<BlockId> work{f.at(taken).block};
    bool first = true;
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      bool on = !std::exchange(first, false), open = true;
      if (on && std::exchange(seen[b.v], 1)) continue;
      for (ValueId x : f.blocks[b.v].instrs) {
        if (on && x == v) return true;
        if (on && is(f.at(x), Does::Unlock)) open = false;
        if (!open) break;
        on = on || x == taken;
      }
      if (open) work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
    }
  }
  return false;
}

std::vector<const Object*> LockSets::taken(const Examined& body) const {
  const Function& f = body.function;
  std::vector<const Object*> out;
  for (ValueId v : f.with(Opcode::Call)) {
    bool read;
    const Instr& i = f.at(v);
    if (i.sub != 0 || does(ir::callee(i), &read) != Does::Lock) continue;
    if (auto l = lock_of(body, f.operand(i, 1)); l && l->of && std::find(out.begin(), out.end(), l->of) == out.end()) out.push_back(l->of);
  }
  return out;
}

bool LockSets::handed_out(const Named* owner) const {
  if (!handed_out_) {
    handed_out_.emplace();
    for (const Examined* b : graph_.bodies()) {
      const Function& f = b->function;
      if (f.parent || !f.object) continue;
      std::string_view name = f.object->name.view();
      if (name.empty() || name[0] < 'A' || name[0] > 'Z') continue;
      if (name.find("ock") != std::string_view::npos || name.find("cquire") != std::string_view::npos) continue;
      if (!f.with(Opcode::RunDefers).empty()) continue;
      bool read;
      for (ValueId v : f.with(Opcode::Call)) {
        const Instr& i = f.at(v);
        if (i.sub != 0 || does(ir::callee(i), &read) != Does::Lock) continue;
        std::optional<Lock> l = lock_of(*b, f.operand(i, 1));
        if (!l || !l->object) continue;
        for (BlockId r : b->dominators.order()) {
          ValueId last = f.blocks[r.v].instrs.back();
          if (f.at(last).op == Opcode::Return && perhaps(*b, last, l->of)) handed_out_->insert(named_of(f.at(l->object).type));
        }
      }
    }
  }
  return handed_out_->contains(owner);
}

const std::vector<Lock>& LockSets::of_some_caller(const Examined& body) const {
  const Function* f = &body.function;
  auto [it, fresh] = some_caller_.try_emplace(f);
  if (!fresh) return *it->second;
  it->second = std::make_unique<std::vector<Lock>>();  // in recursion: none
  std::vector<Lock> out;
  for (const Edge& e : graph_.calls_of(f)) {
    if (e.kind == Edge::Go) continue;
    std::vector<Lock> held = within(*e.caller, e.at);
    const std::vector<Lock>& above = of_some_caller(*e.caller);
    held.insert(held.end(), above.begin(), above.end());
    for (const Lock& l : held)
      if (std::none_of(out.begin(), out.end(), [&](const Lock& o) { return o.of == l.of && o.read == l.read; })) out.push_back({l.of, {}, l.read, l.at});
  }
  return *(some_caller_[f] = std::make_unique<std::vector<Lock>>(std::move(out)));
}

std::optional<Lock> LockSets::to_callee(const Edge& e, const Lock& l) const {
  Lock out{l.of, {}, l.read, nullptr};
  if (!l.object) return out;
  const Function& callee = e.callee->function;
  for (size_t k = 0; k < callee.params.size(); k++) {
    ValueId argument = e.argument(k);
    if (argument && same_path(*e.caller, argument, l.object)) {
      out.object = callee.params[k];
      return out;
    }
  }
  // What a literal has captured keeps its name by the variable only.
  return out;
}

// What is held around all calls of which one runs the literal, whoever calls it there: the giver waits.
std::vector<Lock> LockSets::of_giver(const Examined& literal, const std::vector<std::optional<std::vector<Lock>>>& entry) const {
  const Function& f = literal.function;
  const Examined* giver = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
  std::span<const Edge> calls = graph_.calls_of(&f);
  if (!giver || std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.caller == giver; })) return {};
  const std::optional<std::vector<Lock>>& before = entry[graph_.number(&giver->function)];
  if (bodily(*giver).entry.empty() && (!before || before->empty())) return {};
  std::optional<std::vector<Lock>> all;
  for (ValueId call : around_(*giver, f.made_at)) {
    std::vector<Lock> here = within(*giver, call);
    if (before) here.insert(here.end(), before->begin(), before->end());
    for (const Edge& e : graph_.calls_at(&giver->function, call))
      std::erase_if(here, [&](const Lock& l) { return releases(*e.callee, l.of); });
    if (all) std::erase_if(*all, [&](const Lock& l) { return std::none_of(here.begin(), here.end(), [&](const Lock& o) { return o.of == l.of && o.read == l.read; }); });
    else all = std::move(here);
  }
  if (!all) return {};
  for (Lock& l : *all) l = {l.of, {}, l.read, nullptr};
  return *all;
}

void LockSets::find_entries() {
  // The greatest fixed point: all locks, until a caller lacks one. Callers come before callees where calls are no cycles.
  std::vector<std::optional<std::vector<Lock>>> entry(graph_.bodies().size());
  for (const Examined* b : flow::ahead(graph_.bodies())) {
    const Function* f = &b->function;
    bool some = false, free = graph_.has_unseen_callers(f);
    for (const Edge& e : graph_.calls_of(f)) {
      if (e.kind == Edge::Go) free = true;
      else some = true;
    }
    any_ = any_ || !bodily(*b).entry.empty();
    if (free || !some) entry[graph_.number(f)].emplace();
  }
  if (!any_) return;
  // Only what a holder of locks calls can have some on entry.
  for (int round = 0; round < 8; round++) {
    bool changed = false;
    for (const Examined* b : graph_.bodies()) {
      const Function* f = &b->function;
      std::optional<std::vector<Lock>>& known = entry[graph_.number(f)];
      if (known && known->empty()) continue;
      std::optional<std::vector<Lock>> all;
      const std::vector<Lock> given = of_giver(*b, entry);
      for (const Edge& e : graph_.calls_of(f)) {
        const std::optional<std::vector<Lock>>& of = entry[graph_.number(&e.caller->function)];
        std::vector<Lock> own = within(*e.caller, e.at);
        if (!of && own.empty() && given.empty()) continue;  // nothing is known of its callers yet
        if ((follow_ && !follow_(e)) || graph_.dead(&e.caller->function)) continue;
        std::vector<Lock> here;
        for (const Lock& l : own)
          if (auto mine = to_callee(e, l)) here.push_back(*mine);
        if (of)
          for (const Lock& l : *of)
            if (auto mine = to_callee(e, l)) here.push_back(*mine);
        for (const Lock& l : given)
          if (std::none_of(here.begin(), here.end(), [&](const Lock& h) { return h.of == l.of; })) here.push_back(l);
        if (!all) {
          all = std::move(here);
          continue;
        }
        std::erase_if(*all, [&](Lock& l) {
          for (const Lock& o : here) {
            if (o.of != l.of) continue;
            if (!(o.object == l.object)) l.object = {};
            l.read = l.read || o.read;
            return false;
          }
          return true;
        });
        if (all->empty()) break;
      }
      if (!all) continue;
      auto equal = [](const std::vector<Lock>& a, const std::vector<Lock>& b) {
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const Lock& x, const Lock& y) { return x.of == y.of && x.object == y.object && x.read == y.read; });
      };
      if (known && equal(*known, *all)) continue;
      known = std::move(all);
      changed = true;
    }
    if (!changed) break;
  }
  for (size_t n = 0; n < entry.size(); n++)
    if (entry[n]) callers_[n] = std::move(*entry[n]);
}

}  // namespace ptrsafe::concurrency
