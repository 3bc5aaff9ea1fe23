#include "concurrency/origins.h"

#include <algorithm>
#include <utility>

#include "base/name_set.h"
#include "concurrency/iterators.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 12;

// A path leads from behind `from` to `to`; not through `around`, if that is not where it begins.
bool reaches(const Examined& body, ValueId from, ValueId to, BlockId around) {
  const Function& f = body.function;
  BlockId start = f.at(from).block, goal = f.at(to).block;
  if (start == goal)
    for (ValueId v : f.blocks[start.v].instrs) {
      if (v == to) break;
      if (v == from) return true;
    }
  std::vector<uint8_t> seen(f.blocks.size());
  ir::BlockList work = f.blocks[start.v].succs;
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    // Another turn of the loop makes another object.
    if (std::exchange(seen[b.v], 1) || b == around) continue;
    if (b == goal) return true;
    work.insert(work.end(), f.blocks[b.v].succs.begin(), f.blocks[b.v].succs.end());
  }
  return false;
}

void add(std::vector<Origin>& to, std::vector<Origin> from) {
  for (Origin& o : from)
    if (to.size() < Origins::kMost && std::none_of(to.begin(), to.end(), [&](const Origin& x) {
          return x.kind == o.kind && x.place.variable == o.place.variable && x.place.object == o.place.object && x.number == o.number && x.at == o.at && x.body == o.body;
        }))
      to.push_back(o);
}

bool is_map(Type* t) {
  Type* u = t ? under(t) : nullptr;
  return u && u->kind == TypeKind::Map;
}

bool is_map_or_slice_of_maps(Type* t) {
  const Slice* s = t ? as_under<Slice>(t) : nullptr;
  return is_map(t) || (s && is_map(s->elem));
}

// The slice is a map's entry, and the entry is cut: `last := m[k][n-1]; m[k] = m[k][:n-1]`. What was taken out of it has one owner, as what was deleted.
bool cut(const Examined& body, ValueId list, ValueId before) {
  const Function& f = body.function;
  list = same(body, list);
  const Instr& i = f.at(list);
  ValueId lookup = i.op == Opcode::Extract && i.aux == 0 ? f.operand(i, 0) : list;
  if (f.at(lookup).op != Opcode::Lookup && f.at(lookup).op != Opcode::LookupOk) return false;
  std::span<const ValueId> updates = f.with(Opcode::MapUpdate);
  return std::any_of(updates.begin(), updates.end(), [&](ValueId v) {
    const Instr& part = f.at(same(body, f.operand(v, 2)));
    return part.op == Opcode::SliceOf && same_path(body, f.operand(part, 0), list) && same_path(body, f.operand(v, 0), f.operand(lookup, 0)) &&
           same_path(body, f.operand(v, 1), f.operand(lookup, 1)) && !(before && dominates(body, before, v));
  });
}

// The address of somebody's struct that is copied, as a whole, to the address `to`, if that field of the copy is still what it was: a map in the
// copy is the map of the other. 0: none. `swapped`: the other one is given a new value, so that what is in the copy has one owner.
ValueId copied_from(const Examined& body, ValueId to, uint32_t field, bool* swapped) {
  const Function& f = body.function;
  std::span<const ValueId> stores = f.with(Opcode::Store);
  auto sets = [&](ValueId store, ValueId whole) {
    ValueId at = same(body, f.operand(store, 0));
    const Instr& i = f.at(at);
    return same_path(body, at, whole) || (i.op == Opcode::FieldAddr && i.aux == field && same_path(body, f.operand(i, 0), whole));
  };
  to = same(body, to);
  if (f.at(to).op == Opcode::Alloc) {
    ValueId copy;
    for (ValueId v : stores) {
      if (!sets(v, to)) continue;
      if (copy) return {};
      copy = same(body, f.operand(v, 1));
    }
    if (!copy || f.at(copy).op != Opcode::Load) return {};
    to = same(body, f.operand(copy, 0));
  }
  Opcode root = f.at(root_of(body, to)).op;
  if (root != Opcode::Param && root != Opcode::Global) return {};
  *swapped = std::any_of(stores.begin(), stores.end(), [&](ValueId v) { return sets(v, to); });
  return *swapped ? ValueId{} : to;
}

// What gives out an entry of a sync.Map, or the pointer of an atomic.
bool takes_out(const Func* f) {
  std::string_view path = flow::package_path(f), type = flow::receiver_type(f), name = f->name.view();
  if (path == "sync" && type == "Map") return name == "Load" || name == "LoadOrStore";
  return path == "sync/atomic" && name == "Load" && (type == "Pointer" || type == "Value");
}

}  // namespace

const Examined* Origins::only_callee(const Examined& body, ValueId call) const {
  std::span<const Edge> edges = graph_.calls_at(&body.function, call);
  return edges.size() == 1 && edges[0].kind == Edge::Call ? edges[0].callee : nullptr;
}

// The parameter `v` of the callee, or what leads to its part: the caller's argument. Of an interface's method, the interface.
ValueId Origins::as_caller_names(const Examined& body, const Edge& e, ValueId v) const {
  const Instr& p = e.callee->function.at(v);
  if (p.op != Opcode::Param) return {};
  ValueId given = e.given(p.aux);
  return given ? same(body, given) : ValueId{};
}

std::vector<Origin> Origins::of_result(const Examined& body, ValueId call, uint32_t number, bool element, int depth) const {
  std::vector<Origin> out;
  const Instr& c = body.function.at(call);
  const Func* callee = c.op == Opcode::Call ? ir::callee(c) : nullptr;
  if (callee && takes_out(callee) && number == 0 && !element) {
    Place p = place_at(body, body.function.operand(c, 1));
    if (p) out.push_back({Origin::Element, p, 0, &body, call});
    return out;
  }
  const Examined* target = only_callee(body, call);
  if (!target) {
    // What the elements of the one are, those of the other are: clones are shallow.
    static const NameSet slices{"Collect", "Sorted", "Clone"}, maps{"Values", "Clone", "All"};
    std::string_view path = callee ? flow::package_path(callee) : std::string_view();
    bool passes = element && ((path == "slices" && slices.contains(callee->name)) || (path == "maps" && maps.contains(callee->name)));
    return passes ? elements(body, body.function.operand(c, 1), depth + 1) : out;
  }
  const Edge& e = graph_.calls_at(&body.function, call)[0];
  for (Origin o : returned(*target, number, element, depth)) {
    if (o.kind == Origin::Parameter) {
      if (ValueId argument = e.argument(o.number)) add(out, element ? elements(body, argument, depth + 1) : find(body, argument, depth + 1));
      continue;
    }
    o.place.object = o.place.object ? as_caller_names(body, e, root_of(*target, o.place.object)) : ValueId{};
    add(out, {o});
  }
  return out;
}

// What a function returns, as it names it itself.
const std::vector<Origin>& Origins::returned(const Examined& body, uint32_t number, bool element, int depth) const {
  auto [known, first] = returned_.try_emplace({&body.function, number * 2 + element});
  if (!first) return so_far(known->second);
  known->second.all = std::make_unique<std::vector<Origin>>();
  std::vector<Origin> out;
  const Function& g = body.function;
  for (BlockId b : body.dominators.order()) {
    const Instr& last = g.at(g.blocks[b.v].instrs.back());
    if (last.op != Opcode::Return || number >= last.count) continue;
    ValueId value = g.operand(last, number);
    add(out, element ? elements(body, value, depth + 1) : find(body, value, depth + 1));
  }
  Known& k = returned_[{&body.function, number * 2 + element}];
  k = {std::make_unique<std::vector<Origin>>(std::move(out)), true};
  return *k.all;
}

// The stores of new maps and slices, and of nil.
std::span<const ValueId> Origins::stores_of_new(const Examined& body) const {
  const Function& f = body.function;
  auto [known, first] = new_stores_.try_emplace(&f);
  if (first)
    for (ValueId store : f.with(Opcode::Store)) {
      Opcode value = f.at(same(body, f.operand(store, 1))).op;
      if (value == Opcode::MakeMap || value == Opcode::MakeSlice || value == Opcode::Zero) known->second.push_back(store);
    }
  return known->second;
}

// The variable is given a new value behind the load: what it held belongs to who has loaded it.
bool Origins::swapped_out(const Examined& body, ValueId load) const {
  const Function& f = body.function;
  ValueId address = f.operand(load, 0);
  if (!is_map_or_slice_of_maps(f.at(load).type)) return false;
  auto behind = [&](ValueId v) {
    BlockId from = f.at(load).block, to = f.at(v).block;
    return from == to ? load < v : body.dominators.dominates(from, to);
  };
  for (ValueId store : stores_of_new(body))
    if (same_path(body, f.operand(store, 0), address) && behind(store)) return true;
  // By a helper that is given the object.
  Place place = place_at(body, address);
  for (const Edge& e : graph_.calls_in(&f)) {
    if (!place.object || e.kind != Edge::Call || e.vague || !behind(e.at)) continue;
    const Function& helper = e.callee->function;
    for (ValueId store : stores_of_new(*e.callee)) {
      Place to = place_at(*e.callee, helper.operand(store, 0));
      if (!to.variable || origin_of(to.variable) != origin_of(place.variable) || !to.object) continue;
      const Instr& object = helper.at(same(*e.callee, to.object));
      ValueId given = object.op == Opcode::Param ? e.argument(object.aux) : ValueId{};
      if (given && same_path(body, given, place.object)) return true;
    }
  }
  return false;
}

// The entry is deleted where it is looked up: the one who has it is the only one.
bool Origins::removed(const Examined& body, ValueId map, ValueId key, ValueId before) const {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::Builtin)) {
    const Instr& i = f.at(v);
    if (static_cast<BuiltinId>(i.aux) == BuiltinId::Delete && same_path(body, f.operand(i, 0), map) && same_path(body, f.operand(i, 1), key) && !(before && dominates(body, before, v))) return true;
  }
  return false;
}

// A pointer in a struct that a function makes and returns: what was taken out of containers. A map in one, or in a copy of a struct: the same map.
std::vector<Origin> Origins::in_result(const Examined& body, ValueId v, uint32_t field, int depth) const {
  std::vector<Origin> out;
  const Function& f = body.function;
  v = same(body, v);
  const bool one_of = f.at(v).op == Opcode::Extract;
  ValueId call = one_of ? f.operand(v, 0) : v;
  const Examined* target = f.at(call).op == Opcode::Call ? only_callee(body, call) : nullptr;
  if (!target) return out;
  const Function& g = target->function;
  for (BlockId b : target->dominators.order()) {
    const Instr& last = g.at(g.blocks[b.v].instrs.back());
    uint32_t number = one_of ? f.at(v).aux : 0;
    if (last.op != Opcode::Return || number >= last.count) continue;
    const Instr& made = g.at(same(*target, g.operand(last, number)));
    const Struct* type = made.type ? as_under<Struct>(made.type) : nullptr;
    const Var* variable = type && field < type->fields.size() ? origin_of(type->fields[field].get()) : nullptr;
    bool map = variable && is_map(variable->type);
    auto as_caller = [&](ValueId object) { return object ? as_caller_names(body, graph_.calls_at(&f, call)[0], root_of(*target, object)) : ValueId{}; };
    if (map && made.op == Opcode::Load) {
      bool swapped = false;
      if (ValueId from = copied_from(*target, g.operand(made, 0), field, &swapped)) add(out, {{Origin::Variable, {variable, as_caller(from)}}});
      if (swapped) add(out, {{Origin::Made, {}, 0, target, same(*target, g.operand(last, number))}});
    }
    if (made.op != Opcode::StructLit || field >= made.count || !g.operand(made, field)) continue;
    for (Origin& o : find(*target, g.operand(made, field), depth + 2)) {
      if (o.kind == Origin::Element) o.place.object = {}, add(out, {o});
      if (map && o.kind == Origin::Variable) o.place.object = as_caller(o.place.object), add(out, {o});
    }
  }
  return out;
}

// A literal that a function of slices calls has elements of that slice: a comparison, a test. What Range of a sync.Map calls has an entry.
std::vector<Origin> Origins::given_by_library(const Examined& literal, size_t parameter, int depth) const {
  std::vector<Origin> out;
  if (!literal.function.parent) return out;
  for (const Edge& e : graph_.calls_of(&literal.function)) {
    const Func* callee = e.kind == Edge::Library ? ir::callee(e.caller->function.at(e.at)) : nullptr;
    if (!callee) continue;
    if (ValueId map = e.caller->function.operand(e.at, 1); parameter == 1 && flow::is_method(callee, "sync", "Map", "Range"))
      if (Place p = place_at(*e.caller, map)) add(out, {{Origin::Element, {p.variable, {}}, 0, e.caller, map}});
    if (flow::package_path(callee) != "slices") continue;
    for (Origin& o : elements(*e.caller, e.caller->function.operand(e.at, 1), depth + 1))
      if (o.kind == Origin::Element) o.place.object = {}, add(out, {o});
  }
  return out;
}

// In recursion: nothing.
const std::vector<Origin>& Origins::so_far(const Known& k) const {
  if (!k.whole) cuts_++;
  return *k.all;
}

template <class Find>
std::vector<Origin> Origins::once(const Examined& body, ValueId v, int depth, ValueId before, bool element, Find find) const {
  constexpr uint64_t kMany = 32;  // fewer steps are done again: most answers take two or three
  if (!v || depth > kDepth) return {};
  v = same(body, v);
  if (within_ == 0) question_++;
  std::tuple key(&body, v.v, before.v, static_cast<uint8_t>(depth), element);
  if (auto known = answers_.find(key); known != answers_.end() && (known->second.question == 0 || known->second.question == question_)) return known->second.all;
  const uint64_t steps = steps_++, cuts = cuts_;
  within_++;
  std::vector<Origin> out = find(v);
  within_--;
  if (steps_ - steps > kMany) answers_.insert_or_assign(key, Answer{out, cuts == cuts_ ? 0 : question_});
  return out;
}

std::vector<Origin> Origins::find(const Examined& body, ValueId v, int depth, ValueId before) const {
  return once(body, v, depth, before, false, [&](ValueId x) { return find_in(body, x, depth, before); });
}

std::vector<Origin> Origins::find_in(const Examined& body, ValueId v, int depth, ValueId before) const {
  std::vector<Origin> out;
  const Function& f = body.function;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Load: {
      if (swapped_out(body, v)) return out;
      const Instr& a = f.at(same(body, f.operand(i, 0)));
      // Behind a pointer that was taken out.
      if (a.op == Opcode::Call || a.op == Opcode::Extract || a.op == Opcode::TypeAssert) {
        out = find(body, f.operand(i, 0), depth + 1, before);
        std::erase_if(out, [](const Origin& o) { return o.kind != Origin::Element; });
        return out;
      }
      // An element of a slice, or of an array where it stands.
      if (a.op == Opcode::IndexAddr) {
        Type* indexed = f.at(same(body, f.operand(a, 0))).type;
        Place array = indexed && as_under<Pointer>(indexed) ? place_at(body, f.operand(a, 0)) : Place{};
        if (array) return {{Origin::Element, array, 0, nullptr, {}}};
        if (cut(body, f.operand(a, 0), before)) return out;
        return elements(body, f.operand(a, 0), depth + 1);
      }
      if (Place p = place_at(body, f.operand(i, 0))) {
        out.push_back({Origin::Variable, p});
        if (as_under<Pointer>(i.type) && (p.variable->bits & Var::kCaptured)) add(out, entries_in(p.variable, depth));
      }
      return out;
    }
    case Opcode::Field:
      if (is_map(i.type)) {
        const Instr& copy = f.at(same(body, f.operand(i, 0)));
        bool swapped = false;
        if (copy.op == Opcode::Load) copied_from(body, f.operand(copy, 0), i.aux, &swapped);
        if (swapped) return out;
        if (out = in_result(body, f.operand(i, 0), i.aux, depth); !out.empty()) return out;
      }
      // A pointer in a struct that is an entry.
      if (as_under<Pointer>(i.type)) {
        out = find(body, f.operand(i, 0), depth + 1, before);
        std::erase_if(out, [](const Origin& o) { return o.kind != Origin::Element; });
        if (out.empty()) out = in_result(body, f.operand(i, 0), i.aux, depth);
        if (!out.empty()) return out;
      }
      if (Place p = place_of_value(body, v)) out.push_back({Origin::Variable, p});
      return out;
    case Opcode::FreeVar: {
      // What it is outside says more, if it is a value there.
      ValueId made = f.made_at;
      const Examined* outer = made ? graph_.body(f.parent) : nullptr;
      if (outer && i.aux < f.parent->at(made).count) {
        ValueId captured = f.parent->operand(made, i.aux);
        out = find(*outer, captured, depth + 1);
        // What the outer literal was given by who runs it: an entry of a container.
        if (std::erase_if(out, [](const Origin& o) { return o.kind == Origin::Parameter; }) && outer->function.parent)
          for (const Origin& o : through_callers(*outer, captured, depth + 1))
            if (o.kind == Origin::Element) add(out, {o});
        for (Origin& o : out) o.place.object = {};
      }
      if (out.empty())
        if (Place p = place_of_value(body, v)) out.push_back({Origin::Variable, p});
      return out;
    }
    case Opcode::FieldAddr:  // a part of the object
    case Opcode::Convert:
    case Opcode::TypeAssert:
    case Opcode::MakeInterface: return find(body, f.operand(i, 0), depth + 1, before);
    case Opcode::Lookup:
      if (removed(body, f.operand(i, 0), f.operand(i, 1), before)) return out;
      out = elements(body, f.operand(i, 0), depth + 1);
      break;
    case Opcode::Index: return elements(body, f.operand(i, 0), depth + 1);
    case Opcode::Extract: {
      ValueId t = f.operand(i, 0);
      const Instr& tuple = f.at(t);
      if (tuple.op == Opcode::LookupOk && i.aux == 0) {
        if (removed(body, f.operand(tuple, 0), f.operand(tuple, 1), before)) return out;
        out = elements(body, f.operand(tuple, 0), depth + 1);
        break;
      }
      if (tuple.op == Opcode::TypeAssertOk && i.aux == 0) return find(body, f.operand(tuple, 0), depth + 1, before);
      if (over_function(f, tuple) && i.aux > 0) {
        for (const Yield& y : yields(graph_, body, tuple))
          for (Origin& o : find(*y.iterator, y.iterator->function.operand(y.call, i.aux), depth + 1))
            if (o.kind != Origin::Parameter) o.place.object = {}, add(out, {o});
        return out;
      }
      if (tuple.op == Opcode::RangeNext && i.aux == 2) {
        for (ValueId key : f.with(Opcode::Extract))
          if (f.at(key).aux == 1 && f.operand(key, 0) == t && removed(body, f.operand(f.operand(tuple, 0), 0), key, before)) return out;
        out = elements(body, f.operand(f.operand(tuple, 0), 0), depth + 1);
        break;
      }
      if (tuple.op == Opcode::Call || tuple.op == Opcode::Invoke) return of_result(body, t, i.aux, false, depth);
      return out;
    }
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        if (o && !(same(body, o) == v)) add(out, find(body, o, depth + 3, before));
      return out;
    case Opcode::Call:
    case Opcode::Invoke: return of_result(body, v, 0, false, depth);
    case Opcode::Param:
      out = given_by_library(body, i.aux, depth);
      if (out.empty()) out.push_back({Origin::Parameter, {}, i.aux});
      return out;
    case Opcode::MakeMap:
    case Opcode::MakeChan: out.push_back({Origin::Made, {}, 0, &body, v}); return out;
    default: return out;
  }
  for (Origin& o : out)
    if (o.kind == Origin::Element && !o.at) o.body = &body, o.at = v;
  return out;
}

// Of a local variable that literals have captured: what they and its own function store in it.
const Origins::Stores& Origins::stores_in(const Var* captured) const {
  if (!stores_known_) {
    stores_known_ = true;
    for (const Examined* b : flow::ahead(graph_.bodies())) {
      const Function& f = b->function;
      if (!f.parent && f.closures.empty()) continue;
      for (ValueId store : f.with(Opcode::Store)) {
        ValueId address = f.operand(store, 0), value = f.operand(store, 1);
        if (!f.at(value).type || !as_under<Pointer>(f.at(value).type)) continue;
        Opcode to = f.at(same(*b, address)).op;
        if (to != Opcode::Alloc && to != Opcode::FreeVar) continue;
        if (Place p = place_at(*b, address)) stores_[p.variable].push_back({b, value});
      }
    }
  }
  static const Stores none;
  auto it = stores_.find(captured);
  return it == stores_.end() ? none : it->second;
}

// The containers whose entries such a variable is given. Stores that lead to each other are gone through once: with callers that pass what they
// have captured themselves there are as many ways as there are products of both.
const std::vector<Origin>& Origins::entries_in(const Var* captured, int depth) const {
  auto [known, first] = entries_.try_emplace(captured);
  if (!first) return so_far(known->second);
  known->second.all = std::make_unique<std::vector<Origin>>();
  std::vector<Origin> out;
  for (const auto& [from, value] : stores_in(captured))
    for (Origin o : through_callers(*from, value, depth + 1))
      if (o.kind == Origin::Element) o.place.object = {}, add(out, {o});
  Known& k = entries_[captured];
  k = {std::make_unique<std::vector<Origin>>(std::move(out)), true};
  return *k.all;
}

// Of the container: those of what it is filled with, or the variable that holds it.
std::vector<Origin> Origins::elements(const Examined& body, ValueId v, int depth) const {
  return once(body, v, depth, {}, true, [&](ValueId x) { return elements_in(body, x, depth); });
}

std::vector<Origin> Origins::elements_in(const Examined& body, ValueId v, int depth) const {
  std::vector<Origin> out;
  const Function& f = body.function;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        if (o && !(same(body, o) == v)) add(out, elements(body, o, depth + 3));
      return out;
    case Opcode::Builtin:
      if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append) return out;
      add(out, elements(body, f.operand(i, 0), depth + 3));
      for (size_t k = 1; k < i.count; k++) add(out, elements(body, f.operand(i, k), depth + 1));
      return out;
    case Opcode::ArrayLit:
      for (ValueId o : f.operands_of(i))
        if (o) add(out, find(body, o, depth + 1));
      return out;
    case Opcode::SliceOf: return elements(body, f.operand(i, 0), depth + 1);
    case Opcode::MakeMap:
      // A copy by hand.
      for (ValueId update : f.with(Opcode::MapUpdate))
        if (same(body, f.operand(update, 0)) == v) add(out, find(body, f.operand(update, 2), depth + 1));
      return out;
    case Opcode::Call:
    case Opcode::Invoke: return of_result(body, v, 0, true, depth);
    case Opcode::Extract:
      if (Opcode from = f.at(f.operand(i, 0)).op; from == Opcode::Call || from == Opcode::Invoke) return of_result(body, f.operand(i, 0), i.aux, true, depth);
      break;
    default: break;
  }
  for (Origin o : find(body, v, depth + 1)) {
    if (o.kind == Origin::Variable) add(out, {{Origin::Element, o.place, 0, nullptr, {}}});
    if (o.kind == Origin::Element) add(out, {o});
  }
  return out;
}

std::vector<Origin> Origins::through_callers(const Examined& body, ValueId v, int depth) const {
  std::vector<Origin> out;
  for (const Origin& o : find(body, v, depth)) {
    if (o.kind != Origin::Parameter) {
      add(out, {o});
      continue;
    }
    for (const Edge& e : graph_.calls_of(&body.function)) {
      ValueId argument = e.argument(o.number);
      if (!argument) continue;
      for (Origin there : find(*e.caller, argument, depth)) {
        there.place.object = {};
        if (there.kind != Origin::Parameter) add(out, {there});
      }
    }
  }
  return out;
}

// ---- ownership ----

bool Origins::fresh(const Examined& body, ValueId v) const {
  v = same(body, v);
  const Function& f = body.function;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Alloc:
    case Opcode::MakeMap:
    case Opcode::MakeSlice:
    case Opcode::ArrayLit:
    case Opcode::StructLit: return true;
    case Opcode::Call: {
      const Func* callee = ir::callee(i);
      if (callee && flow::package_path(callee) == "maps" && (callee->name.view() == "Clone" || callee->name.view() == "Collect")) return true;
      const Examined* target = only_callee(body, v);
      return target && gives_fresh(*target, 0, 0);
    }
    case Opcode::Invoke: return all_give_fresh(body, v, 0);
    case Opcode::Extract: {
      if (f.at(f.operand(i, 0)).op == Opcode::Invoke) return all_give_fresh(body, f.operand(i, 0), i.aux);
      const Examined* target = f.at(f.operand(i, 0)).op == Opcode::Call ? only_callee(body, f.operand(i, 0)) : nullptr;
      return target && gives_fresh(*target, i.aux, 0);
    }
    default: return false;
  }
}

// Whichever method of that name the interface has, it makes what it returns.
bool Origins::all_give_fresh(const Examined& body, ValueId invoke, uint32_t result) const {
  std::span<const Edge> calls = graph_.calls_at(&body.function, invoke);
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) { return e.kind == Edge::Call && !e.vague && gives_fresh(*e.callee, result, 0); });
}

bool Origins::gives_fresh(const Examined& body, uint32_t result, int depth) const {
  if (depth > 4) return false;
  auto [it, first] = fresh_results_.try_emplace({&body.function, result}, 0);
  if (!first) return it->second == 2;
  const Function& f = body.function;
  bool all = true, some = false;
  for (BlockId b : body.dominators.order()) {
    ValueId at = f.blocks[b.v].instrs.back();
    const Instr& last = f.at(at);
    if (last.op != Opcode::Return || result >= last.count) continue;
    ValueId value = same(body, f.operand(last, result));
    if (f.at(value).op == Opcode::Zero) continue;
    some = true;
    all = all && owned(body, value, at, depth + 1) && f.at(root_of(body, value)).op != Opcode::Param;
  }
  bool yes = all && some;
  fresh_results_[{&body.function, result}] = yes ? 2 : 1;
  return yes;
}

bool Origins::own_part(const Examined& body, ValueId v, const Var* field, int depth) const {
  const Function& f = body.function;
  v = v ? same(body, v) : v;
  if (!v || depth > 4 || !f.at(v).type) return false;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::StructLit: {
      Struct* s = as_under<Struct>(i.type);
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
        if (origin_of(s->fields[k].get()) == origin_of(field)) return f.operand(i, k) && fresh(body, f.operand(i, k));
      return false;
    }
    case Opcode::Load: {
      // `c := *p; c.m = maps.Clone(c.m)`: of a local variable, whose field is stored before.
      ValueId cell = same(body, f.operand(i, 0));
      if (f.at(cell).op != Opcode::Alloc) return false;
      std::span<const ValueId> stores = f.with(Opcode::Store);
      return std::any_of(stores.begin(), stores.end(), [&](ValueId store) {
        Place to = place_at(body, f.operand(store, 0));
        return to.variable && to.object && origin_of(to.variable) == origin_of(field) && same(body, to.object) == cell && fresh(body, f.operand(store, 1)) && dominates(body, store, v);
      });
    }
    case Opcode::Call: {
      const Examined* target = only_callee(body, v);
      return target && std::ranges::all_of(target->dominators.order(), [&](BlockId b) {
        const Instr& last = target->function.at(target->function.blocks[b.v].instrs.back());
        return last.op != Opcode::Return || (last.count == 1 && own_part(*target, target->function.operand(last, 0), field, depth + 1));
      });
    }
    case Opcode::Param: {
      std::span<const Edge> calls = graph_.calls_of(&f);
      // The goroutines that a loop starts all get a map that was made before it.
      auto again = [&](const Edge& e, ValueId argument) {
        const Function& g = e.caller->function;
        const Instr& literal = g.at(same(*e.caller, argument));
        Struct* s = e.kind == Edge::Go && literal.op == Opcode::StructLit ? as_under<Struct>(literal.type) : nullptr;
        for (size_t k = 0; s && k < s->fields.size() && k < literal.count; k++)
          if (origin_of(s->fields[k].get()) == origin_of(field)) return g.operand(literal, k) && in_loop(*e.caller, e.at, same(*e.caller, g.operand(literal, k)));
        return false;
      };
      return !calls.empty() && !graph_.has_unseen_callers(&f) && std::ranges::all_of(calls, [&](const Edge& e) {
        ValueId argument = e.argument(i.aux);
        return argument && !again(e, argument) && own_part(*e.caller, argument, field, depth + 1);
      });
    }
    default: return false;
  }
}

// Where each object of the body is given to others: to goroutines, to what lasts.
const Origins::Publications& Origins::publications(const Examined& body) const {
  const Function& f = body.function;
  auto [known, first] = publications_.try_emplace(&f);
  if (!first) return *known->second;  // in recursion: nothing
  known->second = std::make_unique<Publications>();
  Publications out;
  auto note = [&](ValueId v, ValueId at) {
    if (!v) return;
    v = same(body, v);
    // The address of a part leads to the whole.
    while (f.at(v).op == Opcode::FieldAddr || f.at(v).op == Opcode::IndexAddr || f.at(v).op == Opcode::MakeInterface || f.at(v).op == Opcode::SliceOf || f.at(v).op == Opcode::Convert) v = same(body, f.operand(v, 0));
    out[v.v].push_back(at);
  };
  auto lasts = [&](ValueId address) {
    const Instr& root = f.at(root_of(body, address));
    if (root.op != Opcode::Alloc) return true;
    auto* cell = static_cast<Var*>(Ref<Object>::from_raw(root.aux).get());
    return cell && (cell->bits & Var::kCaptured);
  };
  f.each(ir::opcodes({Opcode::Store, Opcode::MapUpdate, Opcode::Send, Opcode::MakeClosure, Opcode::BoundMethod, Opcode::Call}), [&](ValueId v) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::Store:
        if (lasts(f.operand(i, 0))) note(f.operand(i, 1), v);
        break;
      case Opcode::MapUpdate: note(f.operand(i, 2), v), note(f.operand(i, 1), v); break;
      case Opcode::Send: note(f.operand(i, 1), v); break;
      case Opcode::MakeClosure: {
        // A literal that is only called here runs in no other goroutine.
        const Function* inner = f.closures[i.aux].get();
        std::span<const Edge> calls = graph_.calls_of(inner);
        bool others = calls.empty() || graph_.has_unseen_callers(inner);
        for (const Edge& e : calls) others = others || e.kind == Edge::Go || !(e.caller == &body || e.kind == Edge::Library || e.kind == Edge::Once);
        if (others)
          for (ValueId o : f.operands_of(i)) note(o, v);
        break;
      }
      case Opcode::BoundMethod: note(f.operand(i, 0), v); break;
      case Opcode::Call: {
        const Func* callee = ir::callee(i);
        bool go = static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go || flow::starts_goroutine(callee);
        bool keeps = callee && flow::library_keeps(callee) != flow::Keeps::Nothing;
        // The address of an atomic variable is not kept by it.
        bool atomic = callee && flow::package_path(callee) == "sync/atomic";
        for (size_t k = atomic ? 2 : 1; k < i.count; k++) {
          if (go || keeps) note(f.operand(i, k), v);
          else
            for (const Edge& e : graph_.calls_at(&f, v)) {
              size_t p = k - 1 + e.bound;
              const Function& g = e.callee->function;
              if (e.kind == Edge::Call && p < g.params.size() && g.params[p] && publications(*e.callee).contains(g.params[p].v)) note(f.operand(i, k), v);
            }
        }
        break;
      }
      default: break;
    }
  });
  return *(publications_[&f] = std::make_unique<Publications>(std::move(out)));
}

// Some way leads from where the object is given to others to `before`.
bool Origins::published(const Examined& body, ValueId object, ValueId before) const {
  const Function& f = body.function;
  const Publications& all = publications(body);
  auto it = all.find(object.v);
  if (it == all.end()) return false;
  return std::any_of(it->second.begin(), it->second.end(), [&](ValueId p) {
    return reaches(body, p, before, f.at(object).block) && !(over_ && over_(body, p, before));
  });
}

bool Origins::given_out(const Examined& body, ValueId v) const {
  const Function& f = body.function;
  v = same(body, v);
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op != Opcode::Return && i.op != Opcode::Store && i.op != Opcode::MapUpdate && i.op != Opcode::BoundMethod) continue;
    for (size_t k = i.op == Opcode::Store ? 1 : 0; k < i.count; k++) {
      ValueId o = f.operand(i, k);
      if (o && f.at(same(body, o)).op == Opcode::MakeInterface) o = f.operand(same(body, o), 0);
      if (o && same(body, o) == v) return true;
    }
  }
  return false;
}

const Var* Origins::published_by_atomic(const Examined& body, ValueId v, ValueId at) const {
  const Function& f = body.function;
  v = same(body, v);
  const Publications& all = publications(body);
  auto it = all.find(v.v);
  if (it == all.end()) return nullptr;
  for (ValueId p : it->second) {
    const Instr& i = f.at(p);
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (callee && flow::package_path(callee) == "sync/atomic" && reaches(body, p, at, f.at(v).block)) return place_at(body, f.operand(i, 1)).variable;
  }
  return nullptr;
}

bool Origins::owned(const Examined& body, ValueId v, ValueId at, int depth) const {
  if (!v || depth > 8) return false;
  const Function& f = body.function;
  v = same(body, v);
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Field:
      // A struct is a copy, what it points to may be an entry of a map.
      if (i.type && as_under<Pointer>(i.type) && !in_result(body, f.operand(i, 0), i.aux, 0).empty()) return false;
      return owned(body, f.operand(i, 0), at, depth + 1);
    case Opcode::FieldAddr:
    case Opcode::IndexAddr: return owned(body, f.operand(i, 0), at, depth + 1);
    case Opcode::StructLit: return true;
    case Opcode::Alloc: {
      auto* cell = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
      // Captured variables are places of their own.
      if (cell && (cell->bits & Var::kCaptured)) return false;
      return !published(body, v, at);
    }
    case Opcode::Load: {
      // What an owned object holds is not its own but for what it was made with; a local variable's value, if that is.
      const Instr& a = f.at(same(body, f.operand(i, 0)));
      if (a.op == Opcode::FieldAddr || a.op == Opcode::IndexAddr) return owned(body, f.operand(a, 0), at, depth + 1) && f.at(root_of(body, v)).op != Opcode::Param;
      return false;
    }
    case Opcode::MakeMap:
    case Opcode::MakeSlice:
    case Opcode::ArrayLit: return !published(body, v, at);
    case Opcode::Call:
    case Opcode::Invoke:
    case Opcode::Extract: return fresh(body, v) && !published(body, v, at);
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        if (o && f.at(same(body, o)).op != Opcode::Zero && !(same(body, o) == v) && !owned(body, o, at, depth + 2)) return false;
      return true;
    case Opcode::Param: return owned_parameter(body, i.aux, depth + 1) && !published(body, v, at);
    case Opcode::FreeVar: return owned_capture(body, i.aux, depth + 1) && !published(body, v, at);
    default: return false;
  }
}

// The literal runs only where it stands, in the goroutine of the function that has made it, and that owns what it has captured.
bool Origins::owned_capture(const Examined& literal, size_t n, int depth) const {
  const Function& f = literal.function;
  const Examined* outer = f.parent && f.made_at ? graph_.body(f.parent) : nullptr;
  ValueId captured = outer && n < f.parent->at(f.made_at).count ? f.parent->operand(f.made_at, static_cast<uint32_t>(n)) : ValueId{};
  std::span<const Edge> calls = graph_.calls_of(&f);
  return captured && !calls.empty() && !graph_.has_unseen_callers(&f) && std::all_of(calls.begin(), calls.end(), [&](const Edge& e) {
    return e.caller == outer && (e.kind == Edge::Call || e.kind == Edge::Library || e.kind == Edge::Once) && owned(*outer, captured, e.at, depth);
  });
}

bool Origins::owned_parameter(const Examined& body, size_t n, int depth) const {
  const Function* f = &body.function;
  // A value receiver or parameter is a copy, but what it points to is not.
  std::span<const Edge> edges = graph_.calls_of(f);
  bool option = f->parent && graph_.only_returned(f);
  if (option && edges.empty()) return owned_option(*f, n, depth);
  if (edges.empty() || (graph_.has_unseen_callers(f) && !option) || depth > 8) return false;
  auto [it, first] = owned_parameters_.try_emplace({f, n}, 2);  // in cycles: yes, until a caller says no
  if (!first) return it->second == 2;
  bool all = true;
  for (const Edge& e : edges) {
    ValueId argument = e.argument(n);
    all = all && argument && e.kind != Edge::Go && owned(*e.caller, argument, e.at, depth + 1);
    if (!all) break;
  }
  owned_parameters_[{f, n}] = all ? 2 : 1;
  return all;
}

// Nobody is seen to call the literal, which importers get as a value of a type and give back: functional options. The calls of values of the
// type tell what it is given.
bool Origins::owned_option(const Function& literal, size_t n, int depth) const {
  const Signature* s = literal.parent->signature;
  const Named* type = s && s->result_count() == 1 ? as<Named>(s->result(0)->type) : nullptr;
  if (!type) return false;
  if (!std::exchange(value_calls_known_, true))
    for (const Examined* b : flow::ahead(graph_.bodies()))
      for (ValueId v : b->function.with(Opcode::Call)) {
        const Function& f = b->function;
        const Instr& i = f.at(v);
        const Named* called = !ir::callee(i) && f.operand(i, 0) && f.at(f.operand(i, 0)).type ? as<Named>(f.at(f.operand(i, 0)).type) : nullptr;
        if (called) value_calls_[called].push_back({b, v});
      }
  auto calls = value_calls_.find(type);
  return calls != value_calls_.end() && std::all_of(calls->second.begin(), calls->second.end(), [&](const auto& c) {
    ValueId argument = c.first->function.operand(c.second, static_cast<uint32_t>(n) + 1);
    return argument && owned(*c.first, argument, c.second, depth + 1);
  });
}

bool Origins::owned_receiver(const Edge& e) const {
  const Signature* s = e.callee->function.signature;
  if (!s || !s->recv || e.kind == Edge::Go) return false;
  std::tuple key(e.caller, e.at.v, e.callee);  // callers and callees have copies of the edge
  auto [it, fresh] = owned_receivers_.try_emplace(key);
  if (!fresh) return it->second;
  ValueId argument = e.argument(0);
  return owned_receivers_[key] = argument && owned(*e.caller, argument, e.at);
}

}  // namespace ptrsafe::concurrency
