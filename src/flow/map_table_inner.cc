// MapTable: maps of what may be nil, and arrays and slices of maps: may anything but nil come in at all?
#include <algorithm>

#include "flow/map_path.h"
#include "flow/map_table.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

bool is_map(Type* t) { return t && as_under<Map>(t); }
bool is_row(Type* t) {
  if (Slice* s = t ? as_under<Slice>(t) : nullptr) return is_map(s->elem);
  Array* a = t ? as_under<Array>(t) : nullptr;
  return a && is_map(a->elem);
}
bool is_container(Type* t) {
  Map* m = t ? as_under<Map>(t) : nullptr;
  return m ? has_nil(m->elem) : is_row(t);
}

Type* pointee(const Instr& i) {
  Pointer* p = i.type ? as_under<Pointer>(i.type) : nullptr;
  return p ? p->elem.get() : nullptr;
}

}  // namespace

const Var* MapTable::holder(const FunctionFlow& flow, ValueId map) {
  const Function& f = flow.function();
  const Instr& i = f.at(flow.number(map));
  if (i.op != Opcode::Load) return nullptr;
  const Instr& element = f.at(flow.number(f.operand(i, 0)));
  if (element.op != Opcode::IndexAddr) return nullptr;
  ValueId row = flow.number(f.operand(element, 0));
  if (f.at(row).op == Opcode::Load) row = flow.number(f.operand(row, 0));
  return is_row(pointee(f.at(row))) ? variable_at(flow, row) : nullptr;
}

void MapTable::add_left_nil(const Var* field, const Node* constructor) {
  MapUses& u = uses_[{field, 0}];
  if (!u.left_nil) u.left_nil = constructor;
}

// Looks at each use of such a container that a variable holds, as it is written: what is no plain read may put something in.
void MapTable::add_filled(const FunctionFlow& flow) {
  const Function& f = flow.function();
  auto uses = [&](ValueId v) { return std::ranges::count(f.operands, v); };
  auto named = [&](const Var* v, Type* t) -> MapUses& { return uses_[{v, is_row(t) ? kElements : 0}]; };
  // The variable gets a new container.
  auto given = [&](const Var* v, Type* t, ValueId value) {
    MapUses& u = named(v, t);
    const Instr& i = f.at(value);
    bool empty = i.op == Opcode::Zero || ((i.op == Opcode::MakeMap || i.op == Opcode::MakeSlice) && uses(value) == 1);
    if (i.op == Opcode::MakeSlice) u.sized = true;
    if (!empty) u.filled = true;
  };
  auto zero = [&](ValueId v) { return f.at(v).op == Opcode::Zero; };
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if (i.op == Opcode::StructLit) {
      Struct* s = as_under<Struct>(i.type);
      for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++)
        if (is_container(s->fields[k]->type)) given(s->fields[k]->origin ? s->fields[k]->origin.get() : s->fields[k].get(), s->fields[k]->type, f.operand(i, k));
    }
    for (size_t k = 0; k < i.count; k++) {
      ValueId o = f.operand(i, k);
      if (!o) continue;
      const Instr& x = f.at(o);
      bool first = k == 0;
      if (x.op == Opcode::FieldAddr || x.op == Opcode::Global) {
        const Var* v = is_container(pointee(x)) ? variable_at(flow, o) : nullptr;
        if (!v) continue;
        if (i.op == Opcode::Store && first) given(v, pointee(x), f.operand(i, 1));
        else if (i.op != Opcode::Load && !(i.op == Opcode::IndexAddr && first)) named(v, pointee(x)).filled = true;
      } else if (x.op == Opcode::Load || x.op == Opcode::Field) {
        const Var* v = !is_container(x.type) ? nullptr : x.op == Opcode::Field ? field_of_value(flow, o) : variable_at(flow, f.operand(x, 0));
        if (!v) continue;
        bool reads = i.op == Opcode::Binary || (first && (i.op == Opcode::Lookup || i.op == Opcode::LookupOk || i.op == Opcode::RangeStart ||
                                                          i.op == Opcode::IndexAddr || i.op == Opcode::Index));
        if (i.op == Opcode::Builtin) {
          auto id = static_cast<BuiltinId>(i.aux);
          reads = id == BuiltinId::Len || id == BuiltinId::Cap || id == BuiltinId::Delete || id == BuiltinId::Clear;
        }
        if (i.op == Opcode::MapUpdate && first) reads = zero(f.operand(i, 2));
        if (!reads) named(v, x.type).filled = true;
      } else if (x.op == Opcode::IndexAddr && is_map(pointee(x))) {
        ValueId row = f.operand(x, 0);
        if (f.at(row).op == Opcode::Load) row = f.operand(f.at(row), 0);
        const Var* v = is_row(pointee(f.at(row))) ? variable_at(flow, row) : nullptr;
        bool reads = i.op == Opcode::Load || (i.op == Opcode::Store && first && zero(f.operand(i, 1)));
        if (v && !reads) uses_[{v, kElements}].filled = true;
      }
    }
  }
}

}  // namespace ptrsafe::flow
