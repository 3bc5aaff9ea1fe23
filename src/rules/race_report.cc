#include "rules/race_report.h"

#include <fmt/format.h>

#include "absl/container/flat_hash_set.h"
#include "flow/library.h"
#include "flow/nil_from_map.h"
#include "lifetime/lifetimes.h"
#include "lifetime/unset_flags.h"
#include "rules/race_witness.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

using concurrency::Access;
using concurrency::Begin;
using concurrency::Location;
using concurrency::Race;
using concurrency::Together;

// The node that the access is shown at: of a store, the variable rather than the statement.
const Node* node_of(const Access& a) {
  const ir::Function& f = a.body->function;
  const ir::Instr& i = f.at(a.at);
  if (a.what == Access::Store && i.op == ir::Opcode::Store) {
    const ir::Instr& address = f.at(f.operand(i, 0));
    if (address.node && (address.op == ir::Opcode::FieldAddr || address.op == ir::Opcode::IndexAddr)) return address.node.get();
  }
  return i.node.get();
}

std::string_view verb(const Access& a) {
  switch (a.what) {
    case Access::Load:
    case Access::Lookup: return "read";
    case Access::Iterate: return "iterated over";
    case Access::Length: return "measured";
    case Access::Store:
    case Access::Insert: return "written";
    case Access::Delete: return "deleted from";
    case Access::Clear: return "cleared";
    case Access::Await: break;
  }
  return "used";
}

std::string name_of(const Race& r) {
  const Var* v = r.shared->location.variable();
  if (!v) return "the map";
  return fmt::format("`{}`", v->name.view());
}

// The object that has the field has a lock of its own.
bool has_lock(const Race& r) {
  const ir::Function& f = r.access->body->function;
  Type* t = r.access->object ? f.at(r.access->object).type.get() : nullptr;
  if (Pointer* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  return s && std::any_of(s->fields.begin(), s->fields.end(), [](const Ref<Var>& v) {
    const Named* n = concurrency::named_of(v->type);
    return n && n->obj->pkg && n->obj->pkg->path.view() == "sync";
  });
}

// One of the two accesses, as the witness has it.
RaceSide side(const Access& a, std::string what, const std::vector<concurrency::Lock>& locks, const Begin& b) {
  RaceSide out{node_of(a), std::move(what), a.atomic};
  for (const concurrency::Lock& l : locks) out.locks.push_back({l.of->name.view(), l.read, l.at});
  if (b.kind == Begin::Goroutine) out.start = b.go->caller->function.at(b.go->at).node.get();
  else out.function = b.function, out.handler = b.kind == Begin::Handler;
  return out;
}

// An owner makes itself known to a part: mostly before others have that, and only once.
bool links_back(const Access& a) {
  const ir::Function& f = a.body->function;
  const ir::Instr& i = f.at(a.at);
  if (i.op != ir::Opcode::Store || !a.object || !f.signature || !f.signature->recv) return false;
  const Named* owner = concurrency::named_of(f.signature->recv->type);
  return owner && concurrency::named_of(f.at(f.operand(i, 1)).type) == owner && concurrency::named_of(f.at(a.object).type) != owner;
}

// All that the function does is to put what it is given into fields, as setters do: of an object that serves requests mostly before it does.
bool only_sets(const concurrency::Examined& body) {
  const ir::Function& f = body.function;
  if (f.parent || !f.with(ir::Opcode::Call).empty() || !f.with(ir::Opcode::Invoke).empty()) return false;
  std::span<const ir::ValueId> stores = f.with(ir::Opcode::Store);
  return std::all_of(stores.begin(), stores.end(), [&](ir::ValueId v) {
    ir::Opcode op = f.at(concurrency::same(body, f.operand(v, 1))).op;
    return op == ir::Opcode::Param || op == ir::Opcode::Const || op == ir::Opcode::Zero;
  });
}

// The variable is one of a test file.
bool of_tests(const Race& r) {
  const Var* v = r.shared->location.variable();
  SourceFile* file = v ? file_of(v->pos) : nullptr;
  return !v || (file && file->path().ends_with("_test.go"));
}

// A loop variable where all iterations share one: loop-var-address says so.
bool of_old_loop(const flow::PackageFlow& package, const Race& r) {
  const Var* v = r.shared->location.depth == Location::Itself ? r.shared->location.variable() : nullptr;
  return v && (v->bits & Var::kLoopVar) && language_version(package.package(), r.access->body->function) < 22;
}

// What few of the real ones have, and many of the false ones, as seen on real modules (docs/precision.md): these are `possible`.
// Deep below where a goroutine begins, order and locks are kept in ways that are not seen. Fields of objects that are deep in others, or of types that other packages use in their goroutines, mostly have one goroutine each;
// and that some accesses to a place are under a lock says little if most are not.
bool weak(const Race& r, RacePlace place) {
  if (r.doubtful) return true;
  if (r.helper) return true;
  if (place == RacePlace::UnsafePointer) {
    // One object is seen to be given to both.
    if (r.how.exact && r.how.kind == Together::Seen) return false;
    place = RacePlace::Variable;
  }
  bool by_map = r.container && under(r.container->type)->kind == TypeKind::Map;
  // Workers may have a part of the objects each.
  if (place == RacePlace::Pointee && by_map && r.locks.empty() && r.other_locks.empty() && !r.how.handler && has_lock(r)) return true;
  // What is set once, before others find the object.
  if (place == RacePlace::Pointee && r.other_defaults && !r.access->write()) return true;
  const Var* v = r.shared->location.variable();
  // The lock is missing in one place: a body has it a few lines away, all writers have it, or two functions out of three.
  if (r.how.guarded && place == RacePlace::Variable && r.rechecked) return false;
  bool agreed = r.writers_agree && r.entry, odd_one = r.locked_accesses >= 2 && r.locked_accesses >= 2 * r.unlocked_accesses && (r.entry || r.in_use);
  if (r.how.guarded && place == RacePlace::MapContent && (agreed || odd_one || (r.beside && r.locked_accesses >= r.unlocked_accesses))) return false;
  if (r.how.believed && (place == RacePlace::MapContent || (place == RacePlace::Variable && r.near && (r.access->write() || (r.entry && !links_back(*r.other)))))) return false;
  if (r.how.guarded && place == RacePlace::MapContent && r.read_lock) return false;
  // A getter and a setter, of which one has no lock.
  if (r.how.guarded && place == RacePlace::Variable && r.sole && r.entry && r.near && (r.access->write() || !links_back(*r.other))) return false;
  // One function is without the lock that all others have.
  if (r.how.guarded && place == RacePlace::Variable && r.near && r.unlocked_accesses == 1 && (r.access->write() || !links_back(*r.other))) {
    // … which reads what somebody is seen to replace, and not to make on first use; or which is set, or a package's, and has a lock to itself.
    if (r.entry && !r.access->write() && r.writers_agree && !r.other_defaults) return false;
    if (r.sole && (r.access->write() || (v && (v->bits & Var::kPackageVar)))) return false;
  }
  // It takes the lock itself, for another access to the same object; not the only one that writes, which may read what it wrote.
  if (r.how.believed && r.beside && r.other->body != r.access->body && place == RacePlace::Variable && r.near && (r.access->write() || !links_back(*r.other))) return false;
  bool mostly_locked = place == RacePlace::MapContent ? r.locked_accesses >= r.unlocked_accesses : r.locked_accesses > r.unlocked_accesses;
  // One object is seen to be given to both, however deep below: a map ends the process, and requests find what is replaced under a lock.
  bool same_object = r.how.exact && r.how.kind == Together::Seen && (place == RacePlace::MapContent || (r.how.handler && !r.other_locks.empty()));
  // Who sets a package's variable from outside may do so before all else.
  if (v && (v->bits & (Var::kPackageVar | Var::kField)) && !r.entry && !same_object && (place == RacePlace::Variable || place == RacePlace::MapContent)) return true;
  if (v && (v->bits & Var::kPackageVar)) return r.how.kind != Together::Seen && !(r.how.guarded && mostly_locked);
  if (!v || !v->is_field()) return false;
  bool guarded = r.how.guarded;
  if (place == RacePlace::Variable && r.how.kind == Together::Open && r.how.handler && !guarded && r.access->write() && only_sets(*r.access->body)) return true;
  if (place == RacePlace::MapContent) guarded = guarded && mostly_locked;
  if (place == RacePlace::Variable) guarded = guarded && mostly_locked && (r.access->write() || !links_back(*r.other));
  bool seen = r.how.kind != Together::Guarded && !(r.how.kind == Together::Open && r.how.handler && place == RacePlace::MapContent) && (r.own_start || r.how.exact || place == RacePlace::Pointee || (place == RacePlace::MapContent && r.behind && (r.how.handler || !r.other_locks.empty())));
  if (!seen && !guarded) return true;
  return place == RacePlace::Variable && !r.near;
}

}  // namespace

RacePlace race_place(const Race& r) {
  const concurrency::Shared& s = *r.shared;
  Type* u = s.type ? (is_type_param(s.type) ? common_under(s.type) : under(s.type)) : nullptr;
  Type* slot = u;  // an array's are variables, too
  while (slot && slot->kind == TypeKind::Array) slot = under(static_cast<Array*>(slot)->elem);
  if (slot && is_basic(slot, BasicKind::UnsafePointer)) return RacePlace::UnsafePointer;
  if (s.location.depth != Location::Itself) {
    if (s.atomics) return RacePlace::MixedAtomic;
    if (s.location.depth == Location::Inner && r.container && u && u->kind != TypeKind::Map) return RacePlace::Pointee;
    if (s.location.depth == Location::Content && r.container && u && u->kind == TypeKind::Array) return RacePlace::Pointee;  // an element of an array in the object
    return u && u->kind == TypeKind::Map ? RacePlace::MapContent : RacePlace::Other;
  }
  if (s.atomics) return RacePlace::MixedAtomic;
  if (r.container) return RacePlace::Pointee;
  // The whole variable, on both sides or one.
  const Access& write = r.access->write() ? *r.access : *r.other;
  const Var* v = s.location.variable();
  if (write.part || !v || !concurrency::swappable(*v, s.type)) return RacePlace::Other;
  return (v->bits & (Var::kField | Var::kPackageVar | Var::kCaptured)) ? RacePlace::Variable : RacePlace::Other;
}

void report_races(const flow::PackageFlow& package, const concurrency::Races& races, RacePlace place, RuleId rule, Reporter& out) {
  if (flow::implements_runtime(package.package().path.view())) return;
  absl::flat_hash_set<const flow::Examined*> own;
  own.insert(package.reported().begin(), package.reported().end());
  auto never_runs = [&](const Access& a) { return lifetime::never_runs(package.program().lifetimes().index(), *a.body, a.body->function.at(a.at).block); };
  // Of a variable that very many places replace, or read, without what the same other access has, some stand for all.
  constexpr size_t kMany = 6, kSome = 3;
  struct Told {
    size_t all = 0, told = 0;
  };
  absl::flat_hash_map<std::pair<const void*, const Access*>, Told> alike;
  std::vector<std::pair<const Race*, Confidence>> kept;
  for (const Race& r : races.all()) {
    if (!own.contains(r.access->body) || race_place(r) != place || of_old_loop(package, r)) continue;
    // Tests are about themselves; they have no callers, and send the requests themselves.
    if (r.access->body->is_test && (r.how.kind != Together::Seen || r.how.handler || !of_tests(r))) continue;
    if (!node_of(*r.access) || never_runs(*r.access) || never_runs(*r.other)) continue;
    const Var* variable = r.shared->location.variable();
    bool exact = !variable || !(variable->bits & (Var::kField | Var::kPackageVar)) || (r.how.handler && !variable->is_field());
    Confidence confidence = r.how.kind == Together::Seen && exact ? Confidence::Proven : Confidence::Likely;
    if (weak(r, place)) confidence = Confidence::Possible;
    else alike[{r.shared, r.other}].all++;
    kept.push_back({&r, confidence});
  }
  for (auto [race, confidence] : kept) {
    const Race& r = *race;
    const Node* at = node_of(*r.access);
    const Var* variable = r.shared->location.variable();
    Told* told = confidence == Confidence::Possible ? nullptr : &alike[{r.shared, r.other}];
    bool many = told && told->all > kMany;
    if (many && told->told++ >= kSome) continue;
    bool locked = !r.locks.empty(), other_locked = !r.other_locks.empty();
    std::string guard = r.read_lock ? "under a lock that is held for reading" : locked ? (other_locked ? "under another lock" : "under a lock that the other does not take") : "without a lock";
    std::string how = r.other->atomic          ? "atomically"
                      : r.read_lock            ? "under that lock"
                      : other_locked           ? "under a lock"
                      : r.how.handler          ? "in requests that run in parallel"
                      : r.how.start            ? "in another goroutine"
                                               : "elsewhere";
    std::vector<WitnessStep> witness =
        race_witness(side(*r.access, fmt::format("{} is {} here", name_of(r), verb(*r.access)), r.locks, r.how.begin),
                     side(*r.other, fmt::format("and {} here{}", verb(*r.other), r.other == r.access ? " by another goroutine" : ""), r.other_locks, r.how.other_begin));
    std::string what;
    switch (place) {
      case RacePlace::MapContent: what = fmt::format("{} is {} {}, and {} {}: concurrent map access ends the process", variable ? "the map " + name_of(r) : name_of(r), verb(*r.access), guard, verb(*r.other), how); break;
      case RacePlace::MixedAtomic: what = fmt::format("{} is {} plainly, and {} {}: a data race", name_of(r), verb(*r.access), verb(*r.other), how); break;
      case RacePlace::Pointee:
        what = fmt::format("{} a pointer that came out of `{}` is {} {}, and {} {}: a data race", r.shared->location.depth == Location::Inner ? "the target of" : fmt::format("the field {} of", name_of(r)), r.container ? r.container->name.view() : "", verb(*r.access), guard, verb(*r.other), how);
        break;
      case RacePlace::UnsafePointer: what = fmt::format("the unsafe.Pointer {} is {} without an atomic operation or a common lock, and {} {}: a data race; use atomic.Pointer[T]", name_of(r), verb(*r.access), verb(*r.other), how); break;
      default: what = fmt::format("{} is {} {}, and {} {}: readers may see the old value, the new one, or half of each", name_of(r), r.access->write() ? "replaced" : "read", guard, r.other->write() ? "replaced" : "read", how); break;
    }
    if (many && told->told == 1) what += fmt::format(" (and so in {} more places)", told->all - 1);
    out.add(rule, confidence, at, what, std::move(witness));
  }
}

}  // namespace ptrsafe
