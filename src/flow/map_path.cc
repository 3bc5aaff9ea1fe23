#include "flow/map_path.h"

#include "flow/map_table.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

// Walks from a value or an address to where its path begins, and puts the path's fields before those that `p` has.
bool walk(const FunctionFlow& flow, ValueId v, MapPath& p) {
  const Function& f = flow.function();
  for (int steps = 0; steps < 16; steps++) {
    const Instr& i = f.at(v);
    switch (i.op) {
      case Opcode::FieldAddr:
      case Opcode::Field:  // of a struct that is passed by value
        if (p.depth == MapPath::kMaxDepth) return false;
        for (size_t k = p.depth; k > 0; k--) p.fields[k] = p.fields[k - 1];
        p.fields[0] = i.aux;
        p.depth++;
        v = flow.number(f.operand(i, 0));
        continue;
      case Opcode::Load: v = flow.number(f.operand(i, 0)); continue;
      case Opcode::FreeVar:
      case Opcode::Param: p.parameter = parameter_number(flow, v); return p.parameter >= 0;
      case Opcode::Global: p.global = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()); return true;
      default: return false;
    }
  }
  return false;
}

}  // namespace

int parameter_number(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  v = flow.number(v);
  for (size_t p = 0; p < f.params.size(); p++)
    if (f.params[p] == v) return static_cast<int>(p);
  if (f.at(v).op == Opcode::FreeVar) return static_cast<int>(f.params.size() + f.at(v).aux);
  return -1;
}

const Var* variable_at(const FunctionFlow& flow, ValueId address) {
  const Instr& i = flow.function().at(address);
  if (i.op == Opcode::Global) return static_cast<Var*>(Ref<Object>::from_raw(i.aux).get());
  return field_at(flow, address);
}

MapPath path_of(const FunctionFlow& flow, ValueId map) {
  const Function& f = flow.function();
  MapPath p;
  ValueId v = flow.number(map);
  const Var* field = f.at(v).op == Opcode::FieldAddr ? field_at(flow, v) : MapTable::identity(flow, v).first;
  // Through a pointer to the map there is no field to tell it by.
  Opcode base = f.at(v).op == Opcode::Load ? f.at(flow.number(f.operand(v, 0))).op : Opcode::None;
  bool pointer = base == Opcode::Param || base == Opcode::FreeVar;
  if (pointer || !walk(flow, v, p)) p = {};
  p.field = field;
  return p;
}

MapPath path_through(const FunctionFlow& flow, const Instr& call, const MapPath& path) {
  if (path.parameter < 0) return path;
  ValueId root = flow.argument(call, path.parameter);
  MapPath p = path;
  p.parameter = -1;
  if (!root || !walk(flow, flow.number(root), p)) {
    p = {};
    p.field = path.field;
  }
  if (!p.field && p.known()) p.field = path_of(flow, root).field;
  return p;
}

}  // namespace ptrsafe::flow
