#include "flow/known_keys.h"

#include <algorithm>

#include "flow/contexts.h"
#include "flow/map_path.h"
#include "flow/outside.h"
#include "flow/paths.h"
#include "flow/tested_keys.h"
#include "lifetime/lifetimes.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

constexpr int kCallersUp = 3;
constexpr size_t kMaxCallers = 64;

bool same_path(const MapPath& a, const MapPath& b) {
  return a.known() && a.parameter == b.parameter && a.global == b.global && a.depth == b.depth && a.fields == b.fields;
}

uint8_t opposite(uint8_t bits) { return bits == kTrue ? kFalse : bits == kFalse ? kTrue : bits == kNil ? kNonNil : kNil; }

// The call's result; 0 if nobody asks for it.
ValueId result_of(const Examined& body, ValueId call, int result) {
  const Instr& i = body.function.at(call);
  return i.type && as<Tuple>(i.type) ? extract_of(body.function, call, static_cast<uint32_t>(result)) : call;
}

// Operations of a body on a map, its own and those of what it calls.
template <class F>
void each_call(const Examined& body, F f) {
  for (ValueId v : body.function.with(Opcode::Call)) {
    const Instr& i = body.function.at(v);
    if (const FunctionSummary* callee = i.sub == 0 && body.flow.reached(v) ? body.flow.callee_summary(i) : nullptr) f(v, i, *callee);
  }
}

// `goal` is not reached from `from` with what is assumed.
bool ruled_out(const Examined& body, ValueId from, ValueId goal, std::vector<ValueFact> assumed) {
  PathQuery q;
  q.from = from;
  q.goal = goal;
  q.any_operand = true;
  q.assumed = std::move(assumed);
  return find_path(body.flow, q).kind == PathAnswer::No;
}

bool before(const Examined& body, ValueId a, ValueId b) {
  BlockId x = body.function.at(a).block, y = body.function.at(b).block;
  return x == y ? a.v < b.v : body.dominators.dominates(x, y);
}

// On every way to `goal` the key is there in a map of which `is_map` says yes: found by a test.
template <class IsMap>
bool found_before(const Examined& body, ValueId key, ValueId goal, IsMap is_map) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::LookupOk))
    if (alike(body, f.operand(v, 1), key) && before(body, v, goal) && is_map(path_of(body.flow, f.operand(v, 0))))
      if (ValueId ok = extract_of(f, v, 1); ok && ruled_out(body, v, goal, {{ok, kFalse}})) return true;
  for (ValueId v : f.with(Opcode::Lookup))
    if (alike(body, f.operand(v, 1), key) && before(body, v, goal) && is_map(path_of(body.flow, f.operand(v, 0))) && ruled_out(body, v, goal, {{v, kNil}})) return true;
  bool found = false;
  each_call(body, [&](ValueId v, const Instr& i, const FunctionSummary& callee) {
    for (const PresenceSummary& p : callee.presences) {
      ValueId given = found ? ValueId{} : body.flow.argument(i, p.key_parameter);
      if (!given || !alike(body, given, key) || !before(body, v, goal) || !is_map(path_through(body.flow, i, p.map))) continue;
      ValueId told = result_of(body, v, p.result);
      found = told && ruled_out(body, v, goal, {{told, opposite(p.value)}});
    }
  });
  return found;
}

// ---- callers ----

// What brings the value into the function: through fields and pointers, and through elements to the list or map that they are taken from.
bool same_part(const Examined& body, ValueId a, ValueId b, int depth = 0) {
  const Function& f = body.function;
  a = body.flow.number(a), b = body.flow.number(b);
  const Instr &x = f.at(a), &y = f.at(b);
  if (depth > 6 || x.op != y.op || x.aux != y.aux || x.count == 0) return false;
  switch (x.op) {
    case Opcode::Extract: {
      const Instr &n = f.at(f.operand(x, 0)), &m = f.at(f.operand(y, 0));
      return n.op == Opcode::RangeNext && m.op == Opcode::RangeNext && alike(body, f.operand(f.operand(n, 0), 0), f.operand(f.operand(m, 0), 0));
    }
    case Opcode::IndexAddr: return alike(body, f.operand(x, 0), f.operand(y, 0));
    case Opcode::Load:
    case Opcode::Field:
    case Opcode::FieldAddr:
    case Opcode::Convert: return same_part(body, f.operand(x, 0), f.operand(y, 0), depth + 1);
    default: return false;
  }
}

bool has_it(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key, ValueId at, int depth);

// The key is a result of a function that has looked for it in the map, entered it, or gone through the map; another result says whether it is one,
// and decides that `at` is reached.
bool given_with_answer(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key, ValueId at) {
  const Function& f = body.function;
  if (f.at(key).op != Opcode::Extract) return false;
  ValueId call = f.operand(key, 0);
  const Func* callee = f.at(call).op == Opcode::Call ? ir::callee(f.at(call)) : nullptr;
  const Examined* inner = callee ? package.program().lifetimes().index().body(callee) : nullptr;
  if (!inner) return false;
  const Function& g = inner->function;
  auto is_map = [&](ValueId m) { return same_path(path_through(body.flow, f.at(call), path_of(inner->flow, m)), map); };
  std::vector<ValueId> work, seen;
  for (ValueId v : g.with(Opcode::Return))
    if (f.at(key).aux < g.at(v).count) work.push_back(g.operand(v, f.at(key).aux));
  bool from_map = false;
  while (!work.empty() && !from_map && seen.size() < 32) {
    ValueId v = inner->flow.number(work.back());
    work.pop_back();
    if (!v || std::find(seen.begin(), seen.end(), v) != seen.end()) continue;
    seen.push_back(v);
    const Instr& i = g.at(v);
    if (i.op == Opcode::Phi)
      for (ValueId o : g.operands_of(i)) work.push_back(o);
    if (i.op == Opcode::Extract && i.aux == 1 && g.at(g.operand(i, 0)).op == Opcode::RangeNext) from_map = is_map(g.operand(g.operand(g.operand(i, 0), 0), 0));
    if (i.op == Opcode::Const || i.op == Opcode::Zero) continue;
    from_map = from_map || std::ranges::any_of(g.with(Opcode::MapUpdate), [&](ValueId u) { return alike(*inner, g.operand(u, 1), v) && is_map(g.operand(u, 0)); });
  }
  if (!from_map) return false;
  return std::ranges::any_of(f.with(Opcode::Extract), [&](ValueId v) {
    return !(v == key) && f.operand(v, 0) == call && answer_decides(body, v, at);
  });
}

// What all callers of the function have of its parameter: `knows` of each call and what it passes.
template <class Knows>
bool all_callers(const PackageFlow& package, const Examined& body, int parameter, Knows knows) {
  const Contexts& contexts = package.program().contexts();
  const Func* o = body.function.object;
  if (!o || contexts.has_unseen_callers(&body.function)) return false;
  size_t others = 0;
  for (const CallSite& c : contexts.calls_of(&body.function)) {
    if (c.caller == &body) continue;  // a recursion hands on what it got
    ValueId passed = c.caller->flow.argument(c.caller->function.at(c.at), parameter);
    if (++others > kMaxCallers || !passed || !knows(c, c.caller->flow.number(passed))) return false;
  }
  return others > 0;
}

// Another function that was given the same object before has entered the key in the map that the call at `at` reaches by `map`: Lock before Unlock.
bool entered_by_pair(const Examined& body, ValueId at, const MapPath& map, ValueId key) {
  ValueId object = map.parameter >= 0 ? body.flow.argument(body.function.at(at), map.parameter) : ValueId{};
  bool entered = false;
  each_call(body, [&](ValueId v, const Instr& i, const FunctionSummary& callee) {
    for (const EntrySummary& e : callee.entries_after) {
      if (entered || !object || !e.present || e.map.parameter < 0 || e.map.depth != map.depth || e.map.fields != map.fields || !before(body, v, at)) continue;
      ValueId other = body.flow.argument(i, e.map.parameter), given = body.flow.argument(i, e.key_parameter);
      entered = other && given && alike(body, other, object) && alike(body, given, key);
    }
  });
  return entered;
}

bool callers_have(const PackageFlow& package, const Examined& body, const MapPath& map, int key, int depth) {
  return depth <= kCallersUp && all_callers(package, body, key, [&](const CallSite& c, ValueId passed) {
    if (entered_by_pair(*c.caller, c.at, map, passed)) return true;
    MapPath there = path_through(c.caller->flow, c.caller->function.at(c.at), map);
    return there.known() && has_it(package, *c.caller, there, passed, c.at, depth);
  });
}

bool has_it(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key, ValueId at, int depth) {
  const Function& f = body.function;
  auto is_map = [&](const MapPath& p) { return same_path(p, map); };
  const Instr& i = f.at(key);
  if (i.op == Opcode::Extract && i.aux == 1 && f.at(f.operand(i, 0)).op == Opcode::RangeNext)
    if (is_map(path_of(body.flow, f.operand(f.operand(f.operand(i, 0), 0), 0)))) return true;
  for (ValueId v : f.with(Opcode::MapUpdate))
    if (alike(body, f.operand(v, 1), key) && before(body, v, at) && is_map(path_of(body.flow, f.operand(v, 0)))) return true;
  bool entered = false;
  each_call(body, [&](ValueId v, const Instr& call, const FunctionSummary& callee) {
    for (const EntrySummary& e : callee.entries_after) {
      ValueId given = e.present && !entered && before(body, v, at) ? body.flow.argument(call, e.key_parameter) : ValueId{};
      entered = entered || (given && alike(body, given, key) && is_map(path_through(body.flow, call, e.map)));
    }
  });
  if (entered || found_before(body, key, at, is_map) || given_with_answer(package, body, map, key, at)) return true;
  int parameter = i.op == Opcode::Param ? parameter_number(body.flow, key) : -1;
  return parameter >= 0 && callers_have(package, body, map, parameter, depth + 1);
}

// The function, or one that it hands its parameter to, enters it in maps of the type.
bool enters(const PackageFlow& package, const Examined& body, Type* map, int parameter, int depth) {
  const Function& f = body.function;
  auto is_key = [&](ValueId v) { return v && parameter_number(body.flow, v) == parameter; };
  // In its own spelling, too.
  auto made_from_it = [&](ValueId v) {
    ValueId source = parameter_source(body.flow, v);
    return is_key(v) || (source && is_key(source));
  };
  if (std::ranges::any_of(f.with(Opcode::MapUpdate), [&](ValueId v) { return made_from_it(f.operand(v, 1)) && identical(f.at(f.operand(v, 0)).type, map); })) return true;
  return depth < 2 && std::ranges::any_of(f.with(Opcode::Call), [&](ValueId v) {
    const Instr& i = f.at(v);
    const Examined* inner = i.sub == 0 && ir::callee(i) ? package.program().lifetimes().index().body(ir::callee(i)) : nullptr;
    for (int p = 0; inner && p < static_cast<int>(inner->function.params.size()); p++)
      if (is_key(body.flow.argument(i, p)) && enters(package, *inner, map, p, depth + 1)) return true;
    return false;
  });
}

// ---- invariants of an object ----

// All that the package does to one of two maps of an object is done so that the keys of `smaller` stay among those of `larger`.
class Inclusion {
 public:
  Inclusion(const MapOf& smaller, const MapOf& larger) : smaller_(smaller), larger_(larger) {}

  bool kept(const PackageFlow& package) {
    for (const Examined* body : package.all_bodies())
      if (!body->is_test && !keeps(*body)) return false;
    return entered_;
  }

 private:
  struct Change {
    ValueId at, key;  // no key: all
  };
  struct Changes {
    std::vector<Change> entered, removed;
  };

  Changes changes(const Examined& body, const MapOf& map) const {
    Changes out;
    const Function& f = body.function;
    auto is_map = [&](const MapPath& p) {
      MapOf of = map_of(body, p);
      return of ? of == map : p.field && p.field == map.field;  // a local object's
    };
    // A map that was made here is known by what made it: then the field as it is written.
    auto is_written = [&](ValueId m) {
      if (is_map(path_of(body.flow, m))) return true;
      ValueId address = f.at(m).op == Opcode::Load ? f.operand(m, 0) : ValueId{};
      return address && map.field && f.at(address).op == Opcode::FieldAddr && field_at(body.flow, address) == map.field && f.at(body.flow.number(m)).op != Opcode::Load;
    };
    for (ValueId v : f.with(Opcode::MapUpdate))
      if (is_written(f.operand(v, 0))) out.entered.push_back({v, f.operand(v, 1)});
    for (ValueId v : f.with(Opcode::Builtin)) {
      auto id = static_cast<BuiltinId>(f.at(v).aux);
      if ((id == BuiltinId::Delete || id == BuiltinId::Clear) && is_written(f.operand(v, 0)))
        out.removed.push_back({v, id == BuiltinId::Delete ? f.operand(v, 1) : ValueId{}});
    }
    for (ValueId v : f.with(Opcode::Store))
      if (is_map(path_of(body.flow, f.operand(v, 0)))) out.removed.push_back({v, {}});
    each_call(body, [&](ValueId v, const Instr& i, const FunctionSummary& callee) {
      for (const EntrySummary& e : callee.entries_after)
        if (e.present && is_map(path_through(body.flow, i, e.map))) out.entered.push_back({v, body.flow.argument(i, e.key_parameter)});
      for (const RemovalSummary& r : callee.removals)
        if (is_map(path_through(body.flow, i, r.map))) out.removed.push_back({v, body.flow.argument(i, r.key_parameter)});
    });
    return out;
  }

  bool keeps(const Examined& body) {
    const Function& f = body.function;
    if (f.with(Opcode::MapUpdate).empty() && f.with(Opcode::Builtin).empty() && f.with(Opcode::Store).empty() && f.with(Opcode::Call).empty()) return true;
    Changes small = changes(body, smaller_), large = changes(body, larger_);
    // What a helper does of both it does as a body of its own.
    auto paired = [&](const Change& a, const std::vector<Change>& with, bool in_order) {
      return std::ranges::any_of(with, [&](const Change& b) {
        bool key = !a.key ? !b.key : b.key && alike(body, a.key, b.key);
        return (key || !b.key) && (!in_order || f.at(b.at).block == f.at(a.at).block || before(body, b.at, a.at));
      });
    };
    for (const Change& c : small.entered) {
      auto is_larger = [&](const MapPath& p) { return map_of(body, p) == larger_; };
      if (!c.key || (!paired(c, large.entered, true) && !found_before(body, c.key, c.at, is_larger))) return false;
      entered_ = true;
    }
    return std::ranges::all_of(large.removed, [&](const Change& c) { return paired(c, small.removed, false); });
  }

  const MapOf smaller_, larger_;
  bool entered_ = false;
};

}  // namespace

MapOf map_of(const Examined& body, const MapPath& path) {
  MapOf out;
  const Function& f = body.function;
  if (!path.known() || path.depth == 0) return out;
  if (path.global) {
    out.root = path.global;
  } else {
    auto n = static_cast<size_t>(path.parameter);
    Type* t = nullptr;
    if (n < f.params.size()) t = f.at(f.params[n]).type;
    else
      for (ValueId v : f.with(Opcode::FreeVar))
        if (f.at(v).aux == n - f.params.size()) t = f.at(v).type;
    const Named* type = lifetime::named(t);
    if (!type) return out;
    out.root = type->obj.get();
  }
  out.depth = path.depth;
  out.fields = path.fields;
  out.field = path.field;
  return out;
}

void assume_told(const Examined& body, const MapPath& map, ValueId key, ValueId at, std::vector<ValueFact>& assumed) {
  if (!map.known() || !key) return;
  each_call(body, [&](ValueId v, const Instr& i, const FunctionSummary& callee) {
    for (const PresenceSummary& p : callee.presences) {
      ValueId given = body.flow.argument(i, p.key_parameter);
      if (!given || !(body.flow.number(given) == body.flow.number(key)) || v == at || !before(body, v, at)) continue;
      ValueId told = same_path(path_through(body.flow, i, p.map), map) ? result_of(body, v, p.result) : ValueId{};
      if (told) assumed.push_back({told, opposite(p.value)});
    }
  });
}

namespace {

// A part of a struct that is passed by value: the struct, and the fields that lead to the part, the innermost first.
struct PartOf {
  ValueId whole;
  std::vector<uint32_t> fields;
};
PartOf part_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  PartOf out{body.flow.number(v), {}};
  if (f.at(out.whole).op == Opcode::Load) out.whole = body.flow.number(f.operand(out.whole, 0));
  while (!body.flow.told(out.whole) && (f.at(out.whole).op == Opcode::Field || f.at(out.whole).op == Opcode::FieldAddr)) {
    out.fields.push_back(f.at(out.whole).aux);
    out.whole = body.flow.number(f.operand(out.whole, 0));
  }
  return out;
}

// The same for a key that is a part of a parameter: m.ID. The callers may have asked for that part of what they pass.
bool callers_have_part(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key) {
  PartOf part = part_of(body, key);
  if (part.fields.empty() || body.flow.told(part.whole)) return false;
  const Function& f = body.function;
  ValueId parameter = part.whole;
  if (f.at(parameter).op == Opcode::Alloc)
    for (ValueId store : f.with(Opcode::Store))
      if (body.flow.number(f.operand(store, 0)) == part.whole) parameter = body.flow.number(f.operand(store, 1));
  int number = f.at(parameter).op == Opcode::Param ? parameter_number(body.flow, parameter) : -1;
  return number >= 0 && all_callers(package, body, number, [&](const CallSite& c, ValueId passed) {
    const Function& g = c.caller->function;
    ValueId whole = g.at(passed).op == Opcode::Load ? c.caller->flow.number(g.operand(passed, 0)) : passed;
    MapPath there = path_through(c.caller->flow, g.at(c.at), map);
    if (!there.known()) return false;
    for (Opcode op : {Opcode::Load, Opcode::Field})
      for (ValueId v : g.with(op))
        if (PartOf given = part_of(*c.caller, v); given.whole == whole && given.fields == part.fields && has_it(package, *c.caller, there, c.caller->flow.number(v), c.at, 0)) return true;
    return false;
  });
}

}  // namespace

bool callers_have_it(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key) {
  if (map.known() && key && callers_have_part(package, body, map, key)) return true;
  int parameter = key && body.function.at(body.flow.number(key)).op == Opcode::Param ? parameter_number(body.flow, key) : -1;
  return map.known() && parameter >= 0 && callers_have(package, body, map, parameter, 0);
}

bool entered_by_helper(const PackageFlow& package, const Examined& body, Type* map, ValueId key, ValueId at, int depth) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    const Examined* inner = i.sub == 0 && ir::callee(i) && before(body, v, at) ? package.program().lifetimes().index().body(ir::callee(i)) : nullptr;
    for (int p = 0; inner && p < static_cast<int>(inner->function.params.size()); p++)
      if (ValueId given = body.flow.argument(i, p); given && alike(body, given, key) && enters(package, *inner, map, p, 0)) return true;
  }
  int parameter = f.at(body.flow.number(key)).op == Opcode::Param ? parameter_number(body.flow, key) : -1;
  return parameter >= 0 && depth < 2 && all_callers(package, body, parameter, [&](const CallSite& c, ValueId passed) {
    return entered_by_helper(package, *c.caller, map, passed, c.at, depth + 1);
  });
}

bool asked_of_each(const Examined& body, const MapPath& map, ValueId key, ValueId at) {
  const Function& f = body.function;
  return map.known() && std::ranges::any_of(f.with(Opcode::LookupOk), [&](ValueId v) {
    // In a loop before this one.
    return !before(body, v, at) && v.v < at.v && same_path(path_of(body.flow, f.operand(v, 0)), map) && same_part(body, f.operand(v, 1), key);
  });
}

bool in_smaller_map(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key, ValueId goal) {
  MapOf larger = map_of(body, map);
  if (!larger || !key || !larger.root->pkg || !package.declares(larger.root->pkg)) return false;
  // Of one object: both begin with the same parameter.
  auto found = [&](const MapPath& p) {
    MapOf of = p.parameter == map.parameter && p.global == map.global ? map_of(body, p) : MapOf{};
    return of && !(of == larger) && Inclusion(of, larger).kept(package);
  };
  const Function& f = body.function;
  const Instr& k = f.at(body.flow.number(key));
  if (k.op == Opcode::Extract && k.aux == 1 && f.at(f.operand(k, 0)).op == Opcode::RangeNext && found(path_of(body.flow, f.operand(f.operand(f.operand(k, 0), 0), 0)))) return true;
  return found_before(body, key, goal, found);
}

bool is_current_key(const PackageFlow& package, const Examined& body, const MapPath& map, ValueId key) {
  const Function& f = body.function;
  MapOf of = map_of(body, map);
  if (!of || !key || !map.field) return false;
  const Instr& load = f.at(body.flow.number(key));
  if (load.op != Opcode::Load) return false;
  MapPath own = path_of(body.flow, body.flow.number(f.operand(load, 0)));
  const Var* field = field_at(body.flow, body.flow.number(f.operand(load, 0)));
  // A field beside the map.
  if (!field || !own.known() || own.depth != map.depth || own.parameter != map.parameter || own.global != map.global) return false;
  if (!std::equal(own.fields.begin(), own.fields.begin() + own.depth - 1, map.fields.begin())) return false;
  const MapUses* uses = package.program().maps(false).uses({map.field, 0});
  if (!uses || uses->shrinks || uses->spared || uses->decoded) return false;
  auto stores = package.program().lifetimes().index().stores(field);
  return !stores.empty() && std::ranges::all_of(stores, [&](const lifetime::StoreSite& s) {
    const Function& g = s.body->function;
    return std::ranges::any_of(g.with(Opcode::MapUpdate), [&](ValueId v) {
      return alike(*s.body, g.operand(v, 1), s.value) && map_of(*s.body, path_of(s.body->flow, g.operand(v, 0))) == of;
    });
  });
}

}  // namespace ptrsafe::flow
