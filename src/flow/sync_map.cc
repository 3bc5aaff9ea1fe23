#include "flow/sync_map.h"

#include <algorithm>

#include "flow/library.h"

namespace ptrsafe::flow {

using ir::Opcode;

bool is_sync_map_method(const Func* f) { return f && package_path(f) == "sync" && receiver_type(f) == "Map"; }

bool from_sync_map(const ir::Function& f, ir::ValueId v) {
  const ir::Instr& i = f.at(v);
  if (i.op == Opcode::Param) return of_range_callback(f, v);
  if (i.op != Opcode::Extract || i.aux != 0) return false;
  const Func* callee = f.at(f.operand(v, 0)).op == Opcode::Call ? ir::callee(f.at(f.operand(v, 0))) : nullptr;
  return is_sync_map_method(callee);
}

bool of_range_callback(const ir::Function& f, ir::ValueId v) {
  const ir::Function* outer = f.parent;
  if (!outer || f.at(v).op != Opcode::Param || f.at(v).aux != 1 || f.params.size() != 2) return false;
  return std::any_of(outer->instrs.begin() + 1, outer->instrs.end(), [&](const ir::Instr& i) {
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (!callee || !is_method(callee, "sync", "Map", "Range")) return false;
    const ir::Instr& literal = outer->at(outer->operand(i, 2));
    return literal.op == Opcode::MakeClosure && outer->closures[literal.aux].get() == &f;
  });
}

}  // namespace ptrsafe::flow
