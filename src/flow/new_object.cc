#include "flow/new_object.h"

#include <algorithm>

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

namespace {

constexpr int kMaxDepth = 4;  // of functions that make the object in another

// Nothing but reads, writes into it, comparisons, returns and the call `given` use it.
bool unseen(const ir::Function& f, ValueId v, ValueId given) {
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    auto operands = f.operands_of(i);
    if (n == given.v || std::find(operands.begin(), operands.end(), v) == operands.end()) continue;
    bool inside = i.op == Opcode::Binary || i.op == Opcode::FieldAddr || i.op == Opcode::Load || i.op == Opcode::Return ||
                  (i.op == Opcode::Store && !(f.operand(i, 1) == v));
    if (i.op == Opcode::MakeInterface && given) {  // boxed for the call
      auto arguments = f.operands_of(f.at(given));
      inside = std::find(arguments.begin(), arguments.end(), ValueId{n}) != arguments.end();
    }
    if (!inside) return false;
  }
  return true;
}

bool is_new(const ir::Function& f, Callees& callees, ValueId v, ValueId given, int depth);

// The function makes a new object for its result each time, if any, and keeps none.
bool makes(const Func* maker, size_t result, Callees& callees, int depth) {
  const Body* body = maker && depth < kMaxDepth ? callees.body(maker) : nullptr;
  if (!body) return false;
  bool any = false;
  for (ir::BlockId b : body->dominators.order()) {
    const Instr& end = body->at(body->f.blocks[b.v].instrs.back());
    if (end.op != Opcode::Return || result >= end.count) continue;
    ValueId v = body->f.operand(end, result);
    if (body->at(v).op == Opcode::Zero) continue;
    if (!is_new(body->f, callees, v, {}, depth + 1)) return false;
    any = true;
  }
  return any;
}

bool is_new(const ir::Function& f, Callees& callees, ValueId v, ValueId given, int depth) {
  const Instr& i = f.at(v);
  bool first = i.op == Opcode::Extract && f.at(f.operand(v, 0)).op == Opcode::Call;
  const Instr& call = first ? f.at(f.operand(v, 0)) : i;
  bool made = (i.op == Opcode::Alloc && i.aux == 0) || (call.op == Opcode::Call && call.sub == 0 && makes(ir::callee(call), first ? i.aux : 0, callees, depth));
  return made && unseen(f, v, given);
}

}  // namespace

bool is_new_and_unseen(const ir::Function& f, Callees& callees, ValueId v, ValueId given) { return is_new(f, callees, v, given, 0); }

}  // namespace ptrsafe::flow
