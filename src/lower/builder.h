// FunctionBuilder: makes the SSA form of one function, block by block.
//
// Braun et al. 2013: a variable's value is looked up backwards where it is read; blocks whose predecessors are not all
// known yet get phis that are completed when the block is sealed. Trivial phis and unreachable blocks go in finish().
#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "ir/ir.h"

namespace ptrsafe::lower {

using ir::BlockId;
using ir::Opcode;
using ir::ValueId;

// A variable that is in SSA form: a local without a cell, the address of a cell, or a hidden one.
struct Slot {
  uint32_t v;
};

class FunctionBuilder {
 public:
  explicit FunctionBuilder(ir::Function& f);

  ir::Function& function() { return f_; }

  // ---- blocks ----
  BlockId new_block();
  BlockId current() const { return current_; }
  void set_current(BlockId b) { current_ = b; }
  // No predecessor will come any more.
  void seal(BlockId b);
  // Ends the current block. Code that follows is unreachable until set_current().
  void jump(BlockId to);
  void branch(ValueId condition, BlockId yes, BlockId no, Node* node);
  void end(Opcode op, std::span<const ValueId> operands, Node* node);  // Return, Panic, Stop
  // Whether the current block can be reached as far as is known.
  bool reachable() const;

  // ---- instructions ----
  ValueId emit(Opcode op, Type* type, Node* node, std::span<const ValueId> operands, uint32_t aux = 0, uint8_t sub = 0);
  ValueId emit(Opcode op, Type* type, Node* node, std::initializer_list<ValueId> operands, uint32_t aux = 0,
               uint8_t sub = 0) {
    return emit(op, type, node, std::span<const ValueId>(operands.begin(), operands.size()), aux, sub);
  }
  // The last instruction of the current block, whose value nobody uses yet: its operands; taken back.
  std::span<const ValueId> last_operands() const { return f_.operands_of(f_.at(blocks_[current_.v].last)); }
  ir::Instr take_back();
  // At the start of the entry block: parameters and captured variables.
  ValueId emit_at_entry(Opcode op, Type* type, Node* node, uint32_t aux);
  Type* type_of(ValueId v) const { return f_.instrs[v.v].type; }
  Opcode op_of(ValueId v) const { return f_.instrs[v.v].op; }

  // ---- variables ----
  Slot new_slot(Type* type);
  void write(Slot s, ValueId v) { write(s, current_, v); }
  ValueId read(Slot s) { return read(s, current_); }

  // Seals what is open, drops unreachable blocks and trivial phis, and lays out blocks and operands.
  void finish();

 private:
  struct Phi {
    ValueId value;
    Slot slot;
    absl::InlinedVector<ValueId, 4> operands;  // one a predecessor
  };
  struct BlockState {
    bool sealed = false;
    uint32_t count = 0;  // of its instructions, phis left out
    ValueId last;        // of them; before_ leads from each to the one before
    absl::InlinedVector<uint32_t, 4> phis;        // indices into phis_
    absl::InlinedVector<uint32_t, 4> incomplete;  // those whose operands are not known yet
  };

  ValueId add(const ir::Instr& i);
  void write(Slot s, BlockId b, ValueId v) { defs_[key(s, b)] = v; }
  ValueId read(Slot s, BlockId b);
  uint32_t new_phi(Slot s, BlockId b);
  void complete(uint32_t phi, BlockId b);
  void add_edge(BlockId from, BlockId to);
  std::vector<bool> drop_unreachable();
  std::vector<ValueId> trivial_phis(const std::vector<bool>& reachable);
  static uint64_t key(Slot s, BlockId b) { return uint64_t{b.v} << 32 | s.v; }

  ir::Function& f_;
  BlockId current_;
  std::vector<BlockState> blocks_;
  std::vector<ValueId> before_;  // by value: the instruction before it in its block
  std::vector<Phi> phis_;
  std::vector<Type*> slots_;
  std::vector<ValueId> entry_;
  absl::flat_hash_map<uint64_t, ValueId> defs_;
};

}  // namespace ptrsafe::lower
