#include "lifetime/unset_flags.h"

#include "flow/library.h"
#include "lifetime/facts.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

// The variable that the value is read from; null: it is none.
const Var* read_from(const Examined& body, ValueId v) {
  const Function& f = body.function;
  v = same(body, v);
  const Instr& i = f.at(v);
  if (i.op == Opcode::Load) return variable_at(body, same(body, f.operand(i, 0)));
  if (i.op != Opcode::Call || !reads_atomically(ir::callee(i))) return nullptr;
  return variable_at(body, same(body, f.operand(i, 1)));
}

}  // namespace

std::optional<bool> unset_flag(const ProgramIndex& index, const Examined& body, ValueId condition) {
  const Function& f = body.function;
  ValueId v = same(body, condition);
  bool negated = false;
  while (f.at(v).op == Opcode::Unary && static_cast<Op>(f.at(v).sub) == Op::Not) negated = !negated, v = same(body, f.operand(v, 0));
  const Instr& i = f.at(v);
  if (i.op == Opcode::Binary) {
    auto op = static_cast<Op>(i.sub);
    if (op != Op::Eql && op != Op::Neq) return {};
    for (size_t k = 0; k < 2; k++) {
      const Var* flag = read_from(body, f.operand(i, k));
      const Instr& other = f.at(same(body, f.operand(i, 1 - k)));
      int64_t n = 0;
      bool known = other.op == Opcode::Zero || (other.op == Opcode::Const && Const{Ref<ConstData>::from_raw(other.aux)}.int64_value(&n));
      if (flag && known && index.unset(flag)) return ((n == 0) == (op == Op::Eql)) != negated;
    }
    return {};
  }
  const Var* flag = read_from(body, v);
  if (!flag || !index.unset(flag)) return {};
  return negated;
}

bool never_runs(const ProgramIndex& index, const Examined& body, BlockId block) {
  const Function& f = body.function;
  for (BlockId b = block; b.v != 0; b = body.dominators.immediate(b)) {
    if (f.blocks[b.v].preds.size() != 1) continue;
    const ir::Block& before = f.blocks[f.blocks[b.v].preds[0].v];
    const Instr& last = f.at(before.instrs.back());
    if (last.op != Opcode::If || before.succs[0] == before.succs[1]) continue;
    std::optional<bool> value = unset_flag(index, body, f.operand(last, 0));
    if (value && !(before.succs[*value ? 0 : 1] == b)) return true;
  }
  return false;
}

}  // namespace ptrsafe::lifetime
