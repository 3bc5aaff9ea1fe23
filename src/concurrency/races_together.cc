// How two accesses to a place that others can have come to run at once.
#include "concurrency/races.h"

#include <algorithm>

#include "base/name_set.h"
#include "concurrency/conventions.h"
#include "concurrency/own_elements.h"
#include "flow/library.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

const Package* starter_of(const Edge& go) {
  const Function* f = outermost(go.caller->function);
  return f->object ? f->object->pkg.get() : nullptr;
}

// The object itself, not one that leads to it.
bool hands_over(const Edge& go, const Named* owner) {
  std::vector<ValueId> values = given_values(go);
  return std::any_of(values.begin(), values.end(), [&](ValueId v) { return owner && named_of(go.caller->function.at(v).type) == owner; });
}

// What a loop comes to: another object in each turn.
bool of_iteration(const Examined& body, ValueId v) {
  const Function& f = body.function;
  for (int depth = 0; v && depth < 8; depth++) {
    v = same(body, v);
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::IndexAddr:
      case Opcode::Index: return f.at(same(body, f.operand(i, 1))).op != Opcode::Const;
      case Opcode::Extract: {
        Opcode t = f.at(f.operand(i, 0)).op;
        return (t == Opcode::RangeNext && i.aux > 0) || t == Opcode::RecvOk || t == Opcode::Select;
      }
      case Opcode::Recv: return true;
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::TypeAssert: v = f.operand(i, 0); continue;
      default: return false;
    }
  }
  return false;
}

// What the body puts into the fields of an object that it makes.
std::vector<ValueId> put_into(const Examined& body, ValueId object) {
  const Function& f = body.function;
  std::vector<ValueId> out;
  for (ValueId store : f.with(Opcode::Store)) {
    ValueId to = same(body, f.operand(store, 0)), value = same(body, f.operand(store, 1));
    if (f.at(to).op == Opcode::FieldAddr && same(body, f.operand(to, 0)) == same(body, object)) out.push_back(value);
    if (to == same(body, object) && f.at(value).op == Opcode::StructLit)
      for (ValueId o : f.operands_of(f.at(value)))
        if (o) out.push_back(same(body, o));
  }
  return out;
}

// A server's function, which returns when it is stopped: by name, in whatever library.
bool serves(const Func* f) {
  static const NameSet names{"ActivateAndServe", "ListenAndServe", "ListenAndServeTLS", "Serve", "ServeListener", "ServeTLS"};
  return f && names.contains(f->name);
}

// What a field of an object has when it is made: of a literal, or of a new object that is filled; 0: not known, or several.
ValueId made_with(const Examined& body, ValueId object, const Var* field) {
  const Function& f = body.function;
  object = same(body, object);
  ValueId found;
  auto take = [&](ValueId v) { found = found ? ValueId{} : v; };
  auto literal = [&](ValueId v) {
    const Instr& i = f.at(v);
    Struct* s = i.op == Opcode::StructLit ? as_under<Struct>(i.type) : nullptr;
    for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
      if (origin_of(s->fields[k].get()) == field && f.operand(i, k)) take(same(body, f.operand(i, k)));
  };
  literal(object);
  for (ValueId store : f.with(Opcode::Store)) {
    ValueId to = same(body, f.operand(store, 0)), value = same(body, f.operand(store, 1));
    if (to == object) literal(value);
    const Instr& part = f.at(to);
    if (part.op == Opcode::FieldAddr && same(body, f.operand(part, 0)) == object && field_of(f, part) == field) take(value);
  }
  return found;
}

// … and in those of another one.
bool put_elsewhere(const Examined& body, ValueId v, ValueId object) {
  std::span<const ValueId> made = body.function.with(Opcode::Alloc);
  return std::any_of(made.begin(), made.end(), [&](ValueId other) {
    std::vector<ValueId> in = same(body, other) == same(body, object) ? std::vector<ValueId>() : put_into(body, other);
    return std::find(in.begin(), in.end(), same(body, v)) != in.end();
  });
}

// An object of the type `t` is or has one of `part`, in itself.
bool has_part(Type* t, const Named* part, int depth = 0) {
  const Named* n = named_of(t);
  if (n == part) return n;
  Struct* s = n && depth < 4 ? as_under<Struct>(n->origin.get()) : nullptr;
  return s && std::any_of(s->fields.begin(), s->fields.end(), [&](const Ref<Var>& f) { return !as_under<Pointer>(f->type) && has_part(f->type, part, depth + 1); });
}

}  // namespace

// Each goroutine that `go` starts has an object of its own.
bool Races::own_per_start(const Edge& go, const Named* owner, const Access& a) const {
  std::tuple key(&go, &a.body->function, a.object.v);
  auto [it, fresh] = own_.try_emplace(key, false);
  if (!fresh) return it->second;
  bool own = find_own(go, owner, a);
  return own_[key] = own;
}

bool Races::find_own(const Edge& go, const Named* owner, const Access& a) const {
  const Examined& body = *go.caller;
  bool some = false;
  for (ValueId v : given_values(go)) {
    if (owner && !reached_.of(body.function.at(v).type).contains(owner)) continue;
    ValueId made = same(body, v);
    // Made anew for each turn of a loop around the `go` statement, and for each call.
    bool own = of_iteration(body, v) || (origins_.fresh(body, made) ? !in_loop(body, go.at, made) : made_by_callers(body, v, 0) && !in_loop(body, go.at, {}));
    if (!own && a.object && !sharing_.inside(go, v, *a.body, a.object)) continue;  // leads to others only
    if (!own) return false;
    some = true;
  }
  return some;
}

bool Races::given_alone(const Edge& go, const Named* owner, const Access& p, const Access* q) const {
  const Examined& body = *go.caller;
  const Function& f = body.function;
  bool some = false;
  for (ValueId v : given_values(go)) {
    if (!v || !p.object || !sharing_.inside(go, v, *p.body, p.object)) continue;
    ValueId made = same(body, v);
    if (!owner || named_of(f.at(made).type) != owner || !origins_.fresh(body, made)) return false;
    std::span<const ValueId> operands = f.operands_of(f.at(go.at));
    auto to_goroutine = [&](ValueId at) { return at == go.at || std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && same(body, o) == at; }); };
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::FieldAddr || i.op == Opcode::Field || i.op == Opcode::Load || i.op == Opcode::Binary) continue;
      for (size_t k = i.op == Opcode::Store ? 1 : 0; k < i.count; k++) {
        ValueId o = f.operand(i, k), at{n};
        // Not what is done on another branch.
        if (o && same(body, o) == made && !to_goroutine(at) && (order_.leads(body, at, go.at) || order_.leads(body, go.at, at))) return false;
      }
    }
    if (q && sharing_.outside(go, v, *q->body, q->object)) return false;
    some = true;
  }
  return some;
}

bool Races::made_with_one(const Edge& go, const Named* owner, const Var* field) const {
  auto [it, fresh] = made_with_one_.try_emplace({&go, field}, false);
  if (fresh) it->second = find_made_with_one(go, owner, field);
  return it->second;
}

bool Races::find_made_with_one(const Edge& go, const Named* owner, const Var* field) const {
  const Examined& body = *go.caller;
  const Function& f = body.function;
  if (!owner || !in_loop(body, go.at, {})) return false;
  std::vector<ValueId> given = given_values(go);
  return std::any_of(given.begin(), given.end(), [&](ValueId v) {
    v = v && named_of(f.at(v).type) == owner ? same(body, v) : ValueId{};
    if (!v) return false;
    // A copy in a variable of the loop.
    if (f.at(v).op == Opcode::Load && f.at(same(body, f.operand(v, 0))).op == Opcode::Alloc) v = same(body, f.operand(v, 0));
    ValueId map = made_with(body, v, field);
    // By a constructor, which is given the map.
    std::span<const Edge> calls = f.at(v).op == Opcode::Call ? graph_.calls_at(&f, v) : std::span<const Edge>();
    if (calls.size() == 1 && calls[0].kind == Edge::Call) {
      const Examined& maker = *calls[0].callee;
      for (ValueId r : maker.function.with(Opcode::Return)) {
        ValueId inside = maker.function.at(r).count > 0 ? made_with(maker, maker.function.operand(r, 0), field) : ValueId{};
        if (inside && maker.function.at(inside).op == Opcode::Param) map = calls[0].argument(maker.function.at(inside).aux);
      }
    }
    if (!map || of_iteration(body, map)) return false;
    map = root_of(body, map);
    switch (f.at(map).op) {
      case Opcode::MakeMap:
      case Opcode::Alloc: return in_loop(body, go.at, map);
      case Opcode::Param:
      case Opcode::FreeVar:
      case Opcode::Global: return true;
      default: return false;
    }
  });
}

// Both are given one object: by the function that has both `go` statements, or by one that calls those that have them.
bool Races::given_to_both(const Edge& go, const Edge& other, const Named* owner) const {
  struct Given {
    const Examined* body;
    ValueId root;
    bool operator==(const Given& o) const { return body == o.body && root == o.root; }
  };
  auto given = [&](const Edge& e) {
    std::vector<Given> out;
    const Function& f = e.caller->function;
    for (ValueId v : given_values(e)) {
      if (owner && !reached_.of(f.at(v).type).contains(owner)) continue;
      out.push_back({e.caller, root_of(*e.caller, v)});
    }
    for (size_t k = 0, round = 0; round < 2; round++)
      for (size_t end = out.size(); k < end; k++) {
        const Function& g = out[k].body->function;
        if (g.at(out[k].root).op != Opcode::Param) continue;
        for (const Edge& call : graph_.calls_of(&g))
          if (ValueId argument = call.kind == Edge::Call ? call.argument(g.at(out[k].root).aux) : ValueId{}) out.push_back({call.caller, root_of(*call.caller, argument)});
      }
    return out;
  };
  std::vector<Given> x = given(go), y = given(other);
  return std::any_of(x.begin(), x.end(), [&](const Given& g) { return std::find(y.begin(), y.end(), g) != y.end(); });
}

// It is called by who is not seen, by a `go` statement, or for a request.
bool Races::begins(const Examined& body) const {
  const Function* f = &body.function;
  if (f->parent && f->parent->node && !graph_.is_handler(f)) {
    // A literal that a helper runs is a part of who gives it; not one that only a library has.
    std::span<const Edge> calls = graph_.calls_of(f);
    bool go = std::any_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Go; });
    bool elsewhere = calls.empty() && graph_.has_unseen_callers(f) && !graph_.only_returned(f);
    if (!go && !elsewhere) return begins(*graph_.body(f->parent));
  }
  std::span<const Edge> calls = graph_.calls_of(f);
  return graph_.has_unseen_callers(f) || graph_.is_handler(f) || std::any_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Go; });
}

// Which function whoever runs the body has called first; the nearest.
Begin Races::caller_of(const Examined& body) const {
  std::vector<const Function*> work{&body.function};
  absl::flat_hash_set<const Function*> seen;
  for (size_t k = 0; k < work.size() && k < 200; k++) {
    const Function* f = work[k];
    if (graph_.is_handler(f)) return {Begin::Handler, nullptr, f};
    if (graph_.has_unseen_callers(f)) return {Begin::Caller, nullptr, f};
    for (const Edge& e : graph_.calls_of(f)) {
      if (e.kind == Edge::Go) return {Begin::Goroutine, &e};
      if (!e.vague && seen.insert(&e.caller->function).second) work.push_back(&e.caller->function);
    }
    // A literal that nobody is seen to call.
    if (f->parent && graph_.calls_of(f).empty() && seen.insert(f->parent).second) work.push_back(f->parent);
  }
  return {Begin::Caller, nullptr, work.back()};
}

// The goroutine has an object of another package that its starter was given itself: mostly one for each.
bool Races::passed_on(const Begin& b, const Named* owner) const {
  if (b.kind != Begin::Goroutine || starter_of(*b.go) == owner->obj->pkg.get()) return false;
  const Function& f = b.go->caller->function;
  for (ValueId v : given_values(*b.go))
    if (named_of(f.at(v).type) == owner && f.at(root_of(*b.go->caller, v)).op != Opcode::Param) return false;
  return true;
}

// The cell of a parameter: the caller's object.
static bool is_cell_of_parameter(const Examined& body, ValueId v) {
  const Instr& made = body.function.at(v);
  auto* cell = made.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(made.aux).get()) : nullptr;
  return cell && (cell->bits & (Var::kParam | Var::kReceiver));
}

// `&T{}`, or a variable of the body's own.
static bool allocated(const Examined& body, ValueId v) {
  v = whole_of(body, v);
  return body.function.at(v).op == Opcode::Alloc && !is_cell_of_parameter(body, v);
}

// Who makes the object starts the goroutine, too: whoever else gets the object has it while that runs.
bool Races::started_by_maker(const Edge& go, const Access& a, bool returned) const {
  // The object that has the field, or what has that object in itself, if the access names it.
  const Named *owner = named_of(type_of(a)), *whole = named_of(a.body->function.at(whole_of(*a.body, a.object)).type);
  auto makes = [&](const Examined& body, ValueId v) {
    const Named* given = v ? named_of(body.function.at(v).type) : nullptr;
    if (!given || (given != owner && given != whole)) return false;
    v = whole_of(body, v);
    if (is_cell_of_parameter(body, v)) return false;
    if (origins_.fresh(body, v) || body.function.at(v).op == Opcode::Alloc) return !returned || origins_.given_out(body, v);
    return !returned && made_by_callers(body, v, 0);
  };
  // Or it makes both the object that it gives to the goroutine and the one in that, which others get in something else.
  auto makes_part = [&](ValueId v) {
    if (!v) return false;
    std::vector<ValueId> mine = put_into(*go.caller, v);
    return std::any_of(mine.begin(), mine.end(), [&](ValueId part) { return makes(*go.caller, part) && put_elsewhere(*go.caller, part, v); });
  };
  std::vector<ValueId> given = given_values(go);
  if (std::any_of(given.begin(), given.end(), [&](ValueId v) { return makes(*go.caller, v) || makes_part(v); })) return true;
  // A helper starts the goroutine, which calls what the helper was given: methods of the object, literals that have captured it.
  std::span<const Edge> calls = graph_.calls_in(&go.callee->function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
    if (e.kind != Edge::Call || e.vague || ir::callee(e.caller->function.at(e.at))) return false;
    const Function& f = e.callee->function;
    if (e.bound) {
      auto bindings = graph_.bindings_of(&f);
      return std::any_of(bindings.begin(), bindings.end(), [&](const auto& b) { return makes(*b.first, b.first->function.operand(b.second, 0)); });
    }
    const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
    if (!outer) return false;
    std::span<const ValueId> captured = f.parent->operands_of(f.parent->at(f.made_at));
    return std::any_of(captured.begin(), captured.end(), [&](ValueId v) { return makes(*outer, v); });
  });
}

bool Races::made_by_callers(const Examined& body, ValueId v, int depth) const {
  const Instr& i = body.function.at(root_of(body, v));
  if (i.op != Opcode::Param || depth > 2) return false;
  std::span<const Edge> calls = graph_.calls_of(&body.function);
  return !calls.empty() && !graph_.has_unseen_callers(&body.function) && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    ValueId argument = e.argument(i.aux);
    return argument && (origins_.fresh(*e.caller, argument) || allocated(*e.caller, argument) || made_by_callers(*e.caller, argument, depth + 1));
  });
}

bool Races::made_by_a_caller(const Examined& body, ValueId v, int depth) const {
  const Instr& i = body.function.at(root_of(body, v));
  if (i.op != Opcode::Param || depth > 3) return false;
  std::span<const Edge> calls = graph_.calls_of(&body.function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
    ValueId argument = e.argument(i.aux);
    if (!argument || e.kind == Edge::Go) return false;
    return origins_.fresh(*e.caller, root_of(*e.caller, argument)) || made_by_a_caller(*e.caller, argument, depth + 1);
  });
}

const Var* Races::common_atomic(const Fact& a, const Fact& b) {
  for (const Origin& o : a.from)
    for (const Origin& x : b.from)
      if (o.place.variable == x.place.variable && !is_or_points_to_map(o.place.variable->type)) return o.place.variable;
  return nullptr;
}

bool Races::ordered(const Access& a, const Edge* start_a, const Access& b, const Edge* start_b, const Var* except) const {
  Point x{a.body, a.at}, y{b.body, b.at};
  auto apart = [&](const Access& p, const Edge* own, const Edge* other, const Access& q) {
    if (!other || own == other) return false;
    const Function* begins = own ? &own->callee->function : nullptr;
    // One goroutine starts the other.
    if (begins && !order_.runs_in(begins, &other->caller->function)) return false;
    auto shared = [&](const Examined& caller, ValueId passed) {
      return contexts_.of(&caller.function).handler() || sharing_.open(caller, passed) || sharing_.given_from(*other, caller, passed);
    };
    return order_.apart_from({p.body, p.at}, p.object, *other, {q.body, q.at}, begins, shared) || latched(p, *other, q);
  };
  if (apart(a, start_a, start_b, b) || apart(b, start_b, start_a, a)) return true;
  // Two goroutines meet only if one is started while the other runs.
  if (start_a && start_b && start_a != start_b) {
    auto meets = [&](const Edge& first, const Point& p, const Edge& second) {
      if (first.caller == second.caller) return order_.unwaited(*first.caller, first.at, second.at, p, &first.callee->function, {});
      return order_.during(first, &second.caller->function) || second.caller == first.callee || (order_.outlives_calls(first) && contexts_.of(&second.caller->function).open);
    };
    if (!meets(*start_a, x, *start_b) && !meets(*start_b, y, *start_a)) return true;
  }
  // Beside the goroutine that is known, somebody else.
  auto begins = [](const Edge* start, const Edge* other) -> const Function* { return start ? &start->callee->function : other ? Order::callers() : nullptr; };
  const Function *f = begins(start_a, start_b), *g = begins(start_b, start_a);
  return order_.signalled(x, f, y, g, except) || order_.signalled(y, g, x, f, except);
}

bool Races::filled_in(const Var* field, const Named* owner) const {
  auto [it, fresh] = filled_in_.try_emplace(field, false);
  if (!fresh) return it->second;
  auto not_nil = [](const Examined& body, ValueId v) {
    const Instr& i = body.function.at(same(body, v));
    // Nobody gives nil for a context.
    const Named* type = named_of(i.type);
    if (i.op == Opcode::Param || i.op == Opcode::Call || i.op == Opcode::Extract) return type && type->obj->name.view() == "Context" && type->obj->pkg && type->obj->pkg->path.view() == "context";
    return i.op == Opcode::Alloc || i.op == Opcode::MakeInterface || i.op == Opcode::MakeMap || i.op == Opcode::MakeClosure || i.op == Opcode::FuncRef || i.op == Opcode::BoundMethod;
  };
  if (!makings_) makings_ = std::make_unique<Makings>(graph_);
  const Makings::OfType* made = makings_->of(owner);
  auto fills = [&](const Makings::Making& m) {
    ValueId filled = m.whole ? made_with(*m.body, m.alloc, field) : ValueId{};
    return filled && not_nil(*m.body, filled);
  };
  return filled_in_[field] = made && !made->in_slices && !made->one_by_one.empty() && std::ranges::all_of(made->one_by_one, fills);
}

bool Races::needless(const Access& w) const {
  const Named* owner = w.object ? named_of(type_of(w)) : nullptr;
  if (!owner || !once(w)) return false;
  const Var* field = place_at(*w.body, w.body->function.operand(w.at, 0)).variable;
  return field && field->is_field() && filled_in(origin_of(field), owner);
}

bool Races::done_before(const Access& w, const Edge& start) const {
  if (!once(w)) return false;
  const Examined& starter = *start.caller;
  const Function& f = w.body->function;
  ValueId root = w.object ? root_of(*w.body, w.object) : ValueId{};
  if (root && f.at(root).op != Opcode::Param) return false;
  std::vector<ValueId> given = given_values(start);
  std::span<const Edge> calls = graph_.calls_in(&starter.function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
    if (e.kind != Edge::Call || e.vague || e.callee != w.body || !dominates(starter, e.at, start.at)) return false;
    ValueId object = root ? e.argument(f.at(root).aux) : ValueId{};
    return !root || (object && std::any_of(given.begin(), given.end(), [&](ValueId v) { return v && root_of(starter, v) == root_of(starter, object); }));
  });
}

bool Races::done_at_start(const Access& w) const {
  if (w.object || !once(w)) return false;
  std::span<const Edge> calls = graph_.calls_of(&w.body->function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
    // A literal that a helper runs is a part of who gives it.
    const Function* by = &e.caller->function;
    while (by->parent && by->parent->node && !graph_.is_handler(by) && !graph_.has_unseen_callers(by) && std::ranges::none_of(graph_.calls_of(by), [](const Edge& x) { return x.kind == Edge::Go; })) by = by->parent;
    const ContextsOf& c = contexts_.of(by);
    const Func* o = outermost(*by)->object;
    bool importable = o && o->exported() && o->pkg && o->pkg->name.view() != "main";
    return e.kind != Edge::Go && !e.vague && (c.main || (c.open && !importable)) && !c.handler() && c.starts.empty();
  });
}

// Both are for who wins one compare-and-swap; or the one who has won it has waited for all that hold the other one's lock.
bool Races::claimed(const Access& a, const Fact& fa, const Access& b, const Fact& fb) const {
  const std::vector<const Var*>&x = claims_.won(*a.body, a.at), &y = claims_.won(*b.body, b.at);
  for (const Var* v : x)
    if (std::find(y.begin(), y.end(), v) != y.end()) return true;
  auto waited = [&](const std::vector<const Var*>& won, const Access& p, const Fact& other) {
    return !won.empty() && std::any_of(other.locks.begin(), other.locks.end(), [&](const Lock& l) { return claims_.passed(*p.body, p.at, l.of); });
  };
  return waited(x, a, fb) || waited(y, b, fa);
}

bool Races::leads_to(const Edge& e, const Function* f, int depth) const {
  if (e.kind != Edge::Call || e.vague) return false;
  if (&e.callee->function == f) return true;
  if (depth == 0) return false;
  std::span<const Edge> calls = graph_.calls_in(&e.callee->function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& inner) { return leads_to(inner, f, depth - 1); });
}

bool Races::close_to(const Edge& go, const Examined& body) const {
  if (!order_.during(go, &body.function, true)) return false;
  auto leads = [&](const Examined& from) {
    std::span<const Edge> calls = graph_.calls_in(&from.function);
    return &from == &body || std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return leads_to(e, &body.function, 2); });
  };
  // Literals are a part of what they stand in.
  for (const Function* f = go.caller->function.parent; f; f = f->parent)
    if (const Examined* outer = graph_.body(f); outer && leads(*outer)) return true;
  std::span<const Edge> calls = graph_.calls_of(&go.caller->function);
  return leads(*go.caller) || std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return leads(*e.caller); });
}

bool Races::called_again(const Examined& body, ValueId parameter, int depth) const {
  const Function& f = body.function;
  if (f.at(parameter).op != Opcode::Param || depth > 2) return false;
  if (graph_.has_unseen_callers(&f)) return true;
  const Edge* before = nullptr;
  ValueId given_before;
  for (const Edge& e : graph_.calls_of(&f)) {
    ValueId argument = e.kind == Edge::Call && !e.vague ? e.argument(f.at(parameter).aux) : ValueId{};
    if (!argument) continue;
    ValueId root = root_of(*e.caller, argument);
    if (in_loop(*e.caller, e.at, root) || called_again(*e.caller, root, depth + 1)) return true;
    if (before && before->caller == e.caller && root == given_before && !(before->at == e.at)) return true;
    before = &e, given_before = root;
  }
  return false;
}

bool Races::launches(const Access& a) const {
  if (!a.object || !a.write()) return false;
  ValueId root = root_of(*a.body, a.object);
  for (const Edge& e : graph_.calls_in(&a.body->function)) {
    if (e.kind != Edge::Go || e.of_library() || !dominates(*a.body, a.at, e.at)) continue;
    for (ValueId v : given_values(e))
      if (v && root_of(*a.body, v) == root) return true;
  }
  return false;
}

bool Races::bare(const Examined& from, const Examined& to, const Object* lock, int depth) const {
  if (&from == &to) return true;
  if (depth == 0) return false;
  std::span<const Edge> calls = graph_.calls_in(&from.function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) {
    if (e.kind != Edge::Call || e.vague || !(e.callee == &to || bare(*e.callee, to, lock, depth - 1))) return false;
    std::vector<Lock> held = locks_.at(from, e.at);
    return std::none_of(held.begin(), held.end(), [&](const Lock& l) { return l.of == lock; });
  });
}

bool Races::leads_to(const Examined& from, const Examined& to, int depth) const {
  std::span<const Edge> calls = graph_.calls_in(&from.function);
  return &from == &to || (depth > 0 && std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && leads_to(*e.callee, to, depth - 1); }));
}

bool Races::comes_without(const Begin& begin, const Examined& body, const std::vector<Lock>& locks) const {
  return begin.kind == Begin::Goroutine && std::any_of(locks.begin(), locks.end(), [&](const Lock& l) { return bare(*begin.go->callee, body, l.of, 2); });
}

bool Races::hands_on(const Examined& body, ValueId object, const Function& handler, int depth) const {
  const Function& f = body.function;
  for (const Function* outer = handler.parent; outer; outer = outer->parent)
    if (outer == &f) return true;
  const Named* type = handler.signature && handler.signature->recv ? named_of(handler.signature->recv->type) : nullptr;
  ValueId whole = whole_of(body, object);
  if (!type || !handler.object || named_of(f.at(whole).type) != type) return false;
  for (ValueId v : f.with(Opcode::BoundMethod))
    if (same(body, f.operand(v, 0)) == whole && static_cast<const Func*>(Ref<Object>::from_raw(f.at(v).aux).get())->name == handler.object->name) return true;
  for (ValueId v : f.with(Opcode::MakeInterface)) {
    Interface* i = same(body, f.operand(v, 0)) == whole ? as_under<Interface>(f.at(v).type) : nullptr;
    if (i && lookup_field_or_method(f.at(v).type, false, handler.object->pkg, handler.object->name).obj) return true;
  }
  if (depth == 0) return false;
  for (const Edge& e : graph_.calls_in(&f)) {
    if (e.vague) continue;
    const Function& g = e.callee->function;
    for (size_t k = 0; k < g.params.size(); k++)
      if (ValueId given = g.params[k] ? e.argument(k) : ValueId{}; given && same(body, given) == whole && hands_on(*e.callee, g.params[k], handler, depth - 1)) return true;
  }
  return false;
}

bool Races::of_one_request(const Function& handler, const Named* owner) const {
  const Examined* outer = handler.parent && handler.made_at ? graph_.body(handler.parent) : nullptr;
  if (!outer || !owner) return false;
  const ContextsOf& c = contexts_.of(&outer->function);
  if (!c.handler() || c.main || c.open || c.initial || !c.starts.empty()) return false;
  std::span<const ValueId> captured = outer->function.operands_of(outer->function.at(handler.made_at));
  return std::all_of(captured.begin(), captured.end(), [&](ValueId v) {
    return !v || !reached_.of(outer->function.at(v).type).contains(owner) || origins_.owned(*outer, v, handler.made_at);
  });
}

bool Races::serves_behind(const Examined& body, ValueId at) const {
  const Function& f = body.function;
  ir::BlockId from = f.at(at).block;
  for (Opcode op : {Opcode::Call, Opcode::Invoke})
    for (ValueId v : f.with(op)) {
      const Func* callee = ir::callee(f.at(v));
      if (!serves(callee) || !graph_.calls_at(&f, v).empty()) continue;
      ir::BlockId to = f.at(v).block;
      if (to == from ? v.v > at.v : body.dominators.dominates(from, to)) return true;
    }
  return false;
}

bool Races::while_serving(const Examined& body, ValueId at, int depth) const {
  const Function& f = body.function;
  auto serves_http = [](const Func* callee) { return serves(callee) && flow::package_path(callee) == "net/http"; };
  auto starts_server = [&](ValueId v) {
    if (f.at(v).sub != static_cast<uint8_t>(ir::CallMode::Go)) return false;
    if (serves_http(ir::callee(f.at(v)))) return true;
    std::span<const Edge> started = graph_.calls_at(&f, v);
    return std::any_of(started.begin(), started.end(), [&](const Edge& e) {
      std::span<const ValueId> calls = e.callee->function.with(Opcode::Call);
      return std::any_of(calls.begin(), calls.end(), [&](ValueId c) { return serves_http(ir::callee(e.callee->function.at(c))); });
    });
  };
  // What waits in between, once, waits for the end.
  auto waits = [&](ValueId from) {
    for (Opcode op : {Opcode::Recv, Opcode::RecvOk, Opcode::Select, Opcode::Call})
      for (ValueId v : f.with(op)) {
        const Func* callee = op == Opcode::Call ? ir::callee(f.at(v)) : nullptr;
        if (op == Opcode::Call && !(callee && (callee->name.view() == "Wait" || callee->name.view() == "Shutdown" || callee->name.view() == "Close"))) continue;
        if (dominates(body, v, at) && order_.leads(body, from, v) && !order_.leads(body, at, v)) return true;
      }
    return false;
  };
  for (ValueId v : f.with(Opcode::Call))
    if (starts_server(v) && order_.leads(body, v, at) && !waits(v)) return true;
  if (depth == 0) return false;
  std::span<const Edge> calls = graph_.calls_of(&f);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && while_serving(*e.caller, e.at, depth - 1); });
}

bool Races::sets_up(const Access& a, const Edge& go) const {
  bool some = false;
  for (const Edge& e : graph_.calls_in(&a.body->function)) {
    if (!leads_to(e, &go.caller->function, 2)) continue;
    if (order_.unwaited(*a.body, e.at, a.at, {a.body, a.at}, &a.body->function, {})) return false;
    some = true;
  }
  return some;
}

bool Races::waited_for(const Edge& go, const Access& p, const Access& q) const {
  const Examined& body = *q.body;
  std::vector<ValueId> starts;
  if (go.caller == &body) starts.push_back(go.at);
  for (const Edge& e : graph_.calls_in(&body.function))
    if (e.callee == go.caller && e.kind == Edge::Call && !e.vague) starts.push_back(e.at);
  std::erase_if(starts, [&](ValueId at) { return !order_.leads(body, at, q.at); });
  return !starts.empty() && std::ranges::none_of(starts, [&](ValueId at) { return order_.unwaited(body, at, q.at, {p.body, p.at}, &go.callee->function, {}); });
}

bool Races::before_serving(const Edge& go, const Access& p) const {
  const Examined& body = *go.callee;
  const Function& f = body.function;
  std::vector<ValueId> serving, sites;
  for (ValueId v : f.with(Opcode::Call))
    if (f.at(v).sub == 0 && serves(ir::callee(f.at(v)))) serving.push_back(v);
  if (serving.empty()) return false;
  if (p.body == &body) sites.push_back(p.at);
  else
    for (const Edge& e : graph_.calls_in(&f))
      if (e.kind == Edge::Call && order_.runs_in(&e.callee->function, &p.body->function)) sites.push_back(e.at);
  return !sites.empty() && std::ranges::none_of(serving, [&](ValueId v) {
    return std::ranges::any_of(sites, [&](ValueId at) { return at == v || order_.leads(body, v, at); });
  });
}

bool Races::never_together(const Examined& a, const Examined& b) const {
  if (!graph_.body(&a.function) || !graph_.body(&b.function)) return false;
  const ContextsOf &x = contexts_.of(&a.function), &y = contexts_.of(&b.function);
  auto known = [](const ContextsOf& c) { return c.caller() || !c.starts.empty(); };
  if (!known(x) || !known(y) || x.handler() || y.handler() || (!x.starts.empty() && !y.starts.empty())) return false;
  auto meets = [&](const Start& s, const ContextsOf& callers, const Examined& called) {
    return callers.caller() && (order_.during(*s.go, &called.function) || (callers.open && order_.outlives_calls(*s.go)));
  };
  return std::none_of(x.starts.begin(), x.starts.end(), [&](const Start& s) { return meets(s, y, b); }) &&
         std::none_of(y.starts.begin(), y.starts.end(), [&](const Start& s) { return meets(s, x, a); });
}

Together Races::together(const Shared& s, const Access& a, const Fact& fa, const Access& b, const Fact& fb) const {
  ValueId made;
  if (const Examined* home = graph_.body(home_of(s, &made))) return local(*home, made, s, a, b);
  if (const Var *p = cell_of(a), *q = cell_of(b); p || q) {
    if (p != q) return {};
    auto [home, where] = homes_.find(p)->second;
    return local(*graph_.body(home), where, s, a, b);
  }
  if (claimed(a, fa, b, fb)) return {};
  const ContextsOf& x = (a.object ? shared_contexts_ : contexts_).of(&a.body->function);
  const ContextsOf& y = (b.object ? shared_contexts_ : contexts_).of(&b.body->function);
  const Named* owner = named_of(type_of(a));
  bool field = s.location.variable()->is_field();
  const Var* republished = common_atomic(fa, fb);
  Together best;
  auto receiver = [&](const ContextsOf& c) -> const Named* {
    for (const Function* h : c.handlers)
      if (owner && h->signature->recv && has_part(h->signature->recv->type, owner)) return owner;
    return nullptr;
  };
  auto take = [&](Together::Kind kind, const Edge* go, bool handler, Begin begin, Begin other, bool doubtful = false) {
    if (best.kind != Together::No && (doubtful > best.doubtful || (doubtful == best.doubtful && kind <= best.kind))) return;
    best = {kind, go ? go->caller->function.at(go->at).node.get() : nullptr, handler, false, false, false, go, handler ? (receiver(x) ? receiver(x) : receiver(y)) : nullptr};
    best.begin = begin;
    best.other_begin = other;
    best.doubtful = doubtful;
  };
  auto published = [&](const Access& p) { return (&p == &a ? fa : fb).published; };
  // Package-level variables lead to the two objects, and not the same ones.
  auto of_others = [&](const Access& p, Sharing::In in, const Access& q, Sharing::In other) {
    Sharing::Root g = field ? sharing_.root(in, *p.body, p.object) : Sharing::Root{}, h = g.global ? sharing_.root(other, *q.body, q.object) : Sharing::Root{};
    return h.global && !g.is(h);
  };
  // … or the same one.
  auto everyones = [&](const Access& p, Sharing::In in, const Access& q, Sharing::In other) {
    Sharing::Root g = field ? sharing_.root(in, *p.body, p.object) : Sharing::Root{};
    return (g.global || g.common) && g.is(sharing_.root(other, *q.body, q.object));
  };
  // One variable leads to one object.
  auto of_one = [&](const Access& p, Sharing::In in, const Access& q, Sharing::In other) {
    Sharing::Root g = field ? sharing_.root(in, *p.body, p.object) : Sharing::Root{}, h = g.of && g.one ? sharing_.root(other, *q.body, q.object) : Sharing::Root{};
    return h.one && g.is(h);
  };
  // Nothing has it, or it leads out of what the context is given.
  auto served = [&](const ContextsOf& c, const Access& p) -> const Function* {
    auto it = std::find_if(c.handlers.begin(), c.handlers.end(), [&](const Function* h) { return !field || published(p) || (sharing_.served(h, *p.body, p.object) && !of_one_request(*h, owner)); });
    return it == c.handlers.end() ? nullptr : *it;
  };
  auto in_open = [&](const ContextsOf& c, const Access& p) { return c.open && (!field || published(p) || sharing_.open(*p.body, p.object)); };
  const Function *x_served = served(x, a), *y_served = served(y, b);
  if (!x_served || !y_served)
    for (const Function* h : x.handlers)
      for (const Function* g : y.handlers)
        if ((!x_served || !y_served) && everyones(a, {nullptr, h}, b, {nullptr, g})) x_served = h, y_served = g;
  auto by = [&](const Function* handler, const Access& p) { return handler ? Begin{Begin::Handler, nullptr, handler} : caller_of(*p.body); };
  if (x_served && y_served && !of_others(a, {nullptr, x_served}, b, {nullptr, y_served}) && !ordered(a, nullptr, b, nullptr, republished)) {
    take(Together::Seen, nullptr, true, by(x_served, a), by(y_served, b));
    best.exact = of_one(a, {nullptr, x_served}, b, {nullptr, y_served});
  }
  if (((x_served && in_open(y, b)) || (y_served && in_open(x, a))) && !of_others(a, {}, b, {}) && !ordered(a, nullptr, b, nullptr, republished)) take(Together::Open, nullptr, true, by(x_served, a), by(y_served, b));
  auto beside = [&](const Function* handler, const Access& p, const Access& q, const ContextsOf& other) {
    if (!handler || !other.main || !while_serving(*q.body, q.at, 2)) return false;
    return !field || of_one(p, {nullptr, handler}, q, {});
  };
  if (best.kind != Together::Seen && (beside(x_served, a, b, y) || beside(y_served, b, a, x)) && !of_others(a, {}, b, {}) && !ordered(a, nullptr, b, nullptr, republished)) {
    take(Together::Seen, nullptr, true, by(x_served, a), by(y_served, b));
    best.exact = true;
  }
  auto against = [&](const Access& p, const ContextsOf& in, const Access& q, const ContextsOf& other) {
    auto meet = [&](Together::Kind kind, const Edge* go, bool handler, Begin there, bool doubtful) {
      Begin here{Begin::Goroutine, go};
      take(kind, go, handler, &p == &a ? here : there, &p == &a ? there : here, doubtful);
    };
    for (const Start& start : in.starts) {
      if (done_before(p, *start.go)) continue;
      bool given = !field || published(p) || sharing_.inside(*start.go, *p.body, p.object);
      if (!given) {
        Sharing::Root r = sharing_.root({start.go}, *p.body, p.object);
        if (!r.global && !r.common) continue;
      }
      bool mine = field && own_per_start(*start.go, owner, p) && !(s.location.depth == Location::Content && made_with_one(*start.go, owner, s.location.variable()));
      bool joined = field && joins_.within_making(*start.go, *p.body, p.object);
      const Fact& of_q = &q == &a ? fa : fb;
      const bool latched = behind_latch(q, of_q, *start.go, p) || done_before(q, *start.go);
      for (const Start& t : other.starts) {
        const bool q_given = !field || published(q) || sharing_.inside(*t.go, *q.body, q.object), q_joined = field && joins_.within_making(*t.go, *q.body, q.object);
        if (t.go != start.go && (latched || joined || q_joined || done_before(q, *t.go))) continue;
        // Who has it in another way than what makes it has it later.
        if ((joined && !q_given) || (q_joined && !given)) continue;
        if (t.go == start.go) {
          if (!start.many || (mine && own_per_start(*start.go, owner, q)) || before_loop_of_own(*start.go, p, q)) continue;
        } else if (mine && own_per_start(*t.go, owner, q) && !given_to_both(*start.go, *t.go, owner)) {
          continue;  // of their own, both
        }
        bool both = given && q_given;
        if (!both && !everyones(p, {start.go}, q, {t.go})) continue;
        if (of_others(p, {start.go}, q, {t.go})) continue;
        if (ordered(p, start.go, q, t.go, republished)) continue;
        meet(Together::Seen, start.go, false, {Begin::Goroutine, t.go}, false);
        // That one `go` statement is come to again may mean that what it has started before is over.
        bool anew = t.go == start.go && s.location.depth == Location::Itself;
        best.exact = best.exact || (best.go == start.go && !anew && of_one(p, {start.go}, q, {t.go}));
      }
      if (!other.caller() || start.go->aside || latched) continue;
      bool all = everyones(p, {start.go}, q, {});
      const bool alone = field && !published(p) && given_alone(*start.go, owner, p, nullptr);
      bool while_it_runs = (other.main || other.open) && order_.during(*start.go, &q.body->function, !field) &&
                           (all || (given && (!field || (sharing_.outside(*start.go, *q.body, q.object) && !(alone && given_alone(*start.go, owner, p, &q))))));
      // Callers that are not seen have objects of the package that starts goroutines on its own, or has another one start them.
      bool callers = given && !joined && !alone && in_open(other, q) && (!field || !owner || starter_of(*start.go) == owner->obj->pkg.get() || started_by_maker(*start.go, p, true));
      const Function* requests = given && !joined && !alone ? served(other, q) : nullptr;
      for (size_t k = 0; !requests && !joined && k < other.handlers.size(); k++)
        if (everyones(p, {start.go}, q, {nullptr, other.handlers[k]})) requests = other.handlers[k];
      if (requests && before_serving(*start.go, p)) requests = nullptr;
      if (!while_it_runs && !callers && !requests) continue;
      // Who waits for what it starts is taken not to be called twice at once for that alone.
      if (!requests && waited_for(*start.go, p, q)) continue;
      // Both come through one method, that runs once for the object: what the goroutine does, and the caller would do once more.
      if (const Function* again = field && !while_it_runs && !requests ? by(nullptr, q).function : nullptr; again && once_for_each(*again) && order_.runs_in(&start.go->callee->function, again)) continue;
      if (of_others(p, {start.go}, q, {nullptr, requests})) continue;
      // Who takes a lock, and leaves a timer behind, expects others, who come later with the same object. So with a goroutine, but for
      // variables: those are mostly set by the one call that starts it.
      bool again = q.body == start.go->caller && !of_q.locks.empty() && q.object && (start.go->of_library() || (s.location.depth == Location::Content && order_.outlives(*start.go))) && called_again(*q.body, root_of(*q.body, q.object), 0);
      if (again ? order_.signalled({p.body, p.at}, &start.go->callee->function, {q.body, q.at}, nullptr, nullptr) : ordered(p, start.go, q, nullptr, republished)) continue;
      // What initialisation starts is there before anybody calls.
      bool before_all = !field && contexts_.of(&start.go->caller->function).initial;
      meet(while_it_runs || requests || before_all ? Together::Seen : Together::Open, start.go, requests, by(requests, q), !requests && sets_up(q, *start.go));
      best.exact = best.exact || (best.go == start.go && ((while_it_runs && close_to(*start.go, *q.body) && (hands_over(*start.go, owner) || of_one(p, {start.go}, q, {}))) || (requests && of_one(p, {start.go}, q, {nullptr, requests}))));
    }
  };
  against(a, x, b, y);
  if (best.kind != Together::Seen || best.doubtful) against(b, y, a, x);
  return best;
}

}  // namespace ptrsafe::concurrency
