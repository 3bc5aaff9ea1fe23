// The SSA form of function bodies, with Go's map operations as instructions.
//
// One Function a body; function literals are Functions of their own, below the one that contains them. Variables whose
// address is not needed are SSA values; the others are cells, made by Alloc and used by Load and Store. Generic bodies
// are lowered once, over their type parameters. Values are numbered within their function by 32-bit ids, instructions
// and operands lie in flat arrays; a function is dropped as a whole when its analysis is done.
//
// Theory: Cytron et al., "Efficiently Computing Static Single Assignment Form" (1991), made in one pass as in Braun et
// al., "Simple and Efficient Construction of Static Single Assignment Form" (2013).
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "syntax/node.h"
#include "types/object.h"
#include "types/package.h"
#include "types/type.h"

namespace ptrsafe::ir {

enum class Opcode : uint8_t {
#define OPCODE(name, operands) name,
#include "ir/opcodes.def"
};
const char* opcode_name(Opcode op);

// A bit for each.
using OpcodeSet = uint64_t;
constexpr size_t kOpcodes = 0
#define OPCODE(name, operands) +1
#include "ir/opcodes.def"
    ;
static_assert(kOpcodes <= 64);
constexpr OpcodeSet opcodes(std::initializer_list<Opcode> all) {
  OpcodeSet set = 0;
  for (Opcode op : all) set |= OpcodeSet{1} << static_cast<unsigned>(op);
  return set;
}

// When a call takes place.
enum class CallMode : uint8_t { Now, Go, Defer };

struct ValueId {
  uint32_t v = 0;  // 0: none
  explicit operator bool() const { return v != 0; }
  friend bool operator==(ValueId a, ValueId b) { return a.v == b.v; }
  friend bool operator<(ValueId a, ValueId b) { return a.v < b.v; }
  template <class H>
  friend H AbslHashValue(H h, ValueId id) { return H::combine(std::move(h), id.v); }
};

struct BlockId {
  uint32_t v = 0;
  friend bool operator==(BlockId a, BlockId b) { return a.v == b.v; }
};

struct Instr {
  Opcode op = Opcode::None;
  uint8_t sub = 0;       // as opcodes.def says
  uint16_t reserved = 0;
  uint32_t first = 0;    // operands are Function::operands[first .. first + count)
  uint32_t count = 0;
  uint32_t aux = 0;      // as opcodes.def says
  Ref<Type> type;        // of the value; null for effects and calls without results
  Ref<Node> node;        // the syntax it comes from; null for what has none
  BlockId block;
};
static_assert(sizeof(Instr) == 28);

// An expression &x of something in memory. It is no instruction, since its value is the address that x has anyway.
struct AddressOf {
  ValueId address;
  uint32_t order;  // instructions with ids below are evaluated before it
  Node* node;
};

using BlockList = absl::InlinedVector<BlockId, 4>;

struct Block {
  std::span<const ValueId> instrs;  // phis first; the last one ends the block; lies in Function::sequence
  BlockList preds, succs;
};

// A helper whose body was lowered where it is called.
struct InPlace {
  const Func* helper;
  const Node* call;
};

struct Function {
  std::string name;          // "F", "T.M", "F$1" for the first literal in F
  Func* object = nullptr;    // null for literals and package initialisation
  Node* node = nullptr;      // FuncDecl, FuncLit, or null for package initialisation
  Signature* signature = nullptr;
  const FileInfo* file = nullptr;  // of initialisers: of the first
  Function* parent = nullptr;      // of a literal
  ValueId made_at;                 // of a literal: the MakeClosure in its parent; none if that is not reached
  uint32_t number = 0;             // its place among the functions of the program, once that is known as a whole
  std::vector<InPlace> in_place;   // helpers whose bodies are a part of it

  std::vector<Instr> instrs;       // by ValueId; [0] is no value, None is what has been dropped
  std::vector<ValueId> operands;
  std::vector<ValueId> sequence;   // the instructions, block after block
  std::vector<Block> blocks;       // [0] is the entry; unreachable blocks are empty
  std::vector<ValueId> params;     // receiver first
  std::vector<Var*> param_vars;    // likewise; null for blank ones
  std::vector<Var*> free_vars;     // captured variables, by number
  std::vector<AddressOf> addresses;  // in order
  std::vector<std::unique_ptr<Function>> closures;
  bool has_defer = false;
  bool calls_recover = false;
  // Made by index_opcodes(): the instructions by opcode, and where each opcode that there is begins among them.
  struct Run {
    Opcode op;
    uint32_t first, end;
  };
  std::vector<ValueId> by_opcode;
  std::vector<Run> runs;

  // To be called once all instructions are there, and again if they change; tells literals where they are made, too.
  void index_opcodes();
  // The instructions with the opcode, in order.
  std::span<const ValueId> with(Opcode op) const {
    for (const Run& r : runs)
      if (r.op == op) return {by_opcode.data() + r.first, r.end - r.first};
    return {};
  }

  // Calls `f` with each instruction whose opcode is in the set, in order. The others are not read: they are most of the memory.
  template <class F>
  void each(OpcodeSet set, F f) const {
    absl::InlinedVector<uint64_t, 16> on((instrs.size() + 63) / 64);
    for (const Run& r : runs)
      if (set >> static_cast<unsigned>(r.op) & 1)
        for (uint32_t k = r.first; k < r.end; k++) on[by_opcode[k].v / 64] |= uint64_t{1} << by_opcode[k].v % 64;
    for (size_t word = 0; word < on.size(); word++)
      for (uint64_t bits = on[word]; bits; bits &= bits - 1) f(ValueId{static_cast<uint32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits)))});
  }

  const Instr& at(ValueId v) const { return instrs[v.v]; }
  std::span<const ValueId> operands_of(const Instr& i) const { return {operands.data() + i.first, i.count}; }
  ValueId operand(const Instr& i, size_t n) const { return n < i.count ? operands[i.first + n] : ValueId{}; }
  ValueId operand(ValueId v, size_t n) const { return operand(at(v), n); }
};

// The declared function or method that a Call calls, or an Invoke's interface method; null if it is dynamic.
inline Func* callee(const Instr& i) {
  if (i.op != Opcode::Call && i.op != Opcode::Invoke) return nullptr;
  return static_cast<Func*>(Ref<Object>::from_raw(i.aux).get());
}

// The FuncDecl or FuncLit in which the node stands: the function's own, or that of a helper that is a part of it.
const Node* declaration_of(const Function& f, const Node* n);
// Of a parameter of such a helper, the expression that it is given; null for other variables.
const Node* given(const Function& f, const Var* parameter);

// Blocks in reverse post order from the entry, reachable ones only.
std::vector<BlockId> reverse_post_order(const Function& f);

// A listing for people and goldens; closures follow.
std::string print(const Function& f);

// The first violation of the form's invariants (operands defined and dominating, phis matching predecessors, blocks
// ended once), or an empty string. Closures included.
std::string verify(const Function& f);

}  // namespace ptrsafe::ir
