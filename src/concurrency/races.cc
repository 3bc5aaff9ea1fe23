#include "concurrency/races.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "concurrency/conventions.h"
#include "flow/ahead.h"
#include "types/predicates.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe::concurrency {
namespace {

// Parts of different structs, as each of the two has it.
bool held_apart(const Access& a, const Access& b) {
  const Var *x = a.object ? holder_of(*a.body, a.object) : nullptr, *y = b.object ? holder_of(*b.body, b.object) : nullptr;
  return x && y && x != y;
}

// What is read is compared with a constant.
bool compared(const Access& a) {
  const Function& f = a.body->function;
  std::span<const ValueId> all = f.with(Opcode::Binary);
  return std::any_of(all.begin(), all.end(), [&](ValueId v) {
    const Instr& i = f.at(v);
    if (!is_comparison(static_cast<Op>(i.sub)) || f.operand(i, 0) != a.at) return false;
    Opcode other = f.at(f.operand(i, 1)).op;
    return other == Opcode::Const || other == Opcode::Zero;
  });
}

bool of_package(const Object* o) {
  return o && o->kind == ObjectKind::Var && (static_cast<const Var*>(o)->bits & Var::kPackageVar);
}

// The body makes the lock: nobody else has the object yet.
bool makes(const Examined& body, const Object* lock) {
  const Function& f = body.function;
  std::span<const ValueId> all = f.with(Opcode::Store);
  return std::any_of(all.begin(), all.end(), [&](ValueId v) { return place_at(body, f.operand(v, 0)).variable == lock && f.at(same(body, f.operand(v, 1))).op == Opcode::Alloc; });
}

}  // namespace

bool swappable(const Var& v, Type* t) {
  Type* u = t ? under(t) : nullptr;
  if (!u) return false;
  if (u->kind == TypeKind::Slice) return v.bits & Var::kPackageVar;
  switch (u->kind) {
    case TypeKind::Pointer:
    case TypeKind::Map:
    case TypeKind::Interface:
    case TypeKind::Struct:
    case TypeKind::Signature: return true;
    case TypeKind::Basic: return is_basic(u, BasicKind::UnsafePointer);
    default: return false;
  }
}

Races::Races(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool every, bool tests)
    : every_(every),
      program_(program),
      graph_(program, packages, tests),
      origins_(graph_, [this](const Examined& b, ValueId p, ValueId before) { return joins_.over(b, p, before); }),
      semaphores_(graph_),
      order_(graph_, origins_, semaphores_),
      joins_(graph_, origins_, order_),
      beginnings_(graph_),
      contexts_(graph_, beginnings_, {}),
      shared_contexts_(graph_, beginnings_, [this](const Edge& e) { return !origins_.owned_receiver(e); }),
      locks_(graph_, semaphores_, [this](const Edge& e) { return !origins_.owned_receiver(e); }, [this](const Examined& b, ValueId made) { return joins_.calls_around(b, made); }),
      sharing_(graph_, origins_, order_, [this](const Examined& b, ValueId made) { return joins_.over_at_returns(b, made); }),
      claims_(graph_),
      objects_(every ? std::make_unique<ObjectAccesses>(graph_) : nullptr),
      accesses_(graph_, origins_, every ? [this](const Examined& b, ValueId v) { return objects_->knows(b, v); } : std::function<bool(const Examined&, ValueId)>()) {
  if (objects_) accesses_.append(objects_->take());
  for (const Examined* b : flow::ahead(graph_.bodies())) {
    const Function& f = b->function;
    if (f.closures.empty()) continue;
    for (ValueId v : f.with(Opcode::Alloc)) {
      auto* cell = static_cast<Var*>(Ref<Object>::from_raw(f.at(v).aux).get());
      if (cell) homes_.try_emplace(cell, &f, v);
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

void Races::examine(const Shared& s) {
  if (s.accesses.size() > kMost) return;
  ValueId made;
  bool local = home_of(s, &made);
  // A result is of one call.
  if (local && s.location.variable() && (s.location.variable()->bits & Var::kResult)) return;
  // Numbers and the like are somebody's business only if they are atomic, or lie behind a pointer out of a map.
  bool whole = every_ || s.atomics || local || (s.location.depth == Location::Itself ? s.location.variable() && swappable(*s.location.variable(), s.type) : is_or_points_to_map(s.type));
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
  // Each unguarded access to an unsafe.Pointer is at fault.
  const bool unsafe = s.type && is_basic(s.type, BasicKind::UnsafePointer);
  const Object* guard = local ? nullptr : usual_lock(s, facts);
  const bool atomic = !local && usually_atomic(s, facts);
  std::vector<size_t> live, writers;
  for (size_t k = 0; k < s.accesses.size(); k++) {
    if (facts[k].excused) continue;
    live.push_back(k);
    if (s.accesses[k].write()) writers.push_back(k);
  }
  for (size_t k : live) {
    const Access& a = s.accesses[k];
    const Fact& fa = facts[k];
    if (a.atomic) continue;
    const Access* best = nullptr;
    Together how;
    const Fact* fbest = nullptr;
    const ContextsOf& x = (a.object ? shared_contexts_ : contexts_).of(&a.body->function);
    // What is true of `a`, whoever the other one is; found out for the first that asks.
    std::optional<bool> callers_have_it, making_it, says;
    auto once = [](std::optional<bool>& known, auto find) {
      if (!known) known = find();
      return *known;
    };
    // The object is one that others can have.
    auto with_callers = [&] {
      return once(callers_have_it, [&] {
        return (x.open || x.handler()) && (!s.location.variable()->is_field() || fa.published || !a.object || sharing_.open(*a.body, a.object) ||
                                           std::any_of(x.handlers.begin(), x.handlers.end(), [&](const Function* h) { return sharing_.served(h, *a.body, a.object); }));
      });
    };
    auto making = [&] {
      return once(making_it, [&] {
        return (a.object && fa.from.empty() && origins_.fresh(*a.body, root_of(*a.body, a.object)) && !fa.published) || launches(a) || fa.joined;
      });
    };
    auto named_locked = [&] { return once(says, [&] { return says_locked(a.body->function, graph_.has_unseen_callers(&a.body->function)); }); };
    for (size_t j : a.write() ? live : writers) {
      const Access& b = s.accesses[j];
      const Fact& fb = facts[j];
      // Copies as a whole are looked at where a container has the object.
      if ((a.whole || b.whole) && fa.from.empty() && !s.atomics) continue;
      if (a.what == Access::Await && b.what == Access::Await) continue;
      if (!overlap(a.steps, b.steps) || common(fa, fb) || held_apart(a, b)) continue;
      if (fa.claim && fa.claim == fb.claim) continue;
      if (std::ranges::find_first_of(fa.closes, fb.closes) != fa.closes.end()) continue;
      if (a.part && b.part && (&a != &b || s.atomics)) continue;  // of different parts, or met there
      if (!s.atomics && !fa.from.empty() && !meets_guard(fa, fb)) continue;
      // What was published atomically may be read; that is what it is for.
      if (!a.write() && !fa.from.empty() && !is_or_points_to_map(fa.from[0].place.variable->type)) continue;
      // Who is at fault: the one without the lock, then the one that writes.
      bool a_locked = !fa.locks.empty(), b_locked = !fb.locks.empty();
      bool mine;
      if (s.atomics) mine = true;
      else if (unsafe) mine = !a_locked || b_locked;
      else if (!fa.from.empty()) mine = !a_locked || (b_locked && a.write());
      else if (a.write()) mine = !fa.exclusive || (b_locked && !(b.write() && !fb.exclusive && fa.exclusive));
      else mine = !a_locked && b.write() && fb.exclusive;
      if (!mine) continue;
      bool more_locked = fbest && fbest->locks.empty() && b_locked;
      if (best && how.kind == Together::Seen && !how.doubtful && !more_locked) continue;  // nothing is better than that one
      Together t = together(s, a, fa, b, fb);
      bool evidence = false, believed = false;
      if (!local && j != k) {
        // Someone guards it: others know of goroutines.
        const ContextsOf& y = (b.object ? shared_contexts_ : contexts_).of(&b.body->function);
        bool guards = b.atomic && b.what != Access::Load ? true : b.atomic && a.write();
        for (const Lock& l : fb.locks) {
          bool sibling = b.object ? l.object && holds_by_value(*b.body, l.object, b.object) : !l.object && l.of->pkg == s.location.variable()->pkg;
          guards = guards || ((sibling || (!fa.from.empty() && !fb.from.empty())) && !makes(*a.body, l.of));
        }
        auto known = [&] {
          return (t.kind != Together::No && s.location.depth != Location::Itself) ||
                 (with_callers() && (y.open || y.handler()) && !ordered(a, nullptr, b, nullptr, common_atomic(fa, fb)));
        };
        // Most have that lock, or are atomic: whoever wrote it knows of goroutines, even where none is seen.
        // Not where the object is still being made, nor where the lock is handed on.
        // Of what only main does with a variable of a package, in order, together() knows; so of what stands in main itself, which runs once, in one goroutine.
        bool elsewhere = (s.location.variable()->is_field() || x.open || x.handler() || !x.starts.empty()) && !is_main(a.body->function);
        believed = elsewhere && (s.atomics || fa.from.empty()) && ((guard && has(fb, guard)) || (atomic && b.atomic)) && !ordered(a, nullptr, b, nullptr, common_atomic(fa, fb)) && !(guard && locks_.releases(*a.body, guard)) &&
                        !(a.object && made_by_a_caller(*a.body, a.object, 0));
        // A name that says that callers have the lock says nothing of those that are seen to have none.
        auto named = [&] {
          if (!named_locked()) return false;
          if (t.kind == Together::No || comes_without(t.begin, *a.body, fb.locks)) return t.kind == Together::No;
          for (const Start& start : x.starts)
            if (Begin begin{Begin::Goroutine, start.go}; comes_without(begin, *a.body, fb.locks)) return t.begin = begin, false;
          return true;
        };
        // Its goroutines begin when the other one has been done for their object.
        auto before = [&] {
          return !x.starts.empty() && !x.caller() && std::all_of(x.starts.begin(), x.starts.end(), [&](const Start& start) { return behind_latch(b, fb, *start.go, a); });
        };
        // One goroutine does both, in its order.
        auto in_one = [&] {
          auto one = [](const ContextsOf& c) { return !c.caller() && c.starts.size() == 1 && !c.starts[0].many; };
          return one(x) && one(y) && x.starts[0].go == y.starts[0].go;
        };
        // A local variable is no object that the other one can have.
        evidence = (believed || (guards && known())) && captured_of(a) == captured_of(b) && !making() && !named() && !before() && !in_one() && !claimed(a, fa, b, fb);
      }
      // The lock with which others keep everybody out is held for reading: whoever has it so may meet itself.
      if (!local && j == k && s.location.depth == Location::Content && a.write() && a_locked && !fa.exclusive && a.object) {
        auto keeps_out = [&](const Lock& l) {
          return l.read && l.object && holds_by_value(*a.body, l.object, a.object) &&
                 std::ranges::any_of(facts, [&](const Fact& o) { return !o.excused && std::ranges::any_of(o.locks, [&](const Lock& m) { return m.of == l.of && !m.read; }); });
        };
        evidence = std::ranges::any_of(fa.locks, keeps_out) && (t.kind != Together::No || with_callers()) && !making() && !named_locked();
      }
      if (evidence && t.kind == Together::No) t.kind = Together::Guarded, t.begin = caller_of(*a.body), t.other_begin = caller_of(*b.body);
      t.guarded = evidence;
      t.believed = evidence && believed;
      if (t.kind == Together::No) continue;
      auto better = [&] {
        if (t.doubtful != how.doubtful) return how.doubtful;
        // That a lock for reading keeps nobody out is best shown of two bodies.
        bool apart = best == &a && !fa.locks.empty();
        return t.kind > how.kind || (t.kind == how.kind && (more_locked || apart));
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
    // A field of a field without a name for its type is the whole object's.
    if (!owner && a.object) owner = named_of(a.body->function.at(whole_of(*a.body, a.object)).type);
    auto beside = [](const Access& x, const Lock& lock) { return lock.object && x.object && holds_by_value(*x.body, lock.object, x.object); };
    // Two locks: each of them is in the object, so none can be the other by another name.
    for (const Lock& l : fa.locks)
      for (const Lock& m : fbest->locks) {
        bool own = (!fa.from.empty() && a.body == best->body && l.of == m.of && l.object == m.object && l.read && m.read) || (beside(a, l) && beside(*best, m)) || (l.of == m.of && of_package(s.location.variable()) && of_package(l.of) && l.of->pkg == s.location.variable()->pkg);
        r.read_lock = r.read_lock || (own && l.of == m.of && a.write() && !fa.exclusive);
        r.doubtful = r.doubtful || !own;
      }
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
      // An error that was there under the lock is mostly the last one: `if c.err != nil { c.mu.Unlock(); return c.err }`.
      r.doubtful = r.doubtful || (beside && s.type && identical(s.type, universe.error_type) && a.what == Access::Load && b.what == Access::Load && compared(b) && dominates(*a.body, b.at, a.at));
      stored = stored || (beside && b.what == Access::Store);
    }
    for (const Access& b : s.accesses)
      r.other_defaults = r.other_defaults || (b.body == best->body && b.what == Access::Load && compared(b) && (!b.object || same_path(*b.body, b.object, best->object)));
    r.rechecked = tested && stored && a.what == Access::Load && compared(a);
    // Or a helper does both.
    if (a.what == Access::Load && compared(a) && r.other_defaults && best->what == Access::Store) {
      std::span<const Edge> calls = graph_.calls_in(&a.body->function);
      r.rechecked = r.rechecked || std::any_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && e.callee == best->body; });
    }
    r.in_use = !a.object || sharing_.open(*a.body, a.object) || !shared_contexts_.of(&a.body->function).starts.empty();
    r.writers_agree = true;
    for (size_t j = 0; j < facts.size(); j++) r.writers_agree = r.writers_agree && (facts[j].excused || !s.accesses[j].write() || facts[j].exclusive);
    r.doubtful = r.doubtful || how.doubtful;
    r.entry = begins(*a.body) || (how.go && how.go->caller == a.body);
    // Beside a write of the same body a read is as much at fault.
    bool writes_here = a.write() || std::any_of(live.begin(), live.end(), [&](size_t j) { return s.accesses[j].body == a.body && s.accesses[j].write() && facts[j].locks.empty(); });
    if (writes_here || (s.location.depth == Location::Content && how.kind == Together::Seen && how.guarded))
      for (const Edge& e : graph_.calls_of(&a.body->function)) r.entry = r.entry || (!e.vague && begins(*e.caller));
    for (const Lock& l : fa.locks) {
      size_t with = 0, all = 0;
      for (const Fact& x : facts) {
        all += !x.excused;
        with += !x.excused && std::any_of(x.locks.begin(), x.locks.end(), [&](const Lock& o) { return o.of == l.of; });
      }
      // It has the lock that most have, and the other one's is no second lock of the same object.
      bool second = std::any_of(fbest->locks.begin(), fbest->locks.end(), [&](const Lock& m) { return beside(*best, m) && beside(a, l); });
      bool plain = best->atomic && fbest->locks.empty();  // the one at fault, whatever it has
      r.doubtful = r.doubtful || (!l.read && !second && !plain && with * 2 > all);
    }
    r.helper = local && how.helper;
    if (how.guarded && fa.locks.empty() && s.location.depth == Location::Itself && r.unlocked_accesses <= r.locked_accesses)
      r.sole = std::any_of(fbest->locks.begin(), fbest->locks.end(), [&](const Lock& m) { return taken_for(m, *best, s.location.variable()); });
    r.own_start = !owner || (how.handler && how.receiver == owner) || (how.go && started_by_maker(*how.go, a, how.kind == Together::Open));
    // Two goroutines: who makes the object starts one, and gives it to who starts the other.
    for (const Begin* begin : {&how.begin, &how.other_begin})
      r.own_start = r.own_start || (begin->kind == Begin::Goroutine && begin->go != how.go && started_by_maker(*begin->go, a, true));
    r.behind = s.location.depth == Location::Content && behind_container(a);
    r.doubtful = r.doubtful || some_caller_locks(s, facts, r, guard);
    // Held for sure, and yet not counted: another object's.
    auto of_another = [&](const Object* lock) {
      std::vector<Lock> held = locks_.at(*a.body, a.at);
      return std::any_of(held.begin(), held.end(), [&](const Lock& l) { return l.of == lock; });
    };
    for (const Lock& m : fbest->locks) r.doubtful = r.doubtful || (fa.locks.empty() && !of_another(m.of) && locks_.perhaps(*a.body, a.at, m.of));
    for (const Lock& l : fa.locks) r.doubtful = r.doubtful || (!l.read && locks_.perhaps(*best->body, best->at, l.of));
    // The text says that nobody else is there.
    bool callers = r.how.kind == Together::Guarded || r.how.kind == Together::Open;
    r.doubtful = r.doubtful || (callers && (says_alone(a.body->function) || says_alone(best->body->function)));
    // A test does as it likes with its own objects, and in order; so does what production code has for that. Variables of a package are of all tests,
    // which may run in parallel.
    auto of_tests = [&](const Access& x, const Begin& b) {
      bool own = x.object && x.body->function.at(root_of(*x.body, x.object)).op == Opcode::Param;
      return own && !x.body->is_test && b.kind == Begin::Caller && is_for_tests(x.body->function);
    };
    r.doubtful = r.doubtful || of_tests(a, how.begin) || of_tests(*best, how.other_begin);
    r.doubtful = r.doubtful || sole_writer(s, facts, r) || (fa.locks.empty() && fbest->locks.empty() && both_perhaps_locked(a, *best)) || (callers && !a.write() && behind_wait(a));
    // What is set where a handler is handed to who serves is set before the first request.
    auto before_serving = [&](const Access& x, const Begin& begin, const Begin& other) {
      return x.write() && begin.kind != Begin::Handler && other.kind == Begin::Handler && other.function &&
             ((x.object && hands_on(*x.body, x.object, *other.function, 1)) || serves_behind(*x.body, x.at));
    };
    // That others are atomic says little of those who may call what the program itself does not.
    for (const Begin* begin : {&r.how.begin, &r.how.other_begin})
      r.doubtful = r.doubtful || (s.atomics && begin->kind == Begin::Caller && begin->function && graph_.uncalled(begin->function) && program_.closed(*begin->function->object->pkg));
    r.doubtful = r.doubtful || done_at_start(a) || done_at_start(*best);
    r.doubtful = r.doubtful || before_serving(a, how.begin, how.other_begin) || before_serving(*best, how.other_begin, how.begin);
    // A lock of the object is held from one call of an importer's to another, as of a transaction.
    r.doubtful = r.doubtful || (callers && r.how.begin.kind == Begin::Caller && owner && fa.locks.empty() && locks_.handed_out(owner));
    r.doubtful = r.doubtful || (!local && !how.guarded && !(how.exact && locks_.of_some_caller(*a.body).empty()) && owner && !r.container && passed_on(r.how.begin, owner) && passed_on(r.how.other_begin, owner));
    races_.push_back(r);
  }
}

// Whoever comes to the one body, an unseen caller or a goroutine, comes to the other one, too.
bool Races::only_with(const Examined& written, const Examined& read) const {
  std::vector<const Function*> work{&written.function};
  absl::flat_hash_set<const Function*> seen{&written.function};
  for (size_t k = 0; k < work.size(); k++) {
    const Function* f = work[k];
    if (k > 50 || graph_.is_handler(f)) return false;
    if (graph_.has_unseen_callers(f)) {
      if (!order_.runs_in(f, &read.function)) return false;
      continue;
    }
    std::span<const Edge> calls = graph_.calls_of(f);
    if (calls.empty() && !f->parent) return false;
    if (calls.empty() && seen.insert(f->parent).second) work.push_back(f->parent);
    for (const Edge& e : calls) {
      if (e.kind == Edge::Go && !order_.runs_in(f, &read.function)) return false;
      if (e.kind != Edge::Go && seen.insert(&e.caller->function).second) work.push_back(&e.caller->function);
    }
  }
  return true;
}

// All that speaks for the race is that the writes are guarded, and that is for others: they read it with the lock or atomically, while who reads it here
// makes all the writes, one after the other. Not of what is tested and then set, which is to be done once by whoever comes.
bool Races::sole_writer(const Shared& s, const std::vector<Fact>& facts, const Race& r) const {
  const Access& a = *r.access;
  const Together& how = r.how;
  const Begin &x = how.begin, &y = how.other_begin;
  bool one = x.kind == y.kind && x.kind != Begin::Handler && x.function == y.function && (x.go == y.go || (x.go && y.go && x.go->caller == y.go->caller && x.go->at == y.go->at));  // there are copies of edges
  if (!one || a.write() || r.other->body == a.body || how.kind == Together::Seen || (s.location.depth == Location::Itself && !s.atomics && compared(a))) return false;
  bool others = false;
  for (size_t k = 0; k < facts.size(); k++) {
    const Access& b = s.accesses[k];
    if (facts[k].excused) continue;
    if (b.write() && !only_with(*b.body, *a.body)) return false;
    others = others || (!b.write() && (b.atomic || !facts[k].locks.empty()) && !only_with(*b.body, *a.body));
  }
  return others;
}

// It is read when a channel of the object has told that it is there: what orders that is no lock.
bool Races::behind_wait(const Access& a) const {
  const Function& f = a.body->function;
  for (Opcode op : {Opcode::Recv, Opcode::RecvOk})
    for (ValueId v : a.object ? f.with(op) : std::span<const ValueId>())
      if (ValueId channel = f.operand(v, 0); dominates(*a.body, v, a.at))
        if (Place p = place_of_value(*a.body, channel); p.object && same_path(*a.body, p.object, a.object)) return true;
  return false;
}

// Both take one lock on some ways: a parameter or a state tells who has it already.
bool Races::both_perhaps_locked(const Access& a, const Access& b) const {
  const std::vector<const Object*> taken = locks_.taken(*a.body);
  const std::vector<Lock> held = locks_.at(*a.body, a.at);  // those do not count
  return std::any_of(taken.begin(), taken.end(), [&](const Object* l) {
    return std::none_of(held.begin(), held.end(), [&](const Lock& h) { return h.of == l; }) && locks_.perhaps(*a.body, a.at, l) && locks_.perhaps(*b.body, b.at, l);
  });
}

// Some caller holds what other accesses hold; of what the body itself releases, it is known where.
bool Races::some_caller_locks(const Shared& s, const std::vector<Fact>& facts, const Race& r, const Object* guard) const {
  const Access &a = *r.access, &other = *r.other;
  const Together& how = r.how;
  const Fact& of_other = facts[static_cast<size_t>(&other - s.accesses.data())];
  auto meets = [](const std::vector<Lock>& all, const Lock& l) { return std::any_of(all.begin(), all.end(), [&](const Lock& m) { return l.of == m.of && !(l.read && m.read); }); };
  const std::vector<Lock>& mine = locks_.of_some_caller(*a.body);
  if (mine.empty()) return false;
  // What callers of the other writers hold.
  absl::flat_hash_set<const Object*> above;
  absl::flat_hash_set<const Examined*> writers;
  if (!(how.believed && (!s.atomics || of_other.locks.empty())))
    for (const Access& b : s.accesses)
      if (b.body != a.body && b.write() && writers.insert(b.body).second)
        for (const Lock& m : locks_.of_some_caller(*b.body))
          if (!m.read) above.insert(m.of);
  for (const Lock& l : mine) {
    if (locks_.releases(*a.body, l.of)) continue;
    // A timer's function comes there without it.
    if (how.begin.kind == Begin::Goroutine && how.begin.go->of_library() && bare(*how.begin.go->callee, *a.body, l.of, 1)) continue;
    // Both goroutines come there with it, whoever else comes without.
    // A mutex of a function's own is another one in each run, as what lasts is not; so may be that of an object.
    const Var *of = s.location.variable(), *mutex = as_object<Var>(const_cast<Object*>(l.of));
    bool one_lock = mutex && ((mutex->bits & Var::kPackageVar) || (!mutex->is_field() && !(of && (of->bits & (Var::kField | Var::kPackageVar)))));
    auto comes_with_it = [&](const Begin& begin, const Access& to) { return begin.kind == Begin::Goroutine && begin.go && leads_to(*begin.go->callee, *to.body, 3) && !bare(*begin.go->callee, *to.body, l.of, 3); };
    if (one_lock && !l.read && comes_with_it(how.begin, a) && (has(of_other, l.of) || (meets(locks_.of_some_caller(*other.body), l) && comes_with_it(how.other_begin, other)))) return true;
    // What most have is known, and this is another one.
    if (how.believed && guard && l.of != guard && !s.atomics) continue;
    if (r.sole && !has(of_other, l.of)) continue;
    if (meets(of_other.locks, l)) return true;
    // Of an object that was taken out: who comes there twice may hold it each time.
    if (r.container && other.body == a.body && !l.read) return true;
    if (how.exact && !how.guarded && other.body != a.body && meets(locks_.of_some_caller(*other.body), l)) return true;
    if (!l.read && above.contains(l.of)) return true;
    for (size_t k = 0; k < facts.size(); k++) {
      // Who reads plainly is to be apart from who writes.
      if (s.atomics && !a.write() && !s.accesses[k].write()) continue;
      for (const Lock& m : facts[k].locks)
        if (l.of == m.of && !(l.read && a.write())) return true;
    }
  }
  return false;
}

}  // namespace ptrsafe::concurrency
