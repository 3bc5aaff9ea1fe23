#include "concurrency/races.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "concurrency/conventions.h"
#include "concurrency/own_elements.h"
#include "flow/library.h"
#include "flow/loops.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 4;

// Types whose values an object of type `t` leads to.
void reach_types(Type* t, absl::flat_hash_set<const Named*>& seen, int depth) {
  if (!t || depth > 5 || seen.size() > 200) return;
  if (const Named* n = as<Named>(t)) {
    if (!seen.insert(n->origin.get()).second) return;
  }
  Type* u = under(t);
  if (!u) return;
  switch (u->kind) {
    case TypeKind::Pointer: reach_types(static_cast<Pointer*>(u)->elem, seen, depth); break;
    case TypeKind::Slice: reach_types(static_cast<Slice*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Array: reach_types(static_cast<Array*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Map: reach_types(static_cast<Map*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Struct:
      for (const Ref<Var>& field : static_cast<Struct*>(u)->fields) reach_types(field->type, seen, depth + 1);
      break;
    default: break;
  }
}

bool nested(const Function* f, const Function* home) {
  for (; f; f = f->parent)
    if (f == home) return true;
  return false;
}

const Package* starter_of(const Edge& go) {
  const Function* f = outermost(go.caller->function);
  return f->object ? f->object->pkg.get() : nullptr;
}

// The object itself, not one that leads to it.
bool hands_over(const Edge& go, const Named* owner) {
  std::vector<ValueId> values = given_values(go);
  return std::any_of(values.begin(), values.end(), [&](ValueId v) { return owner && named_of(go.caller->function.at(v).type) == owner; });
}

bool in_loop(const Examined& body, ValueId at, ValueId made) {
  flow::Loops loops(body.function, body.dominators);
  BlockId inside = body.function.at(at).block;
  return (made ? loops.outermost(inside, body.function.at(made).block) : loops.outermost(inside)) != flow::kNoLoop;
}

bool is_map(Type* t) {
  Type* u = t ? under(t) : nullptr;
  if (u && u->kind == TypeKind::Pointer) u = under(static_cast<Pointer*>(u)->elem);
  return u && u->kind == TypeKind::Map;
}

// A map, a sync.Map, or an atomic pointer.
bool is_container(Type* t) {
  if (is_map(t)) return true;
  const Named* n = named_of(t);
  return n && n->obj->pkg && (n->obj->pkg->path.view() == "sync" || n->obj->pkg->path.view() == "sync/atomic");
}

// Parts of different structs, as each of the two has it.
bool held_apart(const Access& a, const Access& b) {
  const Var *x = a.object ? holder_of(*a.body, a.object) : nullptr, *y = b.object ? holder_of(*b.body, b.object) : nullptr;
  return x && y && x != y;
}

// The body closes a channel that it has captured: that can be done once.
bool closes_once(const Examined& body) {
  const Function& f = body.function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
    if (i.op != Opcode::Builtin || static_cast<BuiltinId>(i.aux) != BuiltinId::Close) return false;
    return f.at(root_of(body, f.operand(i, 0))).op == Opcode::FreeVar;
  });
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

// The variable that the call swaps, or compares and swaps.
const Var* exchanged(const Examined& body, const Instr& call) {
  const Func* callee = ir::callee(call);
  if (!callee || flow::package_path(callee) != "sync/atomic") return nullptr;
  std::string_view name = callee->name.view();
  if (!name.starts_with("Swap") && !name.starts_with("CompareAndSwap")) return nullptr;
  ValueId address = same(body, body.function.operand(call, 1));
  if (body.function.at(address).op == Opcode::Convert) address = body.function.operand(address, 0);
  return place_at(body, address).variable;
}

// What the object is a part of by value.
ValueId whole_of(const Examined& body, ValueId v) {
  v = same(body, v);
  while (body.function.at(v).op == Opcode::FieldAddr) v = same(body, body.function.operand(v, 0));
  return v;
}

// An object of the type `t` is or has one of `part`, in itself.
bool has_part(Type* t, const Named* part, int depth = 0) {
  const Named* n = named_of(t);
  if (n == part) return n;
  Struct* s = n && depth < 4 ? as_under<Struct>(n->origin.get()) : nullptr;
  return s && std::any_of(s->fields.begin(), s->fields.end(), [&](const Ref<Var>& f) { return !as_under<Pointer>(f->type) && has_part(f->type, part, depth + 1); });
}

// What is read is compared with a constant.
bool compared(const Access& a) {
  const Function& f = a.body->function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
    if (i.op != Opcode::Binary || !is_comparison(static_cast<Op>(i.sub)) || f.operand(i, 0) != a.at) return false;
    Opcode other = f.at(f.operand(i, 1)).op;
    return other == Opcode::Const || other == Opcode::Zero;
  });
}

// A function, or a variable of one.
bool carries(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return t && (as_under<Signature>(t) || (p && as_under<Signature>(p->elem)));
}

// The body makes the lock: nobody else has the object yet.
bool makes(const Examined& body, const Object* lock) {
  const Function& f = body.function;
  return std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) { return i.op == Opcode::Store && place_at(body, f.operand(i, 0)).variable == lock && f.at(same(body, f.operand(i, 1))).op == Opcode::Alloc; });
}

Type* type_of(const Access& a) { return a.object ? a.body->function.at(a.object).type.get() : nullptr; }

}  // namespace

bool swappable(Type* t) {
  Type* u = t ? under(t) : nullptr;
  if (!u) return false;
  switch (u->kind) {
    case TypeKind::Pointer:
    case TypeKind::Map:
    case TypeKind::Interface:
    case TypeKind::Struct:
    case TypeKind::Signature: return true;
    default: return false;
  }
}

Races::Races(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool every)
    : every_(every),
      graph_(program, packages),
      origins_(graph_),
      contexts_(graph_, {}),
      shared_contexts_(graph_, [this](const Edge& e) { return !origins_.owned_receiver(e); }),
      locks_(graph_, [this](const Edge& e) { return !origins_.owned_receiver(e); }),
      order_(graph_, origins_),
      sharing_(graph_, origins_),
      claims_(graph_),
      objects_(every ? std::make_unique<ObjectAccesses>(graph_) : nullptr),
      accesses_(graph_, origins_, every ? [this](const Examined& b, ValueId v) { return objects_->knows(b, v); } : std::function<bool(const Examined&, ValueId)>()) {
  if (objects_) accesses_.append(objects_->take());
  for (const Examined* b : graph_.bodies()) {
    const Function& f = b->function;
    if (f.closures.empty()) continue;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      auto* cell = i.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()) : nullptr;
      if (cell) homes_.try_emplace(cell, &f, ValueId{n});
    }
  }
  for (const Shared& s : accesses_.all())
    if (s.location.variable() && s.location.depth != Location::Inner) (s.location.depth == Location::Content ? contents_ : variables_).try_emplace(s.location.variable(), &s);
  for (const Shared& s : accesses_.all()) examine(s);
  auto place = [](const Race& r) {
    const Function& f = r.access->body->function;
    const Node* n = f.at(r.access->at).node;
    SourceFile* file = n ? file_of(n->pos) : nullptr;
    return std::tuple(file ? std::string_view(file->path()) : std::string_view(), n ? n->pos : Pos{}, r.access->at.v);
  };
  std::stable_sort(races_.begin(), races_.end(), [&](const Race& a, const Race& b) { return place(a) < place(b); });
}

Races::Fact Races::fact(const Shared& s, const Access& a) const {
  Fact out;
  const Function& f = a.body->function;
  Type* type = type_of(a);
  const Named* owner = named_of(type);
  for (const Lock& l : locks_.at(*a.body, a.at)) {
    bool counts = true;
    if (l.object && a.object && !same_path(*a.body, l.object, a.object) && named_of(f.at(l.object).type) == owner && owner) {
      ValueId x = root_of(*a.body, l.object), y = root_of(*a.body, a.object);
      auto known = [&](ValueId v) {
        Opcode op = f.at(v).op;
        return op == Opcode::Param || op == Opcode::Alloc || op == Opcode::FreeVar || op == Opcode::Global;
      };
      counts = x == y || !known(x) || !known(y);
    }
    if (!counts) continue;
    out.locks.push_back(l);
    out.exclusive = out.exclusive || !l.read;
  }
  const ContextsOf& c = contexts_.of(&f);
  if (!c.caller() && c.starts.empty()) {
    out.excused = true;
    return out;
  }
  // Only sync.Once runs it.
  const Examined* body = a.body;
  for (int depth = 0; body && depth < 3; depth++) {
    std::span<const Edge> calls = graph_.calls_of(&body->function);
    if (calls.empty() || graph_.has_unseen_callers(&body->function)) break;
    if (std::all_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Once; })) {
      out.excused = true;
      return out;
    }
    body = calls.size() == 1 && calls[0].kind == Edge::Call ? calls[0].caller : nullptr;
  }
  // A copy of the caller's struct is owned, the map in it is not.
  bool copy = false;
  if (a.object && s.location.depth != Location::Itself) {
    const Instr& root = f.at(root_of(*a.body, a.object));
    auto* cell = root.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(root.aux).get()) : nullptr;
    copy = cell && (cell->bits & (Var::kParam | Var::kReceiver));
  }
  if (a.object && !copy && origins_.owned(*a.body, a.object, a.at)) {
    out.excused = true;
    return out;
  }
  if (a.object && (s.location.depth == Location::Itself || (s.location.depth == Location::Inner && !is_map(s.type)))) {
    for (const Origin& o : taken_out(*a.body, a.object))
      if (is_container(o.place.variable->type)) out.from.push_back(o);
    if (f.at(a.object).op == Opcode::Alloc)
      if (const Var* atomic = origins_.published_by_atomic(*a.body, a.object, a.at)) {
        out.published = true;
        out.from.push_back({Origin::Element, {atomic, {}}, 0, a.body, a.at});
      }
  }
  return out;
}

// The containers that the object came out of; but of a helper, which some callers give it under the lock and others an object of
// their own, only what the others do counts.
std::vector<Origin> Races::taken_out(const Examined& body, ValueId object) const {
  std::vector<Origin> out;
  auto take = [&](const Origin& o) {
    if (o.kind == Origin::Element && std::none_of(out.begin(), out.end(), [&](const Origin& x) { return x.place.variable == o.place.variable; })) out.push_back(o);
  };
  for (const Origin& o : origins_.of(body, object)) {
    take(o);
    if (o.kind != Origin::Parameter) continue;
    for (const Edge& e : graph_.calls_of(&body.function)) {
      ValueId argument = e.argument(o.number);
      if (!argument) continue;
      for (Origin there : origins_.of(*e.caller, argument)) {
        if (there.kind != Origin::Element) continue;
        const std::vector<const Object*>& locks = guards(origin_of(there.place.variable));
        std::vector<Lock> held = locks_.at(*e.caller, e.at), always = locks_.at(body, object);
        bool guarded = std::any_of(held.begin(), held.end(), [&](const Lock& l) {
          return std::find(locks.begin(), locks.end(), l.of) != locks.end() && std::none_of(always.begin(), always.end(), [&](const Lock& m) { return m.of == l.of; });
        });
        there.place.object = {};
        if (!guarded) take(there);
      }
    }
  }
  return out;
}

// The atomic variable of the same object by which only one can come here: `if swap(&x.state, done) == done { return }`.
const Var* Races::claim(const Access& a) const {
  if (!a.object) return nullptr;
  const Function& f = a.body->function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op != Opcode::If || !a.body->dominators.dominates(i.block, f.at(a.at).block) || i.block == f.at(a.at).block) continue;
    const Instr* test = &f.at(same(*a.body, f.operand(i, 0)));
    while (test->op == Opcode::Unary) test = &f.at(same(*a.body, f.operand(*test, 0)));
    std::vector<ValueId> results{f.operand(i, 0)};
    if (test->op == Opcode::Binary) results = {f.operand(*test, 0), f.operand(*test, 1)};
    for (ValueId r : results) {
      const Instr* call = &f.at(same(*a.body, r));
      const Examined* in = a.body;
      if (call->op == Opcode::Unary) call = &f.at(same(*a.body, f.operand(*call, 0)));
      if (call->op != Opcode::Call) continue;
      ValueId object = f.operand(*call, 1);
      if (root_of(*a.body, object) != root_of(*a.body, a.object)) continue;
      if (const Var* v = exchanged(*in, *call)) return v;
      // A helper of the object's type.
      for (const Edge& e : graph_.calls_at(&f, same(*a.body, r)))
        for (const Instr& x : e.callee->function.instrs)
          if (x.op == Opcode::Call)
            if (const Var* v = exchanged(*e.callee, x)) return v;
    }
  }
  return nullptr;
}

// ---- can they run at once? ----

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
    absl::flat_hash_set<const Named*> types;
    reach_types(body.function.at(v).type, types, 0);
    if (owner && !types.contains(owner)) continue;
    ValueId made = same(body, v);
    // Made anew for each turn of a loop around the `go` statement, and for each call.
    bool own = of_iteration(body, v) || (origins_.fresh(body, made) ? !in_loop(body, go.at, made) : made_by_callers(body, v, 0) && !in_loop(body, go.at, {}));
    if (!own && a.object && !sharing_.inside(go, v, *a.body, a.object)) continue;  // leads to others only
    if (!own) return false;
    some = true;
  }
  return some;
}

// It is called by who is not seen, by a `go` statement, or for a request.
bool Races::begins(const Examined& body) const {
  const Function* f = &body.function;
  if (f->parent && f->parent->node && !is_handler(f->signature)) {
    // A literal that a helper runs is a part of who gives it.
    std::span<const Edge> calls = graph_.calls_of(f);
    bool go = std::any_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Go; });
    if (!go) return begins(*graph_.body(f->parent));
  }
  std::span<const Edge> calls = graph_.calls_of(f);
  return graph_.has_unseen_callers(f) || is_handler(f->signature) || std::any_of(calls.begin(), calls.end(), [](const Edge& e) { return e.kind == Edge::Go; });
}

// Which function whoever runs the body has called first; the nearest.
Begin Races::caller_of(const Examined& body) const {
  std::vector<const Function*> work{&body.function};
  absl::flat_hash_set<const Function*> seen;
  for (size_t k = 0; k < work.size() && k < 200; k++) {
    const Function* f = work[k];
    if (is_handler(f->signature)) return {Begin::Handler, nullptr, f};
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

// Who makes the object starts the goroutine, too: whoever else gets the object has it while that runs.
bool Races::started_by_maker(const Edge& go, const Named* owner, bool returned) const {
  const Examined& body = *go.caller;
  for (ValueId v : given_values(go)) {
    if (named_of(body.function.at(v).type) != owner) continue;
    if (origins_.fresh(body, v) || body.function.at(same(body, v)).op == Opcode::Alloc) return !returned || origins_.given_out(body, v);
    if (!returned && made_by_callers(body, v, 0)) return true;
  }
  return false;
}

bool Races::made_by_callers(const Examined& body, ValueId v, int depth) const {
  const Instr& i = body.function.at(root_of(body, v));
  if (i.op != Opcode::Param || depth > 2) return false;
  std::span<const Edge> calls = graph_.calls_of(&body.function);
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    ValueId argument = e.argument(i.aux);
    return argument && (origins_.fresh(*e.caller, argument) || made_by_callers(*e.caller, argument, depth + 1));
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

bool Races::ordered(const Access& a, const Edge* start_a, const Access& b, const Edge* start_b) const {
  Point x{a.body, a.at}, y{b.body, b.at};
  auto apart = [&](const Access& p, const Edge* own, const Edge* other, const Access& q) {
    if (!other || own == other) return false;
    const Function* begins = own ? &own->callee->function : nullptr;
    // One goroutine starts the other.
    if (begins && !order_.runs_in(begins, &other->caller->function)) return false;
    return order_.apart_from({p.body, p.at}, p.object, *other, {q.body, q.at}, begins) || latched(p, *other, q);
  };
  if (apart(a, start_a, start_b, b) || apart(b, start_b, start_a, a)) return true;
  // Two goroutines meet only if one is started while the other runs.
  if (start_a && start_b && start_a != start_b) {
    auto meets = [&](const Edge& first, const Point& p, const Edge& second) {
      if (first.caller == second.caller) return order_.unwaited(*first.caller, first.at, second.at, p, &first.callee->function, {});
      return order_.during(first, &second.caller->function) || second.caller == first.callee;
    };
    if (!meets(*start_a, x, *start_b) && !meets(*start_b, y, *start_a)) return true;
  }
  const Function *f = start_a ? &start_a->callee->function : nullptr, *g = start_b ? &start_b->callee->function : nullptr;
  return order_.signalled(x, f, y, g, nullptr) || order_.signalled(y, g, x, f, nullptr);
}

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

// Both are for who wins one compare-and-swap; or the one who has won it has waited for all that hold the other one's lock.
bool Races::claimed(const Access& a, const Fact& fa, const Access& b, const Fact& fb) const {
  std::vector<const Var*> x = claims_.won(*a.body, a.at), y = claims_.won(*b.body, b.at);
  for (const Var* v : x)
    if (std::find(y.begin(), y.end(), v) != y.end()) return true;
  auto waited = [&](const std::vector<const Var*>& won, const Access& p, const Fact& other) {
    return !won.empty() && std::any_of(other.locks.begin(), other.locks.end(), [&](const Lock& l) { return claims_.passed(*p.body, p.at, l.of); });
  };
  return waited(x, a, fb) || waited(y, b, fa);
}

const Var* Races::cell_of(const Access& a) const {
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
  if (!cell || !homes_.contains(cell) || !as_under<Struct>(cell->type)) return nullptr;
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
  std::vector<Run> out;
  const Function* f = &p.body->function;
  if (p.body == &home) return {{nullptr, false, nullptr, p.at}};
  if (depth > kDepth) return out;
  bool inside = nested(f, &home.function);
  if (inside && is_handler(f->signature)) return {{nullptr, true, f, {}}};
  if (inside) literal = f;
  for (const Edge& e : graph_.calls_of(f)) {
    if (e.kind == Edge::Once || out.size() > 8) continue;
    bool near = nested(&e.caller->function, &home.function);
    // Who else calls a helper does so for somebody else.
    if (!near && !inside && depth > 2) continue;
    // A helper runs the literal for those who give it to it.
    if (!inside && literal && !passes(e, literal)) continue;
    std::vector<Run> above = runs({e.caller, e.at}, home, made, depth + 1, literal);
    // Registered, and started for unseen callers.
    if (above.empty() && e.kind == Edge::Go && inside && !near && graph_.has_unseen_callers(&e.caller->function)) {
      const Function* g = f;
      while (g->parent != &home.function) g = g->parent;
      if (ValueId registered = graph_.made_at(g)) above.push_back({&e, true, nullptr, registered, true});
    }
    for (Run r : above) {
      if (e.kind == Edge::Go && !r.start) {
        if (!closes_once(*e.callee)) r.many = r.many || in_loop(*e.caller, e.at, e.caller == &home ? made : ValueId{}) || in_loop(home, r.at, made);
        r.start = &e;
      }
      out.push_back(r);
    }
  }
  return out;
}

bool Races::leads_to(const Edge& e, const Function* f, int depth) const {
  if (e.kind != Edge::Call || e.vague) return false;
  if (&e.callee->function == f) return true;
  if (depth == 0) return false;
  std::span<const Edge> calls = graph_.calls_in(&e.callee->function);
  return std::any_of(calls.begin(), calls.end(), [&](const Edge& inner) { return leads_to(inner, f, depth - 1); });
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
    t.begin = begin(x);
    t.other_begin = begin(y);
    return t;
  };
  for (const Run& x : runs({a.body, a.at}, *home, made, 0, nullptr)) {
    for (const Run& y : runs({b.body, b.at}, *home, made, 0, nullptr)) {
      if (x.handler || y.handler) {
        if ((x.handler && y.handler) || x.start || y.start) return seen(x, y);
        continue;
      }
      if (!x.start && !y.start) continue;
      Point p{a.body, a.at}, q{b.body, b.at};
      const Function *f = x.start ? &x.start->callee->function : nullptr, *g = y.start ? &y.start->callee->function : nullptr;
      bool meet;
      ValueId anew;
      if (x.start && x.start == y.start && x.start->caller == home) anew = before_loop_of_own(graph_, *x.start, a, b);
      // Each has its own, until the loop begins again.
      if (anew) meet = order_.unwaited(*home, x.at, anew, p, f, made);
      else if (x.start && y.start && x.at == y.at && x.start == y.start) meet = x.many && (!in_loop(*home, x.at, made) || order_.unwaited(*home, x.at, x.at, p, f, made));
      else if (x.start && x.start == y.start && closes_once(*x.start->callee)) meet = false;
      else if (x.start && y.start) meet = order_.unwaited(*home, x.at, y.at, p, f, made) || order_.unwaited(*home, y.at, x.at, q, g, made);
      else if (x.start) meet = order_.unwaited(*home, x.at, y.at, p, f, made);
      else meet = order_.unwaited(*home, y.at, x.at, q, g, made);
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
  // Nothing has it, or it leads out of what the context is given.
  auto served = [&](const ContextsOf& c, const Access& p) -> const Function* {
    auto it = std::find_if(c.handlers.begin(), c.handlers.end(), [&](const Function* h) { return !field || published(p) || sharing_.served(h, *p.body, p.object); });
    return it == c.handlers.end() ? nullptr : *it;
  };
  auto in_open = [&](const ContextsOf& c, const Access& p) { return c.open && (!field || published(p) || sharing_.open(*p.body, p.object)); };
  const Function *x_served = served(x, a), *y_served = served(y, b);
  auto by = [&](const Function* handler, const Access& p) { return handler ? Begin{Begin::Handler, nullptr, handler} : caller_of(*p.body); };
  if (x_served && y_served && !ordered(a, nullptr, b, nullptr)) take(Together::Seen, nullptr, true, by(x_served, a), by(y_served, b));
  if (((x_served && in_open(y, b)) || (y_served && in_open(x, a))) && !ordered(a, nullptr, b, nullptr)) take(Together::Open, nullptr, true, by(x_served, a), by(y_served, b));
  auto against = [&](const Access& p, const ContextsOf& in, const Access& q, const ContextsOf& other) {
    auto meet = [&](Together::Kind kind, const Edge* go, bool handler, Begin there, bool doubtful) {
      Begin here{Begin::Goroutine, go};
      take(kind, go, handler, &p == &a ? here : there, &p == &a ? there : here, doubtful);
    };
    for (const Start& start : in.starts) {
      if (field && !published(p) && !sharing_.inside(*start.go, *p.body, p.object)) continue;
      bool mine = field && own_per_start(*start.go, owner, p);
      for (const Start& t : other.starts) {
        if (t.go == start.go) {
          if (!start.many || (mine && own_per_start(*start.go, owner, q))) continue;
        } else if (mine && own_per_start(*t.go, owner, q)) {
          continue;  // of their own, both
        }
        if (field && !published(q) && !sharing_.inside(*t.go, *q.body, q.object)) continue;
        if (!ordered(p, start.go, q, t.go)) meet(Together::Seen, start.go, false, {Begin::Goroutine, t.go}, false);
      }
      if (!other.caller()) continue;
      bool while_it_runs = (other.main || other.open) && order_.during(*start.go, &q.body->function) && (!field || sharing_.outside(*start.go, *q.body, q.object));
      // Callers that are not seen have objects of the package that starts goroutines on its own.
      bool callers = in_open(other, q) && (!field || !owner || starter_of(*start.go) == owner->obj->pkg.get());
      const Function* requests = served(other, q);
      if (!while_it_runs && !callers && !requests) continue;
      if (ordered(p, start.go, q, nullptr)) continue;
      meet(while_it_runs || requests ? Together::Seen : Together::Open, start.go, requests, by(requests, q), !requests && sets_up(q, *start.go));
      best.exact = best.exact || (while_it_runs && best.go == start.go && hands_over(*start.go, owner));
    }
  };
  against(a, x, b, y);
  if (best.kind != Together::Seen || best.doubtful) against(b, y, a, x);
  return best;
}

// ---- pairs ----

bool Races::behind_container(const Access& a) const {
  if (!a.object) return false;
  std::vector<Origin> from = origins_.through_callers(*a.body, a.object);
  return std::any_of(from.begin(), from.end(), [](const Origin& o) { return o.kind == Origin::Element && is_container(o.place.variable->type); }) ||
         (a.body->function.at(a.object).op == Opcode::Alloc && origins_.published_by_atomic(*a.body, a.object, a.at));
}

// What has the lock leads to what has the place, or nothing has the lock.
bool Races::has(const Lock& l, const Access& a) const {
  const Named* owner = named_of(type_of(a));
  if (!l.object || !owner) return true;
  Type* holder = nullptr;
  if (l.of->kind == ObjectKind::Var) holder = static_cast<const Var*>(l.of)->is_field() ? a.body->function.at(l.object).type.get() : nullptr;
  if (!holder) return true;
  absl::flat_hash_set<const Named*> types;
  reach_types(holder, types, 0);
  return types.contains(owner);
}

const std::vector<const Object*>& Races::guards(const Var* map) const {
  auto [it, fresh] = guards_.try_emplace(map);
  if (!fresh) return *it->second;
  it->second = std::make_unique<std::vector<const Object*>>();
  auto content = contents_.find(map);
  if (content == contents_.end()) return *it->second;
  std::vector<std::pair<const Object*, size_t>> counts;
  size_t all = 0;
  for (const Access& a : content->second->accesses) {
    Fact f = fact(*content->second, a);
    if (f.excused) continue;
    all++;
    for (const Lock& l : f.locks) {
      if (!has(l, a)) continue;
      auto known = std::find_if(counts.begin(), counts.end(), [&](const auto& c) { return c.first == l.of; });
      if (known == counts.end()) counts.push_back({l.of, 1});
      else known->second++;
    }
  }
  for (auto [lock, n] : counts)
    if (n * 2 > all) it->second->push_back(lock);
  return *it->second;
}

// `b` reaches the object of `a` by the same container, or under the lock that guards it.
bool Races::meets_guard(const Fact& a, const Fact& b) const {
  for (const Origin& o : a.from) {
    bool same = std::any_of(b.from.begin(), b.from.end(), [&](const Origin& x) { return x.place.variable == o.place.variable; });
    if (!is_map(o.place.variable->type)) {
      if (same) return true;
      continue;
    }
    const std::vector<const Object*>& locks = guards(origin_of(o.place.variable));
    if (locks.empty()) continue;
    if (same) return true;
    for (const Lock& l : b.locks)
      if (std::find(locks.begin(), locks.end(), l.of) != locks.end()) return true;
  }
  return false;
}

// The lock beside the variable that most bodies hold around their accesses (Engler et al.'s beliefs, by functions rather than accesses).
const Object* Races::usual_lock(const Shared& s, const std::vector<Fact>& facts) const {
  struct Count {
    const Object* lock;
    absl::flat_hash_set<const Examined*> with;
  };
  std::vector<Count> counts;
  for (size_t k = 0; k < facts.size(); k++) {
    const Access& a = s.accesses[k];
    if (facts[k].excused) continue;
    for (const Lock& l : facts[k].locks) {
      bool sibling = a.object ? l.object && holds_by_value(*a.body, l.object, a.object) : !l.object && l.of->pkg == s.location.variable()->pkg;
      if (!sibling) continue;
      auto known = std::find_if(counts.begin(), counts.end(), [&](const Count& c) { return c.lock == l.of; });
      if (known == counts.end()) counts.push_back({l.of, {a.body}});
      else known->with.insert(a.body);
    }
  }
  for (const Count& c : counts) {
    absl::flat_hash_set<const Examined*> without;
    for (size_t k = 0; k < facts.size(); k++)
      if (!facts[k].excused && !has(facts[k], c.lock)) without.insert(s.accesses[k].body);
    // Many variables are replaced before anyone else has their object.
    size_t few = s.location.depth == Location::Itself ? 3 : 2;
    if (c.with.size() >= few && c.with.size() >= few * without.size()) return c.lock;
  }
  return nullptr;
}

// Where the object has a lock of its own, one of another object that no other access holds guards something else.
void Races::forget_foreign(const Shared& s, std::vector<Fact>& facts) const {
  auto of_owner = [&](size_t k, const Lock& l) {
    const Access& a = s.accesses[k];
    return l.object && a.object && holds_by_value(*a.body, l.object, a.object);
  };
  auto held_elsewhere = [&](size_t k, const Lock& l) {
    for (size_t j = 0; j < facts.size(); j++)
      if (s.accesses[j].body != s.accesses[k].body && std::any_of(facts[j].locks.begin(), facts[j].locks.end(), [&](const Lock& m) { return m.of == l.of; })) return true;
    return false;
  };
  bool own = false;
  for (size_t k = 0; k < facts.size(); k++)
    own = own || (s.accesses[k].write() && std::any_of(facts[k].locks.begin(), facts[k].locks.end(), [&](const Lock& l) { return of_owner(k, l); }));
  if (!own) return;
  for (size_t k = 0; k < facts.size(); k++) {
    std::vector<Lock>& locks = facts[k].locks;
    if (s.accesses[k].write()) continue;
    auto foreign = std::stable_partition(locks.begin(), locks.end(), [&](const Lock& l) {
      const Var* field = l.of ? as_object<Var>(const_cast<Object*>(l.of)) : nullptr;
      bool by_value = field && field->is_field() && !as_under<Pointer>(field->type) && !as_under<Interface>(field->type);
      return !(by_value && l.object && s.accesses[k].object && !of_owner(k, l) && !held_elsewhere(k, l));
    });
    facts[k].foreign.assign(foreign, locks.end());
    locks.erase(foreign, locks.end());
    facts[k].exclusive = std::any_of(locks.begin(), locks.end(), [](const Lock& l) { return !l.read; });
  }
}

// Most bodies access the variable atomically; of the types of sync/atomic nobody is seen.
bool Races::usually_atomic(const Shared& s, const std::vector<Fact>& facts) const {
  absl::flat_hash_set<const Examined*> with, without;
  if (!s.atomics || s.location.variable()->pkg->path.view() == "sync/atomic") return false;
  for (size_t k = 0; k < facts.size(); k++)
    if (!facts[k].excused) (s.accesses[k].atomic ? with : without).insert(s.accesses[k].body);
  return with.size() >= 2 && with.size() >= 2 * without.size();
}

void Races::examine(const Shared& s) {
  if (s.accesses.size() > kMost) return;
  if (!s.location.value && is_basic(s.location.variable()->type, BasicKind::UnsafePointer)) return;
  ValueId made;
  bool local = home_of(s, &made);
  // A result is of one call.
  if (local && s.location.variable() && (s.location.variable()->bits & Var::kResult)) return;
  // Numbers and the like are somebody's business only if they are atomic, or lie behind a pointer out of a map.
  bool whole = every_ || s.atomics || local || (s.location.depth == Location::Itself ? swappable(s.type) : is_map(s.type));
  if (!whole && std::none_of(s.accesses.begin(), s.accesses.end(), [&](const Access& a) { return behind_container(a); })) return;
  // One body alone meets itself only if it runs in several goroutines.
  std::vector<Fact> facts;
  bool writes = false;
  for (const Access& a : s.accesses) {
    facts.push_back(fact(s, a));
    if (!facts.back().from.empty()) facts.back().claim = claim(a);
    if (local) facts.back().excused = false;
    writes = writes || (a.write() && !facts.back().excused);
  }
  if (!writes) return;
  forget_foreign(s, facts);
  auto common = [&](const Fact& a, const Fact& b) {
    for (const Lock& l : a.locks)
      for (const Lock& m : b.locks)
        if (l.of == m.of && !(l.read && m.read)) return true;
    return false;
  };
  const Object* guard = local ? nullptr : usual_lock(s, facts);
  const bool atomic = !local && usually_atomic(s, facts);
  for (size_t k = 0; k < s.accesses.size(); k++) {
    const Access& a = s.accesses[k];
    const Fact& fa = facts[k];
    if (a.atomic || fa.excused) continue;
    const Access* best = nullptr;
    Together how;
    const Fact* fbest = nullptr;
    for (size_t j = 0; j < s.accesses.size(); j++) {
      const Access& b = s.accesses[j];
      const Fact& fb = facts[j];
      // Copies as a whole are looked at where a container has the object.
      if ((a.whole || b.whole) && fa.from.empty() && !s.atomics) continue;
      if (fb.excused || !(a.write() || b.write()) || (j == k && !a.write())) continue;
      if (a.what == Access::Await && b.what == Access::Await) continue;
      if (!overlap(a.steps, b.steps) || common(fa, fb) || held_apart(a, b)) continue;
      if (fa.claim && fa.claim == fb.claim) continue;
      if (a.part && b.part && &a != &b) continue;  // of different parts, or met there
      if (!fa.from.empty() && !meets_guard(fa, fb)) continue;
      // What was published atomically may be read; that is what it is for.
      if (!a.write() && !fa.from.empty() && !is_map(fa.from[0].place.variable->type)) continue;
      Together t = together(s, a, fa, b, fb);
      bool evidence = false;
      if (!local && j != k) {
        // Someone guards it: others know of goroutines.
        const ContextsOf& x = (a.object ? shared_contexts_ : contexts_).of(&a.body->function);
        const ContextsOf& y = (b.object ? shared_contexts_ : contexts_).of(&b.body->function);
        // The object is one that others can have.
        bool reachable = !s.location.variable()->is_field() || fa.published || !a.object || sharing_.open(*a.body, a.object) ||
                         std::any_of(x.handlers.begin(), x.handlers.end(), [&](const Function* h) { return sharing_.served(h, *a.body, a.object); });
        bool callers = reachable && (x.open || x.handler()) && (y.open || y.handler());
        bool guards = b.atomic && b.what != Access::Load ? true : b.atomic && a.write();
        for (const Lock& l : fb.locks) {
          bool sibling = b.object ? l.object && holds_by_value(*b.body, l.object, b.object) : !l.object && l.of->pkg == s.location.variable()->pkg;
          guards = guards || ((sibling || (!fa.from.empty() && !fb.from.empty())) && !makes(*a.body, l.of));
        }
        bool making = a.object && origins_.fresh(*a.body, root_of(*a.body, a.object)) && !fa.published;
        bool known = (t.kind != Together::No && s.location.depth != Location::Itself) || (callers && !ordered(a, nullptr, b, nullptr));
        // Most have that lock, or are atomic: whoever wrote it knows of goroutines, even where none is seen.
        // Not where the object is still being made, nor where the lock is handed on.
        bool believed = fa.from.empty() && ((guard && has(fb, guard)) || (atomic && b.atomic)) && !ordered(a, nullptr, b, nullptr) && !(guard && locks_.releases(*a.body, guard)) &&
                        !(a.object && made_by_a_caller(*a.body, a.object, 0));
        evidence = (believed || (known && guards)) && !making && !says_locked(a.body->function, graph_.has_unseen_callers(&a.body->function));
      }
      if (evidence && t.kind == Together::No) t.kind = Together::Guarded, t.begin = caller_of(*a.body), t.other_begin = caller_of(*b.body);
      t.guarded = evidence;
      if (t.kind == Together::No) continue;
      // Who is at fault: the one without the lock, then the one that writes.
      bool a_locked = !fa.locks.empty(), b_locked = !fb.locks.empty();
      bool mine;
      if (s.atomics) mine = true;
      else if (!fa.from.empty()) mine = !a_locked || (b_locked && a.write());
      else if (a.write()) mine = !fa.exclusive || (b_locked && !(b.write() && !fb.exclusive && fa.exclusive));
      else mine = !a_locked && b.write() && fb.exclusive;
      if (!mine) continue;
      auto better = [&] {
        if (t.doubtful != how.doubtful) return how.doubtful;
        return t.kind > how.kind || (t.kind == how.kind && fbest->locks.empty() && b_locked);
      };
      if (!best || better()) best = &b, how = t, fbest = &fb;
    }
    if (!best) continue;
    Race r{&s, &a, best, how, fa.locks, fbest->locks};
    r.locks.insert(r.locks.end(), fa.foreign.begin(), fa.foreign.end());
    r.other_locks.insert(r.other_locks.end(), fbest->foreign.begin(), fbest->foreign.end());
    if (!fa.from.empty()) r.container = fa.from[0].place.variable;
    absl::flat_hash_set<std::pair<const Examined*, bool>> counted;  // `m[k]++` is one
    for (size_t j = 0; j < facts.size(); j++) {
      bool guarded = !facts[j].locks.empty() || s.accesses[j].atomic;
      if (!facts[j].excused && counted.insert({s.accesses[j].body, guarded}).second) (guarded ? r.locked_accesses : r.unlocked_accesses)++;
    }
    Opcode object = a.object ? a.body->function.at(whole_of(*a.body, a.object)).op : Opcode::None;
    r.near = !a.object || object == Opcode::Param || object == Opcode::FreeVar || object == Opcode::Global || object == Opcode::Alloc;
    const Named* owner = named_of(type_of(a));
    auto beside = [](const Access& x, const Lock& lock) { return lock.object && x.object && holds_by_value(*x.body, lock.object, x.object); };
    // Two locks: each of them is in the object, so none can be the other by another name.
    for (const Lock& l : fa.locks)
      for (const Lock& m : fbest->locks) r.doubtful = r.doubtful || !(beside(a, l) && beside(*best, m));
    // Who takes the lock around one of its accesses knows of goroutines.
    bool tested = false, stored = false;
    for (size_t j = 0; j < facts.size(); j++) {
      const Access& b = s.accesses[j];
      if (!fa.locks.empty() || b.body != a.body || (a.object && !same_path(*a.body, a.object, b.object))) continue;
      bool beside = std::any_of(facts[j].locks.begin(), facts[j].locks.end(), [&](const Lock& l) {
        return l.at && std::any_of(fbest->locks.begin(), fbest->locks.end(), [&](const Lock& m) { return l.of == m.of; });
      });
      r.beside = r.beside || beside;
      tested = tested || (beside && b.what == Access::Load && compared(b));
      stored = stored || (beside && b.what == Access::Store);
    }
    r.rechecked = tested && stored && a.what == Access::Load && compared(a);
    r.in_use = !a.object || sharing_.open(*a.body, a.object) || !shared_contexts_.of(&a.body->function).starts.empty();
    r.writers_agree = true;
    for (size_t j = 0; j < facts.size(); j++) r.writers_agree = r.writers_agree && (facts[j].excused || !s.accesses[j].write() || facts[j].exclusive);
    r.doubtful = r.doubtful || how.doubtful;
    r.entry = begins(*a.body);
    if (a.write())
      for (const Edge& e : graph_.calls_of(&a.body->function)) r.entry = r.entry || (!e.vague && begins(*e.caller));
    for (const Lock& l : fa.locks) {
      size_t with = 0, all = 0;
      for (const Fact& x : facts) {
        all += !x.excused;
        with += !x.excused && std::any_of(x.locks.begin(), x.locks.end(), [&](const Lock& o) { return o.of == l.of; });
      }
      // It has the lock that most have, and the other one's is no second lock of the same object.
      bool second = std::any_of(fbest->locks.begin(), fbest->locks.end(), [&](const Lock& m) { return beside(*best, m) && beside(a, l); });
      r.doubtful = r.doubtful || (!l.read && !second && with * 2 > all);
    }
    r.helper = local && how.helper;
    r.own_start = !owner || (how.handler && how.receiver == owner) || (how.go && started_by_maker(*how.go, owner, how.kind == Together::Open));
    r.behind = s.location.depth == Location::Content && behind_container(a);
    // Some caller holds what other accesses hold; of what the body itself releases, it is known where.
    for (const Lock& l : locks_.of_some_caller(*a.body)) {
      if (locks_.releases(*a.body, l.of)) continue;
      for (size_t j = 0; j < facts.size(); j++) {
        for (const Lock& m : facts[j].locks) r.doubtful = r.doubtful || (l.of == m.of && !(l.read && a.write()));
        if (s.accesses[j].body != a.body && s.accesses[j].write())
          for (const Lock& m : locks_.of_some_caller(*s.accesses[j].body)) r.doubtful = r.doubtful || (l.of == m.of && !l.read && !m.read);
      }
      for (const Lock& m : fbest->locks) r.doubtful = r.doubtful || (l.of == m.of && !(l.read && m.read));
    }
    for (const Lock& m : fbest->locks) r.doubtful = r.doubtful || (fa.locks.empty() && locks_.perhaps(*a.body, a.at, m.of));
    for (const Lock& l : fa.locks) r.doubtful = r.doubtful || (!l.read && locks_.perhaps(*best->body, best->at, l.of));
    // The text says that nobody else is there.
    bool callers = r.how.kind == Together::Guarded || r.how.kind == Together::Open;
    r.doubtful = r.doubtful || (callers && (says_alone(a.body->function) || says_alone(best->body->function)));
    // A lock of the object is held from one call of an importer's to another, as of a transaction.
    r.doubtful = r.doubtful || (callers && r.how.begin.kind == Begin::Caller && owner && fa.locks.empty() && locks_.handed_out(owner));
    r.doubtful = r.doubtful || (!local && owner && !r.container && passed_on(r.how.begin, owner) && passed_on(r.how.other_begin, owner));
    races_.push_back(r);
  }
}

}  // namespace ptrsafe::concurrency
