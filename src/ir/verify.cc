#include <fmt/format.h>

#include "ir/dominators.h"
#include "ir/ir.h"

namespace ptrsafe::ir {
namespace {

bool is_end(Opcode op) { return op >= Opcode::Jump; }

std::string verify_one(const Function& f) {
  Dominators dom(f);
  std::vector<uint32_t> place(f.instrs.size());  // in its block, from 1; 0: not in a block
  for (size_t b = 0; b < f.blocks.size(); b++) {
    const Block& block = f.blocks[b];
    BlockId id{static_cast<uint32_t>(b)};
    if (!dom.reachable(id)) {
      if (!block.instrs.empty() || !block.preds.empty()) return fmt::format("block {} is unreachable and not empty", b);
      continue;
    }
    if (block.instrs.empty()) return fmt::format("block {} has no end", b);
    uint32_t n = 0;
    bool phis = true;
    for (ValueId v : block.instrs) {
      if (place[v.v]) return fmt::format("%{} stands twice", v.v);
      place[v.v] = ++n;
      const Instr& i = f.at(v);
      if (!(i.block == id)) return fmt::format("%{} is in block {}, not {}", v.v, b, i.block.v);
      if (is_end(i.op) != (n == block.instrs.size())) return fmt::format("block {}: an end in the middle, or none", b);
      if (i.op == Opcode::Phi) {
        if (!phis) return fmt::format("%{}: phi behind other instructions", v.v);
        if (i.count != block.preds.size()) return fmt::format("%{}: phi with {} operands", v.v, i.count);
      } else if (id.v != 0 || (i.op != Opcode::Param && i.op != Opcode::FreeVar && i.op != Opcode::Zero)) {
        phis = false;
      }
    }
    Opcode last = f.at(block.instrs.back()).op;
    size_t succs = last == Opcode::If ? 2 : last == Opcode::Jump ? 1 : 0;
    if (block.succs.size() != succs) return fmt::format("block {}: {} successors", b, block.succs.size());
    for (BlockId s : block.succs) {
      size_t there = 0, back = 0;
      for (BlockId p : f.blocks[s.v].preds) back += p == id;
      for (BlockId t : block.succs) there += t == s;
      if (there != back) return fmt::format("blocks {} and {} differ about their edge", b, s.v);
    }
  }
  for (BlockId b : dom.order()) {
    for (ValueId v : f.blocks[b.v].instrs) {
      const Instr& i = f.at(v);
      for (size_t k = 0; k < i.count; k++) {
        ValueId o = f.operand(i, k);
        if (!o) {
          if (i.op == Opcode::Phi) return fmt::format("%{}: phi without an operand", v.v);
          continue;
        }
        if (!place[o.v]) return fmt::format("%{}: operand %{} is nowhere defined", v.v, o.v);
        BlockId at = i.op == Opcode::Phi ? f.blocks[b.v].preds[k] : b;
        BlockId from = f.at(o).block;
        bool before = from == at ? i.op == Opcode::Phi || place[o.v] < place[v.v] : dom.dominates(from, at);
        if (!before) return fmt::format("%{}: operand %{} does not dominate", v.v, o.v);
      }
    }
  }
  return {};
}

}  // namespace

std::string verify(const Function& f) {
  std::string error = verify_one(f);
  if (!error.empty()) return f.name + ": " + error;
  for (const auto& c : f.closures)
    if (error = verify(*c); !error.empty()) return error;
  return {};
}

}  // namespace ptrsafe::ir
