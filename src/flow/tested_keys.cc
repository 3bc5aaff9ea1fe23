#include "flow/tested_keys.h"

#include <algorithm>

#include "flow/models.h"

namespace ptrsafe::flow {

TestedKeys::TestedKeys(const Examined& body) : body_(body) {
  const Function& f = body.function;
  for (ValueId v : f.with(Opcode::LookupOk)) add(f.operand(v, 1), f.at(v));
  if (!f.with(Opcode::Lookup).empty())
    for (ValueId v : f.with(Opcode::Binary))
      for (ValueId o : f.operands_of(f.at(v))) {
        const Instr& x = f.at(body.flow.number(o));
        if (x.op == Opcode::Lookup) add(f.operand(x, 1), f.at(v));
      }
  for (ValueId v : f.with(Opcode::Call)) {
    const Instr& i = f.at(v);
    if (i.count > 2 && (model_of(ir::callee(i)) & kMapLoad)) add(f.operand(i, 2), i);
    const FunctionSummary* callee = body.flow.callee_summary(i);
    if (!callee) continue;
    for (const PresenceSummary& p : callee->presences) add(body.flow.argument(i, p.key_parameter), i);
  }
}

void TestedKeys::add(ValueId key, const Instr& by) {
  key = body_.flow.number(key);
  if (key && body_.function.at(key).op == Opcode::MakeInterface) key = body_.flow.number(body_.function.operand(key, 0));
  if (key) tests_.push_back({key, by.block});
}

bool TestedKeys::before(ValueId key, ValueId at) const {
  key = body_.flow.number(key);
  BlockId goal = body_.function.at(at).block;
  // A branch on the answer lies in between.
  return std::any_of(tests_.begin(), tests_.end(), [&](const Test& t) { return t.key == key && !(t.block == goal) && body_.dominators.dominates(t.block, goal); });
}

}  // namespace ptrsafe::flow
