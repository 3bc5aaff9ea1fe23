// FunctionFlow: what map operations and calls do to what is known of map entries.
#include "flow/function_flow.h"

#include <algorithm>

#include "flow/models.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

// The id of the map variable at the address.
ValueId FunctionFlow::told_map(ValueId a) {
  std::vector<uint32_t> key;
  while (f_.at(a).op == Opcode::FieldAddr) {
    key.push_back(f_.at(a).aux);
    a = number(f_.operand(a, 0));
  }
  key.push_back(f_.at(a).op == Opcode::Global ? f_.at(a).aux : 0);
  key.push_back(f_.at(a).op == Opcode::Global ? 0 : a.v);
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

ValueId FunctionFlow::map_of_callee(const Instr& call, const MapPath& path, const State& s) {
  std::vector<uint32_t> key;
  ValueId address;
  if (path.parameter < 0) {
    if (!path.field || !(path.field->bits & Var::kPackageVar)) return {};
    uint32_t raw = Ref<Object>(path.field).v;
    key = {raw, 0};
    auto it = expressions_.find(std::vector<uint32_t>{static_cast<uint32_t>(Opcode::Global), raw});
    if (it != expressions_.end()) address = it->second;
  } else {
    ValueId root = number(f_.operand(call, static_cast<size_t>(path.parameter) + 1));
    if (!root) return {};
    if (path.depth == 0) return root;
    address = root;
    for (uint8_t k = 0; k < path.depth; k++) {
      if (address) {
        auto it = expressions_.find(std::vector<uint32_t>{static_cast<uint32_t>(Opcode::FieldAddr), path.fields[k], address.v});
        address = it == expressions_.end() ? ValueId{} : it->second;
      }
    }
    // The root may itself be a part of something.
    for (uint8_t k = path.depth; k-- > 0;) key.push_back(path.fields[k]);
    while (f_.at(root).op == Opcode::FieldAddr) {
      key.push_back(f_.at(root).aux);
      root = number(f_.operand(root, 0));
    }
    bool global = f_.at(root).op == Opcode::Global;
    key.push_back(global ? f_.at(root).aux : 0);
    key.push_back(global ? 0 : root.v);
  }
  if (address)
    if (const PlaceFact* p = s.place(address); p && p->value) return p->value;
  return told_.try_emplace(std::move(key), ValueId{static_cast<uint32_t>(f_.instrs.size() + told_.size())}).first->second;
}

// What is known because the call has returned.
void FunctionFlow::after_call(const Instr& i, const FunctionSummary& callee, State& s) {
  for (size_t k = 1; k < i.count && k <= 64; k++) {
    ValueId argument = f_.operand(i, k);
    if (callee.true_after >> (k - 1) & 1) assume(argument, true, s);
    if (callee.non_nil_after >> (k - 1) & 1) assume_nil(argument, false, s);
  }
}

void FunctionFlow::assume_presence(const Instr& call, uint32_t result, bool truth, State& s) {
  const FunctionSummary* callee = callee_summary(call);
  if (!callee || !truth || callee->presence.result != static_cast<int>(result)) return;
  ValueId map = map_of_callee(call, callee->presence.map, s);
  ValueId key = number(f_.operand(call, static_cast<size_t>(callee->presence.key_parameter) + 1));
  if (map && key) s.set_entry({map, key, Presence::Present, Nilness::Unknown, {}});
}

void FunctionFlow::lookup(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  ValueId map = number(f_.operand(i, 0)), key = number(f_.operand(i, 1));
  const EntryFact* e = s.entry(map, key);
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
    if (!(e.map == map) && (!same_map_type(e.map, map) || local(e.map))) continue;
    if (e.map == map && e.key == key) continue;
    if (constant && f_.at(e.key).op == Opcode::Const) continue;  // another key
    if (e.presence == Presence::Absent) e.presence = Presence::Unknown, e.value = {};
    if (e.nilness == Nilness::Nil) e.nilness = Nilness::Unknown, e.value = {};
  }
  s.set_entry({map, key, Presence::Present, nilness(value, s), value});
  if (!constant) s.set_complete(map, false);
}

void FunctionFlow::remove(ValueId map, ValueId key, Type*, State& s) {
  bool constant = f_.at(key).op == Opcode::Const;
  for (EntryFact& e : s.entries()) {
    if (!(e.map == map) || e.key == key) continue;
    if (constant && f_.at(e.key).op == Opcode::Const) continue;
    e.presence = Presence::Unknown;
    e.nilness = Nilness::Unknown;
    e.value = {};
  }
  s.set_entry({map, key, Presence::Absent, Nilness::Unknown, {}});
}

void FunctionFlow::call(ValueId v, State& s) {
  const Instr& i = f_.at(v);
  if (i.sub != 0) return;  // go, defer: later
  if (i.op == Opcode::Builtin) {
    ValueId first = number(f_.operand(i, 0));
    switch (static_cast<BuiltinId>(i.aux)) {
      case BuiltinId::Delete: remove(first, number(f_.operand(i, 1)), nullptr, s); return;
      case BuiltinId::Clear:
        s.erase_entries_if([&](const EntryFact& e) { return e.map == first; });
        if (Type* t = f_.at(first).type; t && as_under<Map>(t)) s.set_complete(first, local(first));
        return;
      case BuiltinId::Append:
        if (i.count > 1 && !i.reserved) s.add(v, kNonNil);
        return;
      default: return;
    }
  }
  if (is_pure(i)) return;
  uint32_t model = model_of(ir::callee(i));
  if ((model & kNilOfNil) && i.count > 1) {
    s.forget(v);
    if (Nilness n = nilness(f_.operand(i, 1), s); n != Nilness::Unknown) s.add(v, n == Nilness::Nil ? kNil : kNonNil);
    return;
  }
  if (model & (kMapLoad | kMapStore | kMapDelete)) {
    ValueId map = number(f_.operand(i, 1)), key = number(f_.operand(i, 2));
    if (model & kMapStore) {
      ValueId value = number(f_.operand(i, 3));
      s.set_entry({map, key, Presence::Present, nilness(value, s), {}});
    } else if (model & kMapDelete) {
      remove(map, key, nullptr, s);
    } else {
      const EntryFact* e = s.entry(map, key);
      presence_[v.v] = static_cast<uint8_t>(e ? e->presence : Presence::Unknown);
    }
    return;
  }
  const FunctionSummary* callee = callee_summary(i);
  if (callee) {
    if (callee->returns_parameter >= 0) {
      ValueId same = number(f_.operand(i, static_cast<size_t>(callee->returns_parameter) + 1));
      if (same && i.type && f_.at(same).type && identical(i.type, f_.at(same).type)) number_[v.v] = same;
    }
    for (const ResultSummary& r : callee->results) {
      if (!r.from_lookup || r.key_parameter < 0) continue;
      ValueId map = map_of_callee(i, r.map, s);
      const EntryFact* e = map ? s.entry(map, number(f_.operand(i, static_cast<size_t>(r.key_parameter) + 1))) : nullptr;
      if (e) presence_[v.v] = static_cast<uint8_t>(e->presence);
    }
  }
  // The callee may change whatever it reaches: what accuses is forgotten.
  s.erase_places_if([&](const PlaceFact& p) {
    return !local(p.address) && (p.zero || p.nilness == Nilness::Nil || (p.value && (nilness(p.value, s) == Nilness::Nil || has_zero_part(p.value))));
  });
  s.erase_entries_if([&](const EntryFact& e) {
    return !local(e.map) && (e.presence == Presence::Absent || e.nilness == Nilness::Nil);
  });
  std::vector<ValueId> gone;
  for (const CompleteMap& c : s.complete_maps())
    if (!local(c.map)) gone.push_back(c.map);
  for (ValueId m : gone) s.set_complete(m, false);
  if (callee) after_call(i, *callee, s);
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
        const EntryFact* e = s.entry(map, key);
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
      if (!type || !as_under<Map>(type)) break;
      if (i.aux == 0) break;
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
    default: s.forget(v); break;
  }
}

}  // namespace ptrsafe::flow
