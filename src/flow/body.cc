#include "flow/body.h"

namespace ptrsafe::flow {

Body::Body(const ir::Function& function)
    : f(function), dominators(f), loops(f, dominators), first_user_(f.instrs.size() + 1), closures_(f.closures.size()) {
  // Counting sort by operand. An instruction with the same operand twice counts once.
  std::vector<uint32_t> last(f.instrs.size());
  auto each = [&](auto&& use) {
    last.assign(last.size(), 0);
    for (ir::BlockId b : dominators.order()) {
      for (ir::ValueId v : f.blocks[b.v].instrs) {
        for (ir::ValueId operand : f.operands_of(f.at(v))) {
          if (!operand || last[operand.v] == v.v) continue;
          last[operand.v] = v.v;
          use(operand, v);
        }
      }
    }
  };
  each([&](ir::ValueId operand, ir::ValueId) { first_user_[operand.v + 1]++; });
  for (size_t i = 1; i < first_user_.size(); i++) first_user_[i] += first_user_[i - 1];
  users_.resize(first_user_.back());
  std::vector<uint32_t> next(first_user_);
  each([&](ir::ValueId operand, ir::ValueId user) { users_[next[operand.v]++] = user; });
}

const Body& Body::closure(ir::ValueId make_closure) const {
  uint32_t n = f.at(make_closure).aux;
  if (!closures_[n]) closures_[n] = std::make_unique<Body>(*f.closures[n]);
  return *closures_[n];
}

ir::ValueId Body::free_var(size_t n) const {
  for (ir::ValueId v : f.blocks[0].instrs)
    if (f.at(v).op == ir::Opcode::FreeVar && f.at(v).aux == n) return v;
  return {};
}

}  // namespace ptrsafe::flow
