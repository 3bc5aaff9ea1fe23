#include "concurrency/origins.h"

#include <algorithm>

#include "base/name_set.h"
#include "concurrency/iterators.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 12;

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

}  // namespace ptrsafe::concurrency
