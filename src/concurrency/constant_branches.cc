#include "concurrency/constant_branches.h"

#include "concurrency/signals.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

constexpr int kDepth = 6;

Const zero_of(Type* t) {
  if (t && is_boolean(t)) return const_bool(false);
  if (t && is_integer(t)) return const_int(0);
  return {};
}

}  // namespace

std::vector<bool> ConstantBranches::reached(const Examined& body) const {
  const Function& f = body.function;
  std::vector<bool> out(f.blocks.size());
  std::vector<BlockId> work{BlockId{0}};
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (out[b.v]) continue;
    out[b.v] = true;
    const ir::Block& block = f.blocks[b.v];
    const Instr& last = f.at(block.instrs.back());
    Const c = last.op == Opcode::If ? value(body, f.operand(last, 0), 0) : Const{};
    if (c.kind() == ConstKind::Bool) work.push_back(block.succs[c.bool_value() ? 0 : 1]);
    else work.insert(work.end(), block.succs.begin(), block.succs.end());
  }
  return out;
}

Const ConstantBranches::value(const Examined& body, ValueId v, int depth) const {
  if (depth > kDepth) return {};
  const Function& f = body.function;
  const Instr& i = f.at(v);
  switch (i.op) {
    case Opcode::Const: return Const{Ref<ConstData>::from_raw(i.aux)};
    case Opcode::Zero: return zero_of(i.type);
    case Opcode::Load: return loaded(body, v, f.operand(i, 0), depth);
    case Opcode::Unary: {
      Const x = static_cast<Op>(i.sub) == Op::Not ? value(body, f.operand(i, 0), depth + 1) : Const{};
      return x.kind() == ConstKind::Bool ? const_bool(!x.bool_value()) : Const{};
    }
    case Opcode::Binary: {
      if (!is_comparison(static_cast<Op>(i.sub))) return {};
      Const x = value(body, f.operand(i, 0), depth + 1);
      Const y = x ? value(body, f.operand(i, 1), depth + 1) : Const{};
      if (x.kind() == ConstKind::Unknown || x.kind() != y.kind()) return {};
      return const_bool(compare(x, static_cast<Op>(i.sub), y));
    }
    default: return {};
  }
}

Const ConstantBranches::loaded(const Examined& body, ValueId load, ValueId address, int depth) const {
  const Function& f = body.function;
  const Instr& i = f.at(address);
  if (i.op == Opcode::FreeVar) {
    const Examined* home = f.parent ? graph_.body(f.parent) : nullptr;
    ValueId made = f.made_at;
    if (!home || !made || home->function.at(made).op != Opcode::MakeClosure) return {};
    return only_value(*home, home->function.operand(home->function.at(made), i.aux), made, depth + 1);
  }
  if (i.op != Opcode::Alloc) return {};
  // New in this block, and nothing has happened since that could write it.
  if (i.block == f.at(load).block) {
    bool fresh = false, clean = true;
    Const now = zero_of(f.at(load).type);
    for (ValueId v : f.blocks[i.block.v].instrs) {
      if (v == load) break;
      const Instr& n = f.at(v);
      if (v == address) fresh = true;
      else if (!fresh) continue;
      else if (n.op == Opcode::Store && f.operand(n, 0) == address) now = value(body, f.operand(n, 1), depth + 1);
      else clean = clean && (n.op == Opcode::Load || n.op == Opcode::Const || n.op == Opcode::Zero || n.op == Opcode::Binary || n.op == Opcode::Alloc || n.op == Opcode::MakeChan);
    }
    if (fresh && clean) return now;
  }
  return only_value(body, address, load, depth + 1);
}

Const ConstantBranches::only_value(const Examined& home, ValueId cell, ValueId reader, int depth) const {
  const Function& f = home.function;
  if (depth > kDepth || f.at(cell).op != Opcode::Alloc) return {};
  // An address that an expression takes may be written through.
  for (const ir::AddressOf& a : f.addresses)
    if (a.address == cell) return {};
  ValueId store;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    for (uint32_t k = 0; k < i.count; k++) {
      if (!(f.operand(i, k) == cell)) continue;
      if (i.op == Opcode::Load) continue;
      if (i.op == Opcode::MakeClosure) {
        const Examined* literal = graph_.body(f.closures[i.aux].get());
        if (!literal || !only_reads(*literal, k, 0)) return {};
        continue;
      }
      if (i.op != Opcode::Store || k != 0 || store) return {};
      store = ValueId{n};
    }
  }
  if (!store) return zero_of(as_under<Pointer>(f.at(cell).type)->elem);
  return dominates(home, store, reader) ? value(home, f.operand(f.at(store), 1), depth + 1) : Const{};
}

bool ConstantBranches::only_reads(const Examined& literal, uint32_t captured, int depth) const {
  if (depth > kDepth) return false;
  const Function& f = literal.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    for (uint32_t k = 0; k < i.count; k++) {
      ValueId o = f.operand(i, k);
      if (f.at(o).op != Opcode::FreeVar || f.at(o).aux != captured || i.op == Opcode::Load) continue;
      const Examined* inner = i.op == Opcode::MakeClosure ? graph_.body(f.closures[i.aux].get()) : nullptr;
      if (!inner || !only_reads(*inner, k, depth + 1)) return false;
    }
  }
  return true;
}

}  // namespace ptrsafe::concurrency
