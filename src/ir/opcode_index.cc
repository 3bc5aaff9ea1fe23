// Function::index_opcodes: a counting sort of the instructions by opcode.
#include <array>

#include "ir/ir.h"

namespace ptrsafe::ir {

void Function::index_opcodes() {
  std::array<uint32_t, kOpcodes> next{};
  for (const Instr& i : instrs) next[static_cast<size_t>(i.op)]++;
  next[static_cast<size_t>(Opcode::None)] = 0;
  runs.clear();
  uint32_t first = 0;
  for (size_t op = 0; op < next.size(); op++) {
    uint32_t n = next[op];
    if (n) runs.push_back({static_cast<Opcode>(op), first, first + n});
    next[op] = first;
    first += n;
  }
  by_opcode.resize(first);
  for (uint32_t v = 1; v < instrs.size(); v++)
    if (instrs[v].op != Opcode::None) by_opcode[next[static_cast<size_t>(instrs[v].op)]++] = ValueId{v};
  for (ValueId v : with(Opcode::MakeClosure)) closures[at(v).aux]->made_at = v;
}

}  // namespace ptrsafe::ir
