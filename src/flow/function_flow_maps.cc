// FunctionFlow: what map operations and calls do to what is known of map entries.
#include "flow/function_flow.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/map_path.h"
#include "flow/models.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

namespace {

// The path to an address or pointer: field numbers, the last one first, then where it begins.
void path_key(const FunctionFlow& flow, ValueId a, std::vector<uint32_t>& key) {
  const Function& f = flow.function();
  for (; f.at(a).op == Opcode::FieldAddr || f.at(a).op == Opcode::Load; a = flow.number(f.operand(a, 0)))
    if (f.at(a).op == Opcode::FieldAddr) key.push_back(f.at(a).aux);
  bool global = f.at(a).op == Opcode::Global;
  key.push_back(global ? f.at(a).aux : 0);
  key.push_back(global ? 0 : a.v);
}

}  // namespace

// The id of the map variable at the address.
ValueId FunctionFlow::told_map(ValueId a) {
  std::vector<uint32_t> key;
  path_key(*this, a, key);
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

MapPath FunctionFlow::told_path(ValueId map) const {
  MapPath p;
  for (const auto& [key, id] : told_) {
    if (!(id == map)) continue;
    size_t fields = key.size() - 2;
    uint32_t global = key[fields], root = key[fields + 1];
    if (fields > MapPath::kMaxDepth) return p;
    if (!global && fields > 0) p.parameter = parameter_number(*this, ValueId{root});
    if (global) p.global = static_cast<Var*>(Ref<Object>::from_raw(global).get());
    p.depth = static_cast<uint8_t>(fields);
    for (size_t k = 0; k < fields; k++) p.fields[k] = key[fields - 1 - k];
  }
  return p;
}

ValueId FunctionFlow::map_of_callee(const Instr& call, const MapPath& path, const State& s) {
  if (!path.known()) return {};
  auto known = [&](Opcode op, uint32_t aux, ValueId base) {
    ExpressionKey key{static_cast<uint32_t>(op), aux};
    if (base) key.add(base.v);
    auto it = expressions_.find(key.hash);
    return it == expressions_.end() ? ValueId{} : it->second;
  };
  auto value_at = [&](ValueId a) {
    const PlaceFact* p = a ? s.place(a) : nullptr;
    return p ? p->value : ValueId{};
  };
  std::vector<uint32_t> key;
  ValueId address;
  for (uint8_t k = path.depth; k-- > 0;) key.push_back(path.fields[k]);
  if (path.parameter >= 0) {
    address = number(argument(call, path.parameter));
    if (!address || path.depth == 0) return address;
    path_key(*this, address, key);
  } else {
    uint32_t raw = Ref<Object>(static_cast<const Object*>(path.global)).v;
    address = known(Opcode::Global, raw, {});
    key.push_back(raw);
    key.push_back(0);
  }
  // A field of a struct that the variable holds, or points to.
  ValueId part;  // of a literal that a variable holds: what the literal gives the field, as for load()
  for (uint8_t k = 0; k < path.depth && (address || part); k++) {
    ValueId held = part ? part : value_at(address), field = part ? ValueId{} : known(Opcode::FieldAddr, path.fields[k], address);
    part = {};
    if (held && !told(held) && f_.at(held).op == Opcode::StructLit && path.fields[k] < f_.at(held).count && !(field && s.place(field))) {
      part = number(f_.operand(held, path.fields[k]));
      address = {};
      if (f_.at(part).type && as_under<Pointer>(f_.at(part).type)) std::swap(address, part);
      continue;
    }
    address = field || !held ? field : known(Opcode::FieldAddr, path.fields[k], held);
  }
  if (part) return part;
  if (address) {
    Pointer* p = f_.at(address).type ? as_under<Pointer>(f_.at(address).type) : nullptr;
    if (p && !as_under<Map>(p->elem)) return address;  // a sync.Map
    if (ValueId value = value_at(address)) return value;
  }
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

// What the map holds under the key, by this value of the map variable or by its path.
const EntryFact* FunctionFlow::entry(ValueId map, ValueId key, const State& s) {
  if (const EntryFact* e = s.entry(map, key)) return e;
  if (s.entries().empty()) return nullptr;
  ValueId id = canonical(map);
  return id == map ? nullptr : s.entry(id, key);
}

// Where ways meet, each may have loaded the map from its variable anew, and so know it by another value: what excuses is known by the variable's path, too,
// as long as that holds the map.
void FunctionFlow::name_entries_by_path(State& s) {
  size_t known = s.entries().size();
  for (size_t k = 0; k < known; k++) {
    EntryFact e = s.entries()[k];
    if (told(e.map) || f_.at(e.map).op != Opcode::Load || (e.presence != Presence::Present && nilness_of(e, s) != Nilness::NonNil)) continue;
    ValueId variable = number(f_.operand(e.map, 0));
    const PlaceFact* p = s.place(variable);
    if (!p || !(p->value == e.map)) continue;
    e.map = told_map(variable);
    if (!s.entry(e.map, e.key)) s.set_entry(e);
  }
}

Nilness FunctionFlow::nilness_of(const EntryFact& e, const State& s) const {
  return e.nilness == Nilness::Unknown && e.value ? nilness(e.value, s) : e.nilness;
}

// What is known because the call has returned.
void FunctionFlow::after_call(ValueId call, const FunctionSummary& callee, State& s) {
  const Instr& i = f_.at(call);
  for (const RemovalSummary& r : callee.removals)
    if (ValueId map = map_of_callee(i, r.map, s)) may_remove(map, number(argument(i, r.key_parameter)), s);
  if (forgetting_) return;
  for (const EntrySummary& e : callee.entries_after) {
    ValueId map = map_of_callee(i, e.map, s), key = number(argument(i, e.key_parameter));
    if (!map || !key) continue;
    s.set_entry({map, key, e.present ? Presence::Present : Presence::Absent, e.non_nil ? Nilness::NonNil : Nilness::Unknown, {}});
  }
  keys_after_call(call, ~0u, {}, s);
  nil_after_call(i, callee, s);
  if (i.type && i.type->kind != TypeKind::Tuple) nil_in_result(call, i, 0, s);
  assume_shown(i, ShownSummary::Always, 0, s);
  for (int p = 0; p < 64 && callee.not_nil >> p; p++)
    if (callee.not_nil >> p & 1) assume_nil(argument(i, p), false, s);
}

// What a call of a sync.Map's method has put into an interface as the key.
ValueId FunctionFlow::sync_key(const Instr& call) const {
  ValueId key = number(f_.operand(call, 2));
  return f_.at(key).op == Opcode::MakeInterface ? number(f_.operand(key, 0)) : key;
}

// A result of the call is true, false, nil or not nil.
void FunctionFlow::assume_presence(const Instr& call, uint32_t result, uint8_t value, State& s) {
  const FunctionSummary* callee = callee_summary(call);
  if (!callee) return;
  for (const PresenceSummary& p : callee->presences) {
    if (p.result != static_cast<int>(result) || p.value != value) continue;
    ValueId map = map_of_callee(call, p.map, s);
    ValueId key = number(argument(call, p.key_parameter));
    if (map && key) s.set_entry({map, key, Presence::Present, Nilness::Unknown, {}});
  }
}

void FunctionFlow::lookup(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  ValueId map = number(f_.operand(i, 0)), key = number(f_.operand(i, 1));
  const EntryFact* e = entry(map, key, s);
  Presence p = e ? e->presence : Presence::Unknown;
  Nilness n = e ? e->nilness : Nilness::Unknown;
  if (!e && s.complete(map) && f_.at(key).op == Opcode::Const) p = Presence::Absent;
  if (!e && s.complete(map) && std::none_of(s.entries().begin(), s.entries().end(), [&](const EntryFact& x) { return x.map == map; }))
    p = Presence::Absent;
  if (nilness(map, s) == Nilness::Nil) p = Presence::Absent;
  presence_[v.v] = static_cast<uint8_t>(p);
  entry_nil_[v.v] = static_cast<uint8_t>(n);
  if (i.op != Opcode::Lookup) return;
  // A nil that was stored stays a lookup's value: a fault that it leads to is the map's.
  if (e && e->value && p != Presence::Absent && f_.at(number(e->value)).op != Opcode::Zero) {
    number_[v.v] = number(e->value);
    if (n == Nilness::NonNil) s.add(number_[v.v], kNonNil);
    if (p == Presence::Present) s.add(number_[v.v], kPresent);
    return;
  }
  s.forget(v);
  if (p == Presence::Present) s.add(v, n == Nilness::NonNil ? kNonNil | kPresent : kPresent);
  if (p == Presence::Absent || n == Nilness::Nil) s.add(v, kNil);
  s.set_entry({map, key, p, n, v});
}

void FunctionFlow::update(const Instr& i, State& s) {
  ValueId map = number(f_.operand(i, 0)), key = number(f_.operand(i, 1)), value = number(f_.operand(i, 2));
  bool constant = f_.at(key).op == Opcode::Const;
  for (EntryFact& e : s.entries()) {
    // Asked first: a literal of a hundred thousand entries comes here with each of them.
    if (e.presence != Presence::Absent && e.nilness != Nilness::Nil) continue;
    if (!(e.map == map) && (!same_map_type(e.map, map) || local(e.map))) continue;
    if (e.map == map && e.key == key) continue;
    if (constant && f_.at(e.key).op == Opcode::Const) continue;  // another key
    if (e.presence == Presence::Absent) e.presence = Presence::Unknown, e.value = {};
    if (e.nilness == Nilness::Nil) e.nilness = Nilness::Unknown, e.value = {};
  }
  s.set_entry({map, key, Presence::Present, nilness(value, s), value});
  if (!constant) s.set_complete(map, false);
}

void FunctionFlow::remove(ValueId map, ValueId key, State& s) {
  if (forgetting_) return may_remove(map, key, s);
  bool constant = f_.at(key).op == Opcode::Const;
  std::erase_if(s.entries(), [&](EntryFact& e) {
    if (!same_map(e.map, map)) return false;
    if (e.key == key) return true;
    if (constant && !told(e.key) && f_.at(e.key).op == Opcode::Const) return false;
    e.presence = Presence::Unknown;
    e.nilness = Nilness::Unknown;
    e.value = {};
    return false;
  });
  keys_removed(map, key, s);
  s.set_entry({map, key, Presence::Absent, Nilness::Unknown, {}});
}

// The entry under the key (0: under any) may be gone.
void FunctionFlow::may_remove(ValueId map, ValueId key, State& s) {
  bool constant = key && f_.at(key).op == Opcode::Const;
  for (EntryFact& e : s.entries()) {
    if (!same_map(e.map, map) || (constant && !(e.key == key) && f_.at(e.key).op == Opcode::Const)) continue;
    bool was = e.presence == Presence::Present || e.presence == Presence::Stale;
    bool this_one = !key || e.key == key;
    if (e.presence != Presence::Absent || !this_one) e.presence = was && this_one ? Presence::Stale : Presence::Unknown;
    e.nilness = Nilness::Unknown;
    e.value = {};
  }
  keys_removed(map, key, s);
}

void FunctionFlow::keys_removed(ValueId map, ValueId key, State& s) {
  if (s.keys().empty()) return;
  ValueId id = canonical(map);
  for (KeysFact& k : s.keys()) {
    if (!(k.map == id)) continue;
    ValueId range;
    if (key && f_.at(key).op == Opcode::Extract && f_.at(f_.operand(key, 0)).op == Opcode::RangeNext)
      range = f_.operand(f_.operand(key, 0), 0);
    ValueId over = range ? number(f_.operand(range, 0)) : ValueId{};
    // Who collects the keys and removes some meanwhile does not collect those.
    bool collecting = over && !told(k.source) && f_.at(k.source).op == Opcode::Phi && same_map(over, map) &&
                      f_.at(k.source).block == f_.at(f_.operand(key, 0)).block;
    if (collecting) continue;
    if (!(over == k.source)) range = {};
    k.fresh_in = k.stale && !(k.fresh_in == range) ? ValueId{} : range;
    k.stale = true;
  }
}

void FunctionFlow::call(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  if (i.sub != 0) {  // go, defer: later
    // What a goroutine sends is asked for when all is there.
    if (i.op == Opcode::Call && f_.operand(i, 0) && f_.at(f_.operand(i, 0)).op == Opcode::MakeClosure) {
      auto captured = f_.operands_of(f_.at(f_.operand(i, 0)));
      if (std::any_of(captured.begin(), captured.end(), [&](ValueId o) { return f_.at(o).type && as_under<Chan>(f_.at(o).type); })) callee_summary(i);
    }
    return;
  }
  if (i.op == Opcode::Builtin) {
    ValueId first = number(f_.operand(i, 0));
    switch (static_cast<BuiltinId>(i.aux)) {
      case BuiltinId::Delete: remove(first, number(f_.operand(i, 1)), s); return;
      case BuiltinId::Clear:
        s.erase_entries_if([&](const EntryFact& e) { return same_map(e.map, first); });
        keys_removed(first, {}, s);
        if (Type* t = f_.at(first).type; t && as_under<Map>(t)) s.set_complete(first, local(first));
        return;
      case BuiltinId::Append:
        if (i.count > 1 && !i.reserved) s.add(v, kNonNil);
        if (!s.keys().empty() && !forgetting_) find_keys(v, s);
        return;
      default: return;
    }
  }
  if (is_pure(i) || changes_nothing(i)) return;
  uint32_t model = model_of(ir::callee(i));
  if ((model & kNilOfNil) && i.count > 1) {
    s.forget(v);
    if (Nilness n = nilness(f_.operand(i, 1), s); n != Nilness::Unknown) s.add(v, n == Nilness::Nil ? kNil : kNonNil);
    if (!forgetting_) keys_after_call(v, 0, v, s);
    return;
  }
  if (model & (kMapLoad | kMapStore | kMapDelete)) {
    ValueId map = number(f_.operand(i, 1)), key = sync_key(i);
    if (model & kMapStore) {
      ValueId value = number(f_.operand(i, 3));
      s.set_entry({map, key, Presence::Present, nilness(value, s), {}});
    } else if (model & kMapDelete) {
      remove(map, key, s);
    } else {
      const EntryFact* e = entry(map, key, s);
      presence_[v.v] = static_cast<uint8_t>(e ? e->presence : Presence::Unknown);
    }
    return;
  }
  if (model & kMapEnsures) s.set_entry({number(f_.operand(i, 1)), sync_key(i), Presence::Present, Nilness::Unknown, {}});
  if ((model & kWritesMap) && nilness(number(f_.operand(i, 1)), s) == Nilness::Nil && !forgetting_) nil_writes_[v.v] = 1;
  const FunctionSummary* callee = callee_summary(i);
  if (callee) {
    if (callee->returns_parameter >= 0) {
      ValueId same = number(argument(i, callee->returns_parameter));
      if (same && i.type && f_.at(same).type && identical(i.type, f_.at(same).type)) number_[v.v] = same;
    }
    for (size_t k = 0; k < callee->writes.size() && k < 8 && !forgetting_; k++)
      if (nil_of_callee(i, callee->writes[k], s) == Nilness::Nil) nil_writes_[v.v] |= static_cast<uint8_t>(1u << k);
    auto presence_of = [&](const ResultSummary& r) {
      if (!r.from_lookup || r.key_parameter < 0) return;
      ValueId map = map_of_callee(i, r.map, s);
      const EntryFact* e = map ? entry(map, number(argument(i, r.key_parameter)), s) : nullptr;
      // It may enter the key before it looks it up.
      if (e && !(e->presence == Presence::Absent && callee->may_insert)) presence_[v.v] = static_cast<uint8_t>(e->presence);
    };
    for (const ResultSummary& r : callee->results) presence_of(r);
    for (const PartSummary& p : callee->parts) presence_of(p.what);
  }
  // The callee may change whatever it reaches: what accuses is forgotten, but for maps that nobody makes there.
  std::vector<NilPath> parts;
  std::vector<ValueId> accusing;
  for (const PlaceFact& p : s.places()) {
    if (local(p.address) || !(p.zero || p.nilness == Nilness::Nil || (p.value && (nilness(p.value, s) == Nilness::Nil || has_zero_part(p.value))))) continue;
    accusing.push_back(p.address);
    if (!forgetting_) nil_parts(p, s, parts);
  }
  s.erase_places_if([&](const PlaceFact& p) { return std::binary_search(accusing.begin(), accusing.end(), p.address); });
  // What is decoded, or given to reflection, is written over.
  bool reflects = may_reflect(ir::callee(i)) && std::ranges::any_of(f_.operands_of(i), [&](ValueId o) { return o && f_.at(o).op == Opcode::MakeInterface && path_to(f_.operand(o, 0)).root; });
  if (reflects) parts.clear();
  nil_paths_at_call(i, s, std::move(parts));
  for (size_t k = 1; (reflects || (model & kDecodes)) && k < i.count; k++) {
    ValueId o = f_.operand(i, k);
    ValueId root = o && f_.at(o).op == Opcode::MakeInterface ? path_to(f_.operand(o, 0)).root : ValueId{};
    if (root) s.erase_places_if([&](const PlaceFact& p) { return path_to(p.address).root == root; });
  }
  s.erase_entries_if([&](const EntryFact& e) {
    return !local(e.map) && (e.presence == Presence::Absent || e.nilness == Nilness::Nil);
  });
  std::vector<ValueId> gone;
  for (const CompleteMap& c : s.complete_maps())
    if (!local(c.map)) gone.push_back(c.map);
  for (ValueId m : gone) s.set_complete(m, false);
  if (model & kRemoves) may_remove(number(f_.operand(i, 1)), {}, s);
  if (callee) after_call(v, *callee, s);
  else if (!forgetting_) assume_shown(i, ShownSummary::Always, 0, s);
  if (i.type && !forgetting_) keys_after_call(v, 0, v, s);
  if ((model_of(ir::callee(i)) & kAssertsArgument) && i.count > 2) {
    if (is_boolean(f_.at(f_.operand(i, 2)).type)) assume(f_.operand(i, 2), true, s);
    else assume_nil(f_.at(f_.operand(i, 2)).op == Opcode::MakeInterface ? f_.operand(f_.operand(i, 2), 0) : f_.operand(i, 2), false, s);
  }
}

void FunctionFlow::extract(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  ValueId tuple = f_.operand(i, 0);
  const Instr& t = f_.at(tuple);
  switch (t.op) {
    case Opcode::LookupOk: {
      auto p = static_cast<Presence>(presence_[tuple.v]);
      auto n = static_cast<Nilness>(entry_nil_[tuple.v]);
      ValueId map = number(f_.operand(t, 0)), key = number(f_.operand(t, 1));
      if (i.aux == 0) {
        const EntryFact* e = entry(map, key, s);
        if (e && e->value && p == Presence::Present && f_.at(number(e->value)).op != Opcode::Zero) {
          number_[v.v] = number(e->value);
        } else {
          s.forget(v);
          s.set_entry({map, key, p, n, v});
        }
        if (p == Presence::Present) s.add(number(v), n == Nilness::NonNil ? kNonNil | kPresent : kPresent);
        if (p == Presence::Absent || n == Nilness::Nil) s.add(v, kNil);
      } else {
        s.forget(v);
        if (p == Presence::Present) s.add(v, kTrue);
        if (p == Presence::Absent) s.add(v, kFalse);
      }
      break;
    }
    case Opcode::RangeNext: {
      s.forget(v);
      // Inside the body the key is present, and the value is the entry's.
      ValueId start = f_.operand(t, 0);
      ValueId map = number(f_.operand(start, 0));
      Type* type = f_.at(map).type;
      if (i.aux == 0 || !type) break;
      if (i.aux == (as_under<Slice>(type) ? 2u : 1u)) element_of_keys(map, v, start, s);
      if (!as_under<Map>(type)) break;
      s.add(map, kNonNil);  // it has an entry
      if (i.aux == 1) s.set_entry({map, v, Presence::Present, Nilness::Unknown, {}});
      if (i.aux == 2) {
        s.add(v, kPresent);
        for (EntryFact& e : s.entries()) {
          const Instr& k = f_.at(e.key);
          if (e.map == map && k.op == Opcode::Extract && k.aux == 1 && f_.operand(k, 0) == tuple) e.value = v;
        }
      }
      break;
    }
    case Opcode::Call:
      s.forget(v);
      keys_after_call(tuple, i.aux, v, s);
      nil_in_result(v, t, i.aux, s);
      break;
    default: s.forget(v); break;
  }
}

}  // namespace ptrsafe::flow
