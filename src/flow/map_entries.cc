#include "flow/map_entries.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/sync_map.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {

ValueId MapEntries::number(ValueId v) const {
  ValueId n = flow_.number(v);
  return n && n.v < f_.instrs.size() ? n : v;
}

MapPlace MapEntries::place(ValueId v) const {
  MapPlace p;
  for (int depth = 0; depth < 16; depth++) {
    v = number(v);
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Global) {
      p.global = Ref<Object>::from_raw(i.aux).get();
      return p;
    }
    if (i.op == Opcode::FieldAddr || i.op == Opcode::Field) p.fields.push_back(i.aux);
    else if (i.op != Opcode::Load && i.op != Opcode::MakeInterface && i.op != Opcode::TypeAssert) break;
    v = f_.operand(i, 0);
  }
  p.root = v;
  return p;
}

bool MapEntries::same_value(ValueId a, ValueId b) const {
  if (!a || !b) return false;
  if (number(a) == number(b) || place(a) == place(b)) return true;
  const Instr &x = f_.at(number(a)), &y = f_.at(number(b));
  if (x.op == Opcode::Const && y.op == Opcode::Const) return x.aux == y.aux;
  // Two lookups under one key, two calls with the same arguments.
  if (x.op != y.op || x.aux != y.aux || x.count != y.count) return false;
  bool repeatable = x.op == Opcode::Lookup || x.op == Opcode::LookupOk || x.op == Opcode::Extract || x.op == Opcode::Index ||
                    (x.op == Opcode::Call && ir::callee(x)) || x.op == Opcode::Convert || x.op == Opcode::Binary;
  if (!repeatable) return false;
  for (size_t k = 0; k < x.count; k++) {
    ValueId p = f_.operand(x, k), q = f_.operand(y, k);
    if (p || q)
      if (!same_value(p, q)) return false;
  }
  return true;
}

Origin MapEntries::origin(ValueId v) const {
  Origin o;
  std::vector<ValueId> seen;
  find(v, o, seen);
  return o;
}

void MapEntries::found(EntryOf e, const Node* at, Origin& out) const {
  const Instr& i = f_.at(e.range ? f_.operand(f_.at(e.range), 0) : e.at);
  Type* t = i.op == Opcode::Lookup || i.op == Opcode::LookupOk || i.op == Opcode::RangeStart ? f_.at(f_.operand(i, 0)).type.get() : nullptr;
  Map* m = t ? as_under<Map>(t) : nullptr;
  e.of_objects = m && as_under<Pointer>(m->key) && identical(m->key, m->elem);
  if (!out.at) out.at = at;
  out.entries.push_back(std::move(e));
}

void MapEntries::find(ValueId v, Origin& out, std::vector<ValueId>& seen) const {
  if (!v || std::find(seen.begin(), seen.end(), v) != seen.end()) return;
  seen.push_back(v);
  const Instr& i = f_.at(v);
  switch (i.op) {
    case Opcode::Zero: return;
    case Opcode::Alloc: {
      // A new object; of a variable, what it holds is asked for by the Load.
      return;
    }
    case Opcode::MakeInterface:
    case Opcode::TypeAssert:
    case Opcode::Convert:
    case Opcode::Field: return find(f_.operand(i, 0), out, seen);
    case Opcode::Phi:
      for (ValueId o : f_.operands_of(i)) find(o, out, seen);
      return;
    case Opcode::Load: {
      if (ValueId same = number(v); !(same == v)) return find(same, out, seen);
      // A variable that a literal captures, or whose address is taken otherwise: all that is stored in it.
      ValueId address = f_.operand(i, 0);
      if (f_.at(address).op != Opcode::Alloc || !f_.at(address).aux) break;
      bool stored = false;
      for (uint32_t n = 1; n < f_.instrs.size(); n++) {
        if (f_.instrs[n].op != Opcode::Store || !(f_.operand(f_.instrs[n], 0) == address)) continue;
        stored = true;
        find(f_.operand(f_.instrs[n], 1), out, seen);
      }
      if (!stored) out.other = true;
      return;
    }
    case Opcode::Lookup: return found({place(f_.operand(i, 0)), f_.operand(i, 1), {}, v}, i.node, out);
    case Opcode::Extract: {
      ValueId from = f_.operand(i, 0);
      const Instr& t = f_.at(from);
      if (t.op == Opcode::LookupOk && i.aux == 0) return found({place(f_.operand(t, 0)), f_.operand(t, 1), {}, from}, t.node, out);
      if (t.op == Opcode::TypeAssertOk && i.aux == 0) return find(f_.operand(t, 0), out, seen);
      if (t.op == Opcode::RangeNext) {
        ValueId ranged = f_.operand(f_.at(f_.operand(t, 0)), 0);
        const Instr& x = f_.at(ranged);
        if (i.aux == 2 && x.type && as_under<Map>(x.type)) return found({place(ranged), {}, from, from}, t.node, out);
        const Func* callee = ir::callee(x);
        if (callee && package_path(callee) == "maps" && i.aux == (callee->name.view() == "All" ? 2u : callee->name.view() == "Values" ? 1u : 9u))
          return found({place(f_.operand(x, 1)), {}, from, from}, t.node, out);
        break;
      }
      if (t.op != Opcode::Call) break;
      const Func* callee = ir::callee(t);
      if (callee && package_path(callee) == "sync" && receiver_type(callee) == "Map" && i.aux == 0)
        return found({place(f_.operand(t, 1)), f_.operand(t, 2), {}, from}, t.node, out);
      [[fallthrough]];
    }
    case Opcode::Call: {
      ValueId call = i.op == Opcode::Call ? v : f_.operand(i, 0);
      const Instr& c = f_.at(call);
      size_t result = i.op == Opcode::Call ? 0 : i.aux;
      const FunctionSummary* s = ir::callee(c) ? package_.summary(ir::callee(c)) : nullptr;
      if (!s || result >= s->results.size() || !s->results[result].from_lookup) break;
      const ResultSummary& r = s->results[result];
      EntryOf e{{}, {}, {}, call};
      if (r.map.known() && r.key_parameter >= 0) {
        if (r.map.parameter >= 0) e.map = place(f_.operand(c, static_cast<size_t>(r.map.parameter) + 1));
        else e.map.global = r.map.global;
        e.map.fields.insert(e.map.fields.begin(), r.map.fields.rend() - r.map.depth, r.map.fields.rend());
        e.key = f_.operand(c, static_cast<size_t>(r.key_parameter) + 1);
      }
      return found(std::move(e), c.node, out);
    }
    case Opcode::Param:
      if (of_range_callback(f_, v)) return found({{}, {}, v, v}, i.node, out);
      break;
    default: break;
  }
  out.other = true;
}

bool MapEntries::same_lookup(const Origin& a, const Origin& b) const {
  return std::any_of(a.entries.begin(), a.entries.end(),
                     [&](const EntryOf& x) { return std::any_of(b.entries.begin(), b.entries.end(), [&](const EntryOf& y) { return x.at == y.at; }); });
}

bool MapEntries::same_entry(const Origin& a, const Origin& b) const {
  auto key_of = [&](const EntryOf& range, ValueId key) {
    const Instr& k = f_.at(number(key));
    return k.op == Opcode::Extract && k.aux == 1 && f_.operand(k, 0) == range.range;
  };
  auto same = [&](const EntryOf& x, const EntryOf& y) {
    if (x.at == y.at) return true;
    if (f_.at(x.at).op == Opcode::Call && f_.at(y.at).op == Opcode::Call && same_value(x.at, y.at)) return true;
    if (!(x.map == y.map) || (!x.map.root && !x.map.global)) return false;
    if (x.key && y.key) return same_value(x.key, y.key);
    if (x.range && y.key) return key_of(x, y.key);
    return y.range && x.key && key_of(y, x.key);
  };
  return std::all_of(a.entries.begin(), a.entries.end(),
                     [&](const EntryOf& x) { return std::all_of(b.entries.begin(), b.entries.end(), [&](const EntryOf& y) { return same(x, y); }); });
}

}  // namespace ptrsafe::flow
