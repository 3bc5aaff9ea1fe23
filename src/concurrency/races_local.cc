// How two accesses to a local variable that literals capture come to run at once: as the function that has it tells.
#include "concurrency/races.h"

#include <algorithm>

#include "concurrency/own_elements.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 4;

bool nested(const Function* f, const Function* home) {
  for (; f; f = f->parent)
    if (f == home) return true;
  return false;
}

// The body closes a channel that it has captured: that can be done once.
bool closes_once(const Examined& body) {
  const Function& f = body.function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
    if (i.op != Opcode::Builtin || static_cast<BuiltinId>(i.aux) != BuiltinId::Close) return false;
    return f.at(root_of(body, f.operand(i, 0))).op == Opcode::FreeVar;
  });
}

// A function, or a variable of one.
bool carries(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return t && (as_under<Signature>(t) || (p && as_under<Signature>(p->elem)));
}

// The access is to a map that the callee is given, and the caller gives it one that it has made, got from a call, or read in a field or a container: no local variable of somebody else.
bool of_another(const Examined& callee, ValueId at, const Edge& e) {
  const Function& f = callee.function;
  const ValueId map = f.at(at).count ? same(callee, f.operand(f.at(at), 0)) : ValueId{};
  if (!map || f.at(map).op != Opcode::Param) return false;
  ValueId given = e.argument(f.at(map).aux);
  if (!given) return false;
  const Function& g = e.caller->function;
  const Instr& i = g.at(same(*e.caller, given));
  if (i.op == Opcode::MakeMap || i.op == Opcode::Call || i.op == Opcode::Lookup || i.op == Opcode::Field) return true;
  return i.op == Opcode::Load && g.at(same(*e.caller, g.operand(i, 0))).op == Opcode::FieldAddr;
}

}  // namespace

const Var* Races::captured_of(const Access& a) const {
  if (!a.object) return nullptr;
  const Function& f = a.body->function;
  ValueId v = a.object;
  while (f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::IndexAddr) {
    if (f.at(v).op == Opcode::IndexAddr && !as_under<Pointer>(f.at(f.operand(v, 0)).type)) return nullptr;  // of a slice
    v = same(*a.body, f.operand(v, 0));
  }
  const Instr& i = f.at(v);
  const Object* variable = nullptr;
  if (i.op == Opcode::Alloc) variable = Ref<Object>::from_raw(i.aux).get();
  if (i.op == Opcode::FreeVar && i.aux < f.free_vars.size()) variable = f.free_vars[i.aux];
  auto* cell = static_cast<const Var*>(variable);
  return cell && homes_.contains(cell) && as_under<Struct>(cell->type) ? cell : nullptr;
}

const Var* Races::cell_of(const Access& a) const {
  const Var* cell = captured_of(a);
  if (!cell) return nullptr;
  // Its address is used for its parts only.
  auto [home, made] = homes_.find(cell)->second;
  for (const Instr& use : home->instrs) {
    if (use.op == Opcode::FieldAddr || use.op == Opcode::Load || use.op == Opcode::MakeClosure) continue;
    for (size_t k = use.op == Opcode::Store ? 1 : 0; k < use.count; k++)
      if (home->operand(use, k) == made) return nullptr;
  }
  return cell;
}

const Function* Races::home_of(const Shared& s, ValueId* made) const {
  *made = {};
  if (s.location.value) {
    *made = ValueId{s.location.value};
    return static_cast<const Function*>(s.location.of);
  }
  const Var* v = s.location.variable();
  if (v->bits & (Var::kField | Var::kPackageVar)) return nullptr;
  if (auto it = homes_.find(v); it != homes_.end()) {
    *made = it->second.second;
    return it->second.first;
  }
  const Function* f = &s.accesses[0].body->function;
  while (f->parent) f = f->parent;
  return f;
}

std::vector<Races::Run> Races::runs(const Point& p, const Examined& home, ValueId made, int depth, const Function* literal) const {
  if (depth == 0 || p.body == &home) return find_runs(p, home, made, depth, literal);
  std::tuple key(&home, made.v, p.body, p.at.v, depth, literal);
  if (auto known = runs_.find(key); known != runs_.end()) return known->second;
  std::vector<Run> found = find_runs(p, home, made, depth, literal);
  runs_[key] = found;
  return found;
}

std::vector<Races::Run> Races::find_runs(const Point& p, const Examined& home, ValueId made, int depth, const Function* literal) const {
  std::vector<Run> out;
  const Function* f = &p.body->function;
  if (p.body == &home) return {{nullptr, false, nullptr, p.at}};
  if (depth > kDepth) return out;
  bool inside = nested(f, &home.function);
  if (inside && graph_.is_handler(f)) return {{nullptr, true, f, {}}};
  if (inside) literal = f;
  for (const Edge& e : graph_.calls_of(f)) {
    if (e.kind == Edge::Once || out.size() > 8) continue;
    bool near = nested(&e.caller->function, &home.function);
    // Who else calls a helper does so for somebody else.
    if (!near && !inside && depth > 2) continue;
    if (!near && !inside && depth == 0 && of_another(*p.body, p.at, e)) continue;
    // A helper runs the literal for those who give it to it.
    if (!inside && literal && !passes(e, literal)) continue;
    std::vector<Run> above = runs({e.caller, e.at}, home, made, depth + 1, literal);
    // Registered, and started for unseen callers.
    if (above.empty() && e.kind == Edge::Go && inside && !near && graph_.has_unseen_callers(&e.caller->function)) {
      const Function* g = f;
      while (g->parent != &home.function) g = g->parent;
      if (ValueId registered = g->made_at) above.push_back({&e, true, nullptr, registered, true});
    }
    for (Run r : above) {
      if (e.kind == Edge::Go && !r.start) {
        if (!closes_once(*e.callee)) r.many = r.many || e.several || in_loop(*e.caller, e.at, e.caller == &home ? made : ValueId{}) || in_loop(home, r.at, made);
        r.start = &e;
      } else if (e.kind == Edge::Go && in_loop(*e.caller, e.at, {}) && order_.unwaited(*e.caller, e.at, e.at, p, f, {})) {
        r.many = true;  // a goroutine starts several in its turn, as a walk does
      }
      out.push_back(r);
    }
  }
  return out;
}

bool Races::passes(const Examined& body, ValueId function, const Function* literal, int depth) const {
  const Function& f = body.function;
  const Instr& i = f.at(same(body, function));
  if (i.op == Opcode::FuncRef || i.op == Opcode::BoundMethod) return false;
  if (i.op != Opcode::MakeClosure || f.closures[i.aux].get() == literal) return true;
  // One that calls what it has captured.
  return depth < 2 && std::any_of(f.operands_of(i).begin(), f.operands_of(i).end(), [&](ValueId c) { return c && carries(f.at(c).type) && passes(body, c, literal, depth + 1); });
}

bool Races::passes(const Edge& e, const Function* literal) const {
  const Function& f = e.caller->function;
  bool some = false;
  for (ValueId o : f.operands_of(f.at(e.at))) {
    if (!o || !f.at(o).type || !as_under<Signature>(f.at(o).type)) continue;
    some = true;
    if (passes(*e.caller, o, literal, 0)) return true;
  }
  return !some;
}

Together Races::local(const Examined& in, ValueId made, const Shared& s, const Access& a, const Access& b) const {
  const Examined* home = &in;
  Together out;
  auto seen = [&](const Run& x, const Run& y) {
    auto begin = [&](const Run& r) { return r.start ? Begin{Begin::Goroutine, r.start} : r.handler ? Begin{Begin::Handler, nullptr, r.handler} : caller_of(*home); };
    const Edge* go = x.start ? x.start : y.start;
    Together t{Together::Seen, go ? go->caller->function.at(go->at).node.get() : nullptr, x.handler || y.handler};
    t.go = go;
    t.begin = begin(x);
    t.other_begin = begin(y);
    return t;
  };
  for (const Run& x : runs({a.body, a.at}, *home, made, 0, nullptr)) {
    for (const Run& y : runs({b.body, b.at}, *home, made, 0, nullptr)) {
      if (x.handler || y.handler) {
        if ((x.handler && y.handler) || x.start || y.start || while_serving(*home, (x.handler ? y : x).at, 0)) return seen(x, y);
        continue;
      }
      if (!x.start && !y.start) continue;
      if ((!x.start && y.start->aside) || (!y.start && x.start->aside)) continue;
      Point p{a.body, a.at}, q{b.body, b.at};
      const Function *f = x.start ? &x.start->callee->function : nullptr, *g = y.start ? &y.start->callee->function : nullptr;
      bool meet;
      ValueId anew;
      if (x.start && x.start == y.start && x.start->caller == home) anew = before_loop_of_own(*x.start, a, b);
      // Each has its own, until the loop begins again.
      if (anew) meet = order_.unwaited(*home, x.at, anew, p, f, made);
      else if (x.start && y.start && x.at == y.at && x.start == y.start) meet = x.many && (!in_loop(*home, x.at, made) || order_.unwaited(*home, x.at, x.at, p, f, made));
      else if (x.start && x.start == y.start && closes_once(*x.start->callee)) meet = false;
      else if (x.start && y.start) meet = order_.unwaited(*home, x.at, y.at, p, f, made) || order_.unwaited(*home, y.at, x.at, q, g, made);
      else if (x.start) meet = order_.unwaited(*home, x.at, y.at, p, f, made) && !(b.body == home && shut_behind(*home, b.at, *x.start, a));
      else meet = order_.unwaited(*home, y.at, x.at, q, g, made) && !(a.body == home && shut_behind(*home, a.at, *y.start, b));
      if (!meet || order_.signalled(p, f, q, g, nullptr) || order_.signalled(q, g, p, f, nullptr)) continue;
      Together t = seen(x, y);
      if (x.open || y.open) t.kind = Together::Open;
      const Edge& go = x.start ? *x.start : *y.start;
      t.helper = (!x.start || !y.start || s.location.depth == Location::Itself) && !nested(&go.caller->function, &home->function);
      return t;
    }
  }
  return out;
}

}  // namespace ptrsafe::concurrency
