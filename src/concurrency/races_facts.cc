// Of single accesses to a place: what locks and containers stand for them, and what guards the place.
#include "concurrency/races.h"

#include <algorithm>
#include <utility>

#include "concurrency/conventions.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// A map, a sync.Map, or an atomic pointer.
bool is_container(Type* t) {
  if (is_or_points_to_map(t)) return true;
  const Named* n = named_of(t);
  return n && n->obj->pkg && (n->obj->pkg->path.view() == "sync" || n->obj->pkg->path.view() == "sync/atomic");
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

// A pointer in the one object leads to the other: `x.tree` from `x`.
bool reached_from(const Examined& body, ValueId v, ValueId object) {
  const Function& f = body.function;
  v = same(body, v);
  while (f.at(v).op == Opcode::Load || f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::Field) {
    v = same(body, f.operand(v, 0));
    if (same_path(body, v, object)) return true;
  }
  return false;
}

// The object of the access is a caller's, or everybody's.
bool of_others(const Access& a) {
  Opcode op = a.object ? a.body->function.at(root_of(*a.body, a.object)).op : Opcode::Global;
  return op == Opcode::Param || op == Opcode::Global;
}

bool is_key(const Instr& i) { return i.op == Opcode::Param || i.op == Opcode::Const; }

// Two objects that one function or map gives for different arguments or keys: `a, b := t.of(from), t.of(to)`.
bool chosen_apart(const Examined& body, ValueId x, ValueId y) {
  const Function& f = body.function;
  auto chooser = [&](ValueId v) -> const Instr* {
    const Instr& i = f.at(v);
    const Instr& from = i.op == Opcode::Extract && i.aux == 0 ? f.at(f.operand(i, 0)) : i;
    return from.op == Opcode::Lookup || from.op == Opcode::LookupOk || (from.op == Opcode::Call && ir::callee(from)) ? &from : nullptr;
  };
  const Instr *a = chooser(x), *b = chooser(y);
  if (!a || !b || a->op != b->op || a->aux != b->aux || a->count != b->count || ir::callee(*a) != ir::callee(*b)) return false;
  // Constants and parameters that are not one value: what is computed may be equal, and come out of the same.
  bool apart = false;
  for (size_t k = a->op == Opcode::Call ? 1 : 0; k < a->count; k++) {
    ValueId p = f.operand(*a, k), q = f.operand(*b, k);
    if (!p || !q || same(body, p) == same(body, q)) continue;
    if (k == 0 || !is_key(f.at(same(body, p))) || !is_key(f.at(same(body, q)))) return false;
    apart = true;
  }
  return apart;
}

// Both are computed alike, of different constants or parameters.
bool computed_apart(const Examined& body, ValueId x, ValueId y, bool& apart, int depth = 0) {
  const Function& f = body.function;
  x = same(body, x), y = same(body, y);
  if (x == y) return true;
  if (!x || !y || depth > 8) return false;
  const Instr &a = f.at(x), &b = f.at(y);
  if (is_key(a) && is_key(b)) return apart = true;
  bool computes = a.op == Opcode::Binary || a.op == Opcode::Unary || a.op == Opcode::Convert || a.op == Opcode::Extract || (a.op == Opcode::Call && ir::callee(a));
  if (!computes || a.op != b.op || a.sub != b.sub || a.aux != b.aux || a.count != b.count) return false;
  for (size_t k = 0; k < a.count; k++)
    if (!computed_apart(body, f.operand(a, k), f.operand(b, k), apart, depth + 1)) return false;
  return true;
}

// Two elements of one array or slice whose numbers are computed so: t.shards[hash(from)%n], t.shards[hash(to)%n].
bool elements_apart(const Examined& body, ValueId x, ValueId y) {
  const Function& f = body.function;
  auto element = [&](ValueId v) {
    v = same(body, v);
    while (f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::Field || f.at(v).op == Opcode::Load) v = same(body, f.operand(v, 0));
    return f.at(v).op == Opcode::IndexAddr ? v : ValueId{};
  };
  ValueId a = element(x), b = element(y);
  bool apart = false;
  return a && b && same_path(body, f.operand(a, 0), f.operand(b, 0)) && computed_apart(body, f.operand(a, 1), f.operand(b, 1), apart) && apart;
}

// All tests are over: TestMain, or its helper, has come back from m.Run.
bool after_tests(const Examined& body, ValueId at) {
  const Function& f = body.function;
  std::span<const ValueId> calls = f.with(Opcode::Call);
  return std::any_of(calls.begin(), calls.end(), [&](ValueId v) { return flow::is_method(ir::callee(f.at(v)), "testing", "M", "Run") && f.at(v).sub == 0 && dominates(body, v, at); });
}

}  // namespace

// Only sync.Once runs it, or calls what does.
bool Races::run_by_once(const Examined& body, int depth) const {
  std::span<const Edge> calls = graph_.calls_of(&body.function);
  if (calls.empty() || depth > 2 || graph_.has_unseen_callers(&body.function)) return false;
  return std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Once || (e.kind == Edge::Call && run_by_once(*e.caller, depth + 1)); });
}

// A mutex that each run of the body has anew, where several run at once: `var mu sync.Mutex` in a handler.
bool Races::own_of_each_run(const Examined& body, const Lock& l) const {
  const Var* v = l.object || !l.of ? nullptr : as_object<Var>(const_cast<Object*>(l.of));
  if (!v || (v->bits & (Var::kField | Var::kPackageVar | Var::kParam | Var::kReceiver | Var::kCaptured)) || as_under<Pointer>(v->type) || as_under<Interface>(v->type)) return false;
  const ContextsOf& c = contexts_.of(&body.function);
  return c.handler() || std::any_of(c.starts.begin(), c.starts.end(), [](const Start& s) { return s.many; });
}

Races::Fact Races::fact(const Shared& s, const Access& a) const {
  Fact out;
  const Function& f = a.body->function;
  Type* type = type_of(a);
  const Named* owner = named_of(type);
  for (const Lock& l : locks_.at(*a.body, a.at)) {
    bool counts = !(own_of_each_run(*a.body, l) && of_others(a));
    if (l.object && a.object && !same_path(*a.body, l.object, a.object) && named_of(f.at(l.object).type) == owner && owner) {
      ValueId x = root_of(*a.body, l.object), y = root_of(*a.body, a.object);
      auto known = [&](ValueId v) {
        Opcode op = f.at(v).op;
        return op == Opcode::Param || op == Opcode::Alloc || op == Opcode::FreeVar || op == Opcode::Global;
      };
      counts = (x == y && !elements_apart(*a.body, l.object, a.object)) || (!(x == y) && (!known(x) || !known(y)) && !chosen_apart(*a.body, x, y));
    }
    if (!counts) continue;
    out.locks.push_back(l);
    out.exclusive = out.exclusive || !l.read;
  }
  const ContextsOf& c = contexts_.of(&f);
  if (a.object) {
    const ContextsOf& of_shared = shared_contexts_.of(&f);
    out.joined = !of_shared.caller() && !of_shared.starts.empty() && std::all_of(of_shared.starts.begin(), of_shared.starts.end(), [&](const Start& s) { return joins_.within_making(*s.go, *a.body, a.object); });
  }
  if (!c.caller() && c.starts.empty()) {
    out.excused = true;
    return out;
  }
  if (run_by_once(*a.body, 0) || after_tests(*a.body, a.at) || needless(a)) {
    out.excused = true;
    return out;
  }
  out.closes = closed_behind(a);
  // A copy of the caller's struct is owned, the map in it is not.
  bool copy = false;
  if (a.object && s.location.depth != Location::Itself) {
    const Instr& root = f.at(root_of(*a.body, a.object));
    auto* cell = root.op == Opcode::Alloc ? static_cast<Var*>(Ref<Object>::from_raw(root.aux).get()) : nullptr;
    copy = (cell && (cell->bits & (Var::kParam | Var::kReceiver))) || (root.op == Opcode::Param && root.type && as_under<Struct>(root.type));
  }
  if (a.object && ((!copy && origins_.owned(*a.body, a.object, a.at)) || (s.location.depth == Location::Content && s.location.variable() && origins_.own_part(*a.body, a.object, s.location.variable())))) {
    out.excused = true;
    return out;
  }
  const bool in_array = s.location.depth == Location::Content && s.type && as_under<Array>(s.type);
  if (a.object && (s.location.depth == Location::Itself || in_array || (s.location.depth == Location::Inner && !is_or_points_to_map(s.type)))) {
    for (const Origin& o : taken_out(*a.body, a.object, a.at))
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
std::vector<Origin> Races::taken_out(const Examined& body, ValueId object, ValueId before) const {
  std::vector<Origin> out;
  auto take = [&](const Origin& o) {
    if (o.kind == Origin::Element && std::none_of(out.begin(), out.end(), [&](const Origin& x) { return x.place.variable == o.place.variable; })) out.push_back(o);
  };
  for (const Origin& o : origins_.of(body, object, before)) {
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

std::vector<const Var*> Races::closed_behind(const Access& a) const {
  std::vector<const Var*> out;
  const Function& f = a.body->function;
  for (ValueId v : a.object ? f.with(Opcode::Builtin) : std::span<const ValueId>()) {
    if (static_cast<BuiltinId>(f.at(v).aux) != BuiltinId::Close) continue;
    Place channel = place_of_value(*a.body, f.operand(v, 0));
    const bool deferred = static_cast<ir::CallMode>(f.at(v).sub) == ir::CallMode::Defer;
    if (!channel.object || !same_path(*a.body, channel.object, a.object)) continue;
    if (!(deferred ? dominates(*a.body, v, a.at) : always_behind(*a.body, a.at, v))) continue;
    if (made_once(channel.variable)) out.push_back(origin_of(channel.variable));
  }
  return out;
}

// Only who makes the object sets the field.
bool Races::made_once(const Var* field) const {
  auto stores = variables_.find(origin_of(field));
  return stores == variables_.end() || std::ranges::all_of(stores->second->accesses, [&](const Access& s) { return !s.write() || (s.object && origins_.owned(*s.body, s.object, s.at)); });
}

bool Races::once_for_each(const Function& method) const {
  const Examined* body = method.signature && method.signature->recv ? graph_.body(&method) : nullptr;
  if (!body || method.params.empty()) return false;
  return std::ranges::any_of(method.with(Opcode::Builtin), [&](ValueId v) {
    if (static_cast<BuiltinId>(method.at(v).aux) != BuiltinId::Close) return false;
    Place channel = place_of_value(*body, method.operand(v, 0));
    return channel.object && channel.variable && same(*body, channel.object) == method.params[0] && made_once(channel.variable);
  });
}

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
  return reached_.of(holder).contains(owner);
}

// The body of the access takes the lock, and does nothing under it with other variables, nor calls a function with the same object.
bool Races::taken_for(const Lock& l, const Access& a, const Var* v) const {
  const Function& f = a.body->function;
  if (!l.at) return false;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    bool other = false;
    if (i.op == Opcode::Load || i.op == Opcode::Store) {
      const Var* x = place_at(*a.body, f.operand(i, 0)).variable;
      other = x && origin_of(x) != v && (x->bits & (Var::kField | Var::kPackageVar));
    } else if ((i.op == Opcode::Call || i.op == Opcode::Invoke) && (!ir::callee(i) || flow::package_path(ir::callee(i)) != "sync")) {
      std::span<const ValueId> given = f.operands_of(i);
      other = std::any_of(given.begin(), given.end(), [&](ValueId o) {
        if (!o) return false;
        Opcode op = f.at(same(*a.body, o)).op;
        return (a.object && same(*a.body, o) == root_of(*a.body, a.object)) || op == Opcode::FieldAddr || op == Opcode::Global;
      });
    }
    if (!other) continue;
    std::vector<Lock> held = locks_.at(*a.body, ValueId{n});
    if (std::any_of(held.begin(), held.end(), [&](const Lock& h) { return h.of == l.of; })) return false;
  }
  return true;
}

const std::vector<const Object*>& Races::guards(const Var* map) const {
  auto [it, fresh] = guards_.try_emplace(map);
  if (!fresh) return *it->second;
  it->second = std::make_unique<std::vector<const Object*>>();
  std::vector<const Object*>& out = *it->second;  // the facts may ask for the guards of other maps
  auto content = contents_.find(map);
  if (content == contents_.end()) return out;
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
    if (n * 2 > all) out.push_back(lock);
  return out;
}

// `b` reaches the object of `a` by the same container, or under the lock that guards it.
bool Races::meets_guard(const Fact& a, const Fact& b) const {
  for (const Origin& o : a.from) {
    bool same = std::any_of(b.from.begin(), b.from.end(), [&](const Origin& x) { return x.place.variable == o.place.variable; });
    if (!is_or_points_to_map(o.place.variable->type)) {
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
      bool sibling = a.object ? l.object && (holds_by_value(*a.body, l.object, a.object) || reached_from(*a.body, l.object, a.object)) : !l.object && l.of->pkg == s.location.variable()->pkg;
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

}  // namespace ptrsafe::concurrency
