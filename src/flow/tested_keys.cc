#include "flow/tested_keys.h"

#include <algorithm>

#include "flow/models.h"

namespace ptrsafe::flow {

bool key_is_tested(const Examined& body, ValueId key, ValueId at) {
  const Function& f = body.function;
  const FunctionFlow& flow = body.flow;
  key = flow.number(key);
  auto same = [&](ValueId v) {
    v = flow.number(v);
    if (v && f.at(v).op == Opcode::MakeInterface) v = flow.number(f.operand(v, 0));
    return v == key;
  };
  BlockId goal = f.at(at).block;
  // A branch on the answer lies in between.
  auto before = [&](const Instr& i) { return !(i.block == goal) && body.dominators.dominates(i.block, goal); };
  for (const Instr& i : f.instrs) {
    switch (i.op) {
      case Opcode::LookupOk:
        if (same(f.operand(i, 1)) && before(i)) return true;
        break;
      case Opcode::Binary:
        for (ValueId o : f.operands_of(i)) {
          const Instr& x = f.at(flow.number(o));
          if (x.op == Opcode::Lookup && same(f.operand(x, 1)) && before(i)) return true;
        }
        break;
      case Opcode::Call: {
        if (i.count > 2 && same(f.operand(i, 2)) && (model_of(ir::callee(i)) & kMapLoad) && before(i)) return true;
        auto operands = f.operands_of(i);
        if (std::none_of(operands.begin(), operands.end(), same)) break;
        const FunctionSummary* callee = flow.callee_summary(i);
        if (!callee) break;
        for (const PresenceSummary& p : callee->presences)
          if (same(flow.argument(i, p.key_parameter)) && before(i)) return true;
        break;
      }
      default: break;
    }
  }
  return false;
}

}  // namespace ptrsafe::flow
