#include "lower/builder.h"

#include <algorithm>

namespace ptrsafe::lower {

FunctionBuilder::FunctionBuilder(ir::Function& f) : f_(f) {
  add({});
  current_ = new_block();
  seal(current_);
}

ValueId FunctionBuilder::add(const ir::Instr& i) {
  f_.instrs.push_back(i);
  before_.emplace_back();
  return ValueId{static_cast<uint32_t>(f_.instrs.size() - 1)};
}

BlockId FunctionBuilder::new_block() {
  f_.blocks.emplace_back();
  blocks_.emplace_back();
  return BlockId{static_cast<uint32_t>(blocks_.size() - 1)};
}

void FunctionBuilder::add_edge(BlockId from, BlockId to) {
  f_.blocks[from.v].succs.push_back(to);
  f_.blocks[to.v].preds.push_back(from);
}

bool FunctionBuilder::reachable() const {
  return current_.v == 0 || !blocks_[current_.v].sealed || !f_.blocks[current_.v].preds.empty();
}

void FunctionBuilder::seal(BlockId b) {
  BlockState& s = blocks_[b.v];
  if (s.sealed) return;
  s.sealed = true;
  // Completing one may make others, in other blocks only.
  auto open = std::move(s.incomplete);
  for (uint32_t phi : open) complete(phi, b);
}

void FunctionBuilder::jump(BlockId to) {
  emit(Opcode::Jump, nullptr, nullptr, {});
  add_edge(current_, to);
  current_ = new_block();
  seal(current_);
}

void FunctionBuilder::branch(ValueId condition, BlockId yes, BlockId no, Node* node) {
  emit(Opcode::If, nullptr, node, {condition});
  add_edge(current_, yes);
  add_edge(current_, no);
  current_ = new_block();
  seal(current_);
}

void FunctionBuilder::end(Opcode op, std::span<const ValueId> operands, Node* node) {
  emit(op, nullptr, node, operands);
  current_ = new_block();
  seal(current_);
}

ValueId FunctionBuilder::emit(Opcode op, Type* type, Node* node, std::span<const ValueId> operands, uint32_t aux,
                              uint8_t sub) {
  ir::Instr i;
  i.op = op;
  i.sub = sub;
  i.first = static_cast<uint32_t>(f_.operands.size());
  i.count = static_cast<uint32_t>(operands.size());
  i.aux = aux;
  i.type = type;
  i.node = node;
  i.block = current_;
  f_.operands.insert(f_.operands.end(), operands.begin(), operands.end());
  ValueId v = add(i);
  BlockState& block = blocks_[current_.v];
  before_[v.v] = block.last;
  block.last = v;
  block.count++;
  return v;
}

ir::Instr FunctionBuilder::take_back() {
  BlockState& block = blocks_[current_.v];
  ValueId last = block.last;
  block.last = before_[last.v];
  block.count--;
  return f_.at(last);
}

ValueId FunctionBuilder::emit_at_entry(Opcode op, Type* type, Node* node, uint32_t aux) {
  ir::Instr i;
  i.op = op;
  i.aux = aux;
  i.type = type;
  i.node = node;
  ValueId v = add(i);
  entry_.push_back(v);
  return v;
}

Slot FunctionBuilder::new_slot(Type* type) {
  slots_.push_back(type);
  return Slot{static_cast<uint32_t>(slots_.size() - 1)};
}

uint32_t FunctionBuilder::new_phi(Slot s, BlockId b) {
  ir::Instr i;
  i.op = Opcode::Phi;
  i.type = slots_[s.v];
  i.block = b;
  ValueId v = add(i);
  phis_.push_back({v, s, {}});
  uint32_t index = static_cast<uint32_t>(phis_.size() - 1);
  blocks_[b.v].phis.push_back(index);
  write(s, b, v);
  return index;
}

void FunctionBuilder::complete(uint32_t phi, BlockId b) {
  absl::InlinedVector<ValueId, 4> operands;
  Slot s = phis_[phi].slot;
  for (BlockId p : f_.blocks[b.v].preds) operands.push_back(read(s, p));
  phis_[phi].operands = std::move(operands);
}

ValueId FunctionBuilder::read(Slot s, BlockId b) {
  // Chains of blocks with one predecessor are walked in a loop; what is found is noted on the way back.
  absl::InlinedVector<BlockId, 16> passed;
  ValueId v;
  for (;;) {
    if (auto it = defs_.find(key(s, b)); it != defs_.end()) {
      v = it->second;
      break;
    }
    if (!blocks_[b.v].sealed) {
      uint32_t phi = new_phi(s, b);
      blocks_[b.v].incomplete.push_back(phi);
      v = phis_[phi].value;
      break;
    }
    const ir::BlockList& preds = f_.blocks[b.v].preds;
    if (preds.empty()) {
      // Unreachable code, or a variable that no path has declared.
      v = emit_at_entry(Opcode::Zero, slots_[s.v], nullptr, 0);
      write(s, b, v);
      break;
    }
    if (preds.size() > 1) {
      uint32_t phi = new_phi(s, b);
      v = phis_[phi].value;
      complete(phi, b);
      break;
    }
    passed.push_back(b);
    b = preds[0];
  }
  for (BlockId p : passed) write(s, p, v);
  return v;
}

// Which blocks can be reached; edges from those that cannot are taken out.
std::vector<bool> FunctionBuilder::drop_unreachable() {
  std::vector<bool> reachable(f_.blocks.size());
  std::vector<BlockId> work{BlockId{0}};
  reachable[0] = true;
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    for (BlockId s : f_.blocks[b.v].succs) {
      if (reachable[s.v]) continue;
      reachable[s.v] = true;
      work.push_back(s);
    }
  }
  for (size_t b = 0; b < f_.blocks.size(); b++) {
    ir::Block& block = f_.blocks[b];
    if (!reachable[b]) {
      block = {};
      blocks_[b].count = 0;
      continue;
    }
    size_t kept = 0;
    for (size_t i = 0; i < block.preds.size(); i++) {
      if (!reachable[block.preds[i].v]) continue;
      block.preds[kept] = block.preds[i];
      for (uint32_t phi : blocks_[b].phis)
        if (i < phis_[phi].operands.size()) phis_[phi].operands[kept] = phis_[phi].operands[i];
      kept++;
    }
    block.preds.resize(kept);
    for (uint32_t phi : blocks_[b].phis) phis_[phi].operands.resize(kept);
  }
  return reachable;
}

// For each value what stands for it: of a phi whose operands are all one value or the phi itself, that value.
std::vector<ValueId> FunctionBuilder::trivial_phis(const std::vector<bool>& reachable) {
  std::vector<ValueId> alias(f_.instrs.size());
  for (uint32_t i = 0; i < alias.size(); i++) alias[i] = ValueId{i};
  auto find = [&](ValueId v) {
    while (!(alias[v.v] == v)) v = alias[v.v] = alias[alias[v.v].v];
    return v;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const Phi& phi : phis_) {
      if (!reachable[f_.at(phi.value).block.v] || !(alias[phi.value.v] == phi.value)) continue;
      ValueId same;
      bool trivial = true;
      for (ValueId operand : phi.operands) {
        ValueId o = find(operand);
        if (o == phi.value || o == same) continue;
        if (same) {
          trivial = false;
          break;
        }
        same = o;
      }
      if (!trivial || !same) continue;
      alias[phi.value.v] = same;
      changed = true;
    }
  }
  for (uint32_t i = 0; i < alias.size(); i++) alias[i] = find(ValueId{i});
  return alias;
}

void FunctionBuilder::finish() {
  for (uint32_t b = 0; b < blocks_.size(); b++) seal(BlockId{b});
  std::vector<bool> reachable = drop_unreachable();
  std::vector<ValueId> alias = trivial_phis(reachable);
  std::vector<ValueId> operands;
  operands.reserve(f_.operands.size());
  size_t total = entry_.size() + phis_.size();
  for (const BlockState& b : blocks_) total += b.count;
  f_.sequence.reserve(total);  // the blocks point into it
  for (size_t b = 0; b < f_.blocks.size(); b++) {
    if (!reachable[b]) continue;
    size_t begin = f_.sequence.size();
    if (b == 0) f_.sequence.insert(f_.sequence.end(), entry_.begin(), entry_.end());
    for (uint32_t phi : blocks_[b].phis) {
      ValueId v = phis_[phi].value;
      if (!(alias[v.v] == v)) continue;
      ir::Instr& i = f_.instrs[v.v];
      i.first = static_cast<uint32_t>(operands.size());
      i.count = static_cast<uint32_t>(phis_[phi].operands.size());
      for (ValueId o : phis_[phi].operands) operands.push_back(alias[o.v]);
      f_.sequence.push_back(v);
    }
    size_t own = f_.sequence.size(), end = own + blocks_[b].count;
    f_.sequence.resize(end);
    size_t at = end;
    for (ValueId v = blocks_[b].last; v; v = before_[v.v]) f_.sequence[--at] = v;
    for (; at < end; at++) {
      ir::Instr& i = f_.instrs[f_.sequence[at].v];
      uint32_t first = static_cast<uint32_t>(operands.size());
      for (uint32_t k = 0; k < i.count; k++) operands.push_back(alias[f_.operands[i.first + k].v]);
      i.first = first;
    }
    f_.blocks[b].instrs = {f_.sequence.data() + begin, end - begin};
  }
  f_.operands = std::move(operands);
  for (ir::AddressOf& a : f_.addresses) a.address = alias[a.address.v];
  // What was dropped is no instruction any more.
  std::vector<bool> kept(f_.instrs.size());
  for (ValueId v : f_.sequence) kept[v.v] = true;
  for (size_t v = 0; v < kept.size(); v++)
    if (!kept[v]) f_.instrs[v] = {};
  f_.index_opcodes();
}

}  // namespace ptrsafe::lower
