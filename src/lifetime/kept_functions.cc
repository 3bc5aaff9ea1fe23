#include "lifetime/kept_functions.h"

#include <algorithm>

#include "flow/ahead.h"
#include "flow/map_table.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

template <class F>
void each_user(const Function& f, ValueId v, F use) {
  for (uint32_t n = 1; n < f.instrs.size(); n++)
    for (size_t k = 0; k < f.instrs[n].count; k++)
      if (f.operand(f.instrs[n], k) == v) use(ValueId{n}, k);
}

bool unused(const Function& f, ValueId v) {
  bool none = true;
  each_user(f, v, [&](ValueId, size_t) { none = false; });
  return none;
}

// The variables that keep the value; none if something else is done with it.
std::vector<const Var*> keepers(const Examined& body, ValueId function) {
  const Function& f = body.function;
  std::vector<const Var*> out;
  bool others = false;
  each_user(f, function, [&](ValueId user, size_t k) {
    const Instr& i = f.at(user);
    const Var* v = nullptr;
    if (i.op == Opcode::Store && k == 1) v = variable_at(body, same(body, f.operand(i, 0)));
    if (i.op == Opcode::StructLit)
      if (Struct* s = as_under<Struct>(i.type); s && k < s->fields.size()) v = origin_of(s->fields[k]);
    if (i.op == Opcode::MapUpdate && k == 2) {
      const Instr& map = f.at(same(body, f.operand(i, 0)));
      if (map.op == Opcode::Load) v = variable_at(body, same(body, f.operand(map, 0)));
      if (map.op == Opcode::Field) v = origin_of(flow::field_of_value(body.flow, same(body, f.operand(i, 0))));
    }
    if (v) out.push_back(v);
    else others = true;
  });
  if (others) out.clear();
  return out;
}

// What the variable holds goes nowhere from the value `v` of it.
bool stays(const Function& f, ValueId v) {
  bool stays = true;
  each_user(f, v, [&](ValueId user, size_t k) {
    const Instr& i = f.at(user);
    bool harmless = i.op == Opcode::Binary || (i.op == Opcode::MapUpdate && k == 0);  // compared with nil; an entry of the map
    if (i.op == Opcode::Builtin) {
      auto id = static_cast<BuiltinId>(i.aux);
      harmless = id == BuiltinId::Len || id == BuiltinId::Delete || id == BuiltinId::Clear;
    }
    if (i.op == Opcode::Lookup && k == 0) harmless = unused(f, user);
    if ((i.op == Opcode::LookupOk && k == 0) || i.op == Opcode::RangeStart) {
      harmless = true;
      auto parts = [&](ValueId of, uint32_t value) {
        each_user(f, of, [&](ValueId part, size_t) { harmless = harmless && (f.at(part).op != Opcode::Extract || f.at(part).aux != value || unused(f, part)); });
      };
      if (i.op == Opcode::LookupOk) parts(user, 0);
      else each_user(f, user, [&](ValueId next, size_t) { parts(next, 2); });
    }
    stays = stays && harmless;
  });
  return stays;
}

bool never_taken(const Examined& body, const Var* variable) {
  const Function& f = body.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    ValueId v{n};
    if (i.op == Opcode::Field && origin_of(flow::field_of_value(body.flow, v)) == variable && !stays(f, v)) return false;
    if ((i.op != Opcode::FieldAddr && i.op != Opcode::Global) || variable_at(body, v) != variable) continue;
    bool taken = false;
    each_user(f, v, [&](ValueId user, size_t k) {
      Opcode op = f.at(user).op;
      bool sets = op == Opcode::Store && k == 0;
      taken = taken || !(sets || (op == Opcode::Load && stays(f, user)));
    });
    if (taken) return false;
  }
  return true;
}

}  // namespace

bool kept_unused(const ProgramIndex& index, const Examined& body, ValueId function) {
  const flow::ProgramFlow& program = index.program();
  std::vector<const Var*> variables = keepers(body, function);
  return !variables.empty() && std::all_of(variables.begin(), variables.end(), [&](const Var* v) {
    if (!v->pkg || !program.package(v->pkg) || (v->exported() && !index.contexts().closed(v->pkg))) return false;
    for (const Package* p : program.production()) {
      if (!v->exported() && p != v->pkg.get()) continue;
      for (const auto& b : flow::ahead(program.package(p)->bodies()))
        if (!b->is_test && !never_taken(*b, v)) return false;
    }
    return true;
  });
}

}  // namespace ptrsafe::lifetime
