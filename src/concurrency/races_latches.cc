// What a flag or a nil variable orders that is set once: who has found it set comes behind who set it.
#include "concurrency/races.h"

#include <algorithm>

#include "flow/body.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// The store may leave the variable false or nil.
bool opens(const Access& s) {
  const Function& f = s.body->function;
  const Instr& store = f.at(s.at);
  if (store.op != Opcode::Store || s.whole) return true;
  const Instr& value = f.at(same(*s.body, f.operand(store, 1)));
  if (value.op == Opcode::Zero) return true;
  if (!value.type || !is_boolean(value.type)) return false;
  return value.op != Opcode::Const || !Const{Ref<ConstData>::from_raw(value.aux)}.bool_value();
}

}  // namespace

// `a` stands where a flag is up that is raised only when the goroutine is past `b`.
bool Races::latched(const Access& a, const Edge& start, const Access& b) const {
  auto behind = [&](const Var* flag) {
    auto it = variables_.find(origin_of(flag));
    if (it == variables_.end()) return false;
    bool some = false;
    for (const Access& s : it->second->accesses) {
      if (!s.write()) continue;
      const Function& f = s.body->function;
      const Instr& store = f.at(s.at);
      const Instr* value = store.op == Opcode::Store ? &f.at(same(*s.body, f.operand(store, 1))) : nullptr;
      if (value && (value->op == Opcode::Zero || (value->op == Opcode::Const && !Const{Ref<ConstData>::from_raw(value->aux)}.bool_value()))) continue;
      if (!order_.signalled({b.body, b.at}, &start.callee->function, {s.body, s.at}, nullptr, nullptr)) return false;
      some = true;
    }
    return some;
  };
  std::vector<const Var*> flags = claims_.raised(*a.body, a.at);
  return std::any_of(flags.begin(), flags.end(), behind);
}

// Nothing opens the latch before the goroutine is past `p`, but who makes the object.
bool Races::closed_until(const Var* latch, const Edge& start, const Access& p) const {
  auto it = variables_.find(origin_of(latch));
  return it != variables_.end() && std::ranges::all_of(it->second->accesses, [&](const Access& s) {
    if (!s.write() || !opens(s) || (s.object && origins_.owned(*s.body, s.object, s.at))) return true;
    return order_.signalled({p.body, p.at}, &start.callee->function, {s.body, s.at}, nullptr, nullptr);
  });
}

bool Races::behind_latch(const Examined& body, ValueId at, ValueId object, const Edge& start, const Access& p, int depth) const {
  const Function& f = body.function;
  // The entry of an object that is looked up by its own name, `m[h.name]`, is that object.
  if (ValueId entry = object ? root_of(body, object) : ValueId{}; entry && f.at(entry).op == Opcode::Lookup)
    if (ValueId owner = root_of(body, f.operand(entry, 1)); named_of(f.at(owner).type) && named_of(f.at(owner).type) == named_of(f.at(entry).type)) object = owner;
  auto of_object = [&](ValueId o) { return object ? o && same_path(body, o, object) : !o; };
  for (const Claims::Tested& t : claims_.tested(body, at)) {
    if (t.set || !of_object(t.object)) continue;
    // It is set before the goroutine starts, or that starts only where it is set.
    std::span<const ValueId> stores = f.with(Opcode::Store);
    auto sets = [&](ValueId v) {
      Place to = place_at(body, f.operand(v, 0));
      return to.variable && origin_of(to.variable) == origin_of(t.variable) && of_object(to.object) && (v == at || dominates(body, v, start.at));
    };
    bool set;
    if (&body == start.caller) {
      set = dominates(body, at, start.at) && std::any_of(stores.begin(), stores.end(), sets);
    } else {
      std::vector<Claims::Tested> there = claims_.tested(*start.caller, start.at);
      auto is_set = [&](const Claims::Tested& x) { return x.set && origin_of(x.variable) == origin_of(t.variable); };
      // … or it calls what sets it, ahead: `cmd := s.newProcess(); go s.wait(cmd)`.
      std::span<const Edge> ahead = graph_.calls_in(&start.caller->function);
      auto called = [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && e.callee == &body && dominates(*start.caller, e.at, start.at); };
      set = std::find(stores.begin(), stores.end(), at) != stores.end() && sets(at) && (std::any_of(there.begin(), there.end(), is_set) || std::any_of(ahead.begin(), ahead.end(), called));
    }
    if (set && closed_until(t.variable, start, p)) return true;
  }
  std::span<const Edge> calls = graph_.calls_of(&f);
  if (&body == start.caller || depth > 1 || calls.empty() || calls.size() > 4 || graph_.has_unseen_callers(&f)) return false;
  ValueId root = object ? root_of(body, object) : ValueId{};
  if (root && f.at(root).op != Opcode::Param) return false;
  return std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    ValueId given = root && e.kind == Edge::Call ? e.argument(f.at(root).aux) : ValueId{};
    return e.kind == Edge::Call && !e.vague && bool(given) == bool(root) && behind_latch(*e.caller, e.at, given, start, p, depth + 1);
  });
}

bool Races::shut_behind(const Examined& body, ValueId at, const Edge& start, const Access& p) const {
  if (&body != start.caller) return false;
  const Function& f = body.function;
  std::vector<Claims::Tested> tests = claims_.tested(body, at);
  return std::any_of(tests.begin(), tests.end(), [&](const Claims::Tested& t) {
    auto sets = [&](ValueId v) {
      Place to = f.at(v).op == Opcode::Store ? place_at(body, f.operand(v, 0)) : Place{};
      bool same_object = t.object ? to.object && same_path(body, to.object, t.object) : !to.object;
      return to.variable && origin_of(to.variable) == origin_of(t.variable) && same_object;
    };
    std::span<const ValueId> stores = f.with(Opcode::Store);
    auto ahead = [&](ValueId v) { return sets(v) && dominates(body, v, start.at); };
    auto shut = [&] { return std::any_of(stores.begin(), stores.end(), ahead) || !flow::Body(f).reaches(start.at, &f.at(at).block, sets); };
    return !t.set && std::any_of(stores.begin(), stores.end(), sets) && shut() && closed_until(t.variable, start, p);
  });
}

bool Races::behind_latch(const Access& q, const Fact& fq, const Edge& start, const Access& p) const {
  return fq.exclusive && behind_latch(*q.body, q.at, q.object, start, p, 0);
}

bool Races::once(const Access& w) const {
  const Function& f = w.body->function;
  if (w.what != Access::Store || f.at(w.at).op != Opcode::Store) return false;
  auto [it, fresh] = once_.try_emplace(&w, false);
  if (!fresh) return it->second;
  Place to = place_at(*w.body, f.operand(w.at, 0));
  auto latch = to.variable ? variables_.find(origin_of(to.variable)) : variables_.end();
  std::vector<Claims::Tested> tests = claims_.tested(*w.body, w.at);
  auto of_itself = [&](const Claims::Tested& t) { return !t.set && origin_of(t.variable) == origin_of(to.variable) && (to.object ? t.object && same_path(*w.body, t.object, to.object) : !t.object); };
  bool yes = latch != variables_.end() && std::any_of(tests.begin(), tests.end(), of_itself) &&
             std::ranges::all_of(latch->second->accesses, [&](const Access& s) { return !s.write() || !opens(s) || (s.object && origins_.owned(*s.body, s.object, s.at)); });
  return once_[&w] = yes;
}

}  // namespace ptrsafe::concurrency
