#include "lifetime/map_identity.h"

#include <algorithm>

#include "base/name_set.h"
#include "flow/map_table.h"
#include "flow/models.h"
#include "flow/sync_map.h"

namespace ptrsafe::lifetime {

std::optional<MapInsert> insert_of(const Function& f, const Instr& i) {
  if (i.op == Opcode::MapUpdate && i.sub != 1) return MapInsert{f.operand(i, 0), f.operand(i, 1), f.operand(i, 2)};
  if (i.op != Opcode::Call) return {};
  static const NameSet names{"Store", "LoadOrStore", "Swap"};
  const Func* callee = ir::callee(i);
  if (!callee || !names.contains(callee->name) || !flow::is_sync_map_method(callee)) return {};
  return MapInsert{f.operand(i, 1), f.operand(i, 2), f.operand(i, 3)};
}

namespace {

// What the call of a declared function runs, or may run by way of an interface.
std::vector<const Examined*> called(const ProgramIndex& index, const Instr& call) {
  std::vector<const Examined*> out;
  const Func* callee = ir::callee(call);
  auto take = [&](const Func* f) {
    if (const Examined* b = index.body(f)) out.push_back(b);
  };
  if (call.op == Opcode::Call && callee) take(callee);
  if (call.op == Opcode::Invoke)
    for (const Func* m : index.program().dynamic_calls(false).methods(callee)) take(m);
  return out;
}

}  // namespace

std::vector<Place> given_back(const ProgramIndex& index, const Examined& body, ValueId result) {
  const Function& f = body.function;
  const Instr& r = f.at(result);
  const bool one_of = r.op == Opcode::Extract;
  std::vector<Place> out;
  for (const Examined* callee : called(index, one_of ? f.at(f.operand(r, 0)) : r)) {
    const Function& g = callee->function;
    for (ValueId v : g.with(Opcode::Return)) {
      uint32_t k = one_of ? r.aux : 0;
      ValueId value = k < g.at(v).count ? same(*callee, g.operand(v, k)) : ValueId{};
      if (!value || g.at(value).op != Opcode::MakeClosure) continue;
      out.push_back({callee, value});
      break;
    }
  }
  return out;
}

MapIdentity map_identity(const ProgramIndex& index, const Examined& body, ValueId map) {
  const Function& f = body.function;
  for (int steps = 0; map && steps < 8; steps++) {
    map = same(body, map);
    const Instr& i = f.at(map);
    if (const Var* v = variable_at(body, map)) return {v, {}};
    switch (i.op) {
      case Opcode::Field: return {origin_of(flow::field_of_value(body.flow, map)), {}};
      case Opcode::Load:
      case Opcode::RangeStart:
      case Opcode::Lookup: map = f.operand(i, 0); continue;
      case Opcode::Phi: {
        // The inner map of an entry, which is made if there is none.
        ValueId found;
        for (ValueId o : f.operands_of(i)) {
          Opcode op = o ? f.at(same(body, o)).op : Opcode::Zero;
          if (op == Opcode::MakeMap || op == Opcode::Zero) continue;
          if (found) return {};
          found = o;
        }
        map = found;
        continue;
      }
      case Opcode::Extract: map = f.operand(f.operand(i, 0), 0); continue;
      case Opcode::FreeVar: {
        Place made = index.closure(f);
        return made ? map_identity(index, *made.body, made.body->function.operand(made.v, i.aux)) : MapIdentity{};
      }
      case Opcode::Alloc:
      case Opcode::MakeMap:
      case Opcode::Param: return {nullptr, {&body, map}};
      default: return {};
    }
  }
  return {};
}

bool removes_from(const ProgramIndex& index, const Examined& body, ValueId v, const MapIdentity& map, Removals& known, int depth) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  if (!map || depth > 3) return false;
  if (i.op == Opcode::Builtin) {
    auto id = static_cast<BuiltinId>(i.aux);
    return (id == BuiltinId::Delete || id == BuiltinId::Clear) && map_identity(index, body, f.operand(i, 0)) == map;
  }
  if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go) return false;
  const Func* callee = ir::callee(i);
  if (callee && (flow::model_of(callee) & (flow::kMapDelete | flow::kRemoves))) return map_identity(index, body, f.operand(i, 1)) == map;
  std::vector<const Examined*> all = called(index, i);
  if (!callee) {
    ValueId made = same(body, f.operand(i, 0));
    auto literal = [&](const Function& g, const Instr& closure) {
      if (const Examined* b = index.body(g.closures[closure.aux].get())) all.push_back(b);
    };
    if (f.at(made).op == Opcode::MakeClosure) literal(f, f.at(made));
    else
      for (const Place& given : given_back(index, body, made)) literal(given.body->function, given.instr());
  }
  return std::any_of(all.begin(), all.end(), [&](const Examined* inner) {
    std::tuple key(map.variable, map.made.body, map.made.v.v, inner, depth);
    if (auto found = known.find(key); found != known.end()) return found->second;
    bool yes = false;
    for (uint32_t n = 1; n < inner->function.instrs.size() && !yes; n++) yes = removes_from(index, *inner, ValueId{n}, map, known, depth + 1);
    return known[key] = yes;
  });
}

}  // namespace ptrsafe::lifetime
