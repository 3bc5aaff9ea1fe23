#include "flow/shared_buffer.h"

#include "flow/raw_address.h"

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

namespace {

// `slice` shows `base` from its beginning.
bool begins_at(const Body& body, ValueId slice, ValueId base) {
  for (; !(slice == base); slice = body.operand(slice, 0)) {
    if (body.at(slice).op != Opcode::SliceOf) return false;
    ValueId low = body.operand(slice, 1);
    if (low && !constant_int(body, low)) return false;
  }
  return true;
}

// The slice whose element is stored to; none if it is another store.
ValueId element_of(const Body& body, ValueId store, ValueId* index) {
  ValueId element = body.operand(store, 0);
  while (body.at(element).op == Opcode::FieldAddr) element = body.operand(element, 0);
  if (body.at(element).op != Opcode::IndexAddr) return {};
  *index = body.operand(element, 1);
  return body.operand(element, 0);
}

// The function copies into its parameter or sets elements of it.
bool fills(const Body& body, size_t parameter) {
  ValueId p = parameter < body.f.params.size() ? body.f.params[parameter] : ValueId{}, index;
  if (!p) return false;
  for (ir::BlockId b : body.dominators.order())
    for (ValueId v : body.f.blocks[b.v].instrs) {
      const Instr& i = body.at(v);
      auto id = static_cast<BuiltinId>(i.aux);
      bool whole = i.op == Opcode::Builtin && (id == BuiltinId::Copy || id == BuiltinId::Clear) && begins_at(body, body.operand(v, 0), p);
      ValueId stored = i.op == Opcode::Store ? element_of(body, v, &index) : ValueId{};
      if (whole || (stored && begins_at(body, stored, p))) return true;
    }
  return false;
}

}  // namespace

ValueId shared_buffer(const Body& body, ValueId slice) {
  ValueId base = slice;
  while (body.at(base).op == Opcode::SliceOf) base = body.operand(base, 0);
  return body.at(base).op == Opcode::MakeSlice && begins_at(body, slice, base) ? base : ValueId{};
}

bool rewrites_buffer(const Body& body, Callees& callees, ValueId at, ValueId buffer, ValueId kept) {
  const Instr& i = body.at(at);
  if (i.op == Opcode::Store) {
    ValueId index, slice = element_of(body, at, &index);
    if (!slice || !(shared_buffer(body, slice) == buffer)) return false;
    return constant_int(body, index) || body.loops.outermost(i.block, body.at(kept).block) != kNoLoop;
  }
  auto operands = body.f.operands_of(i);
  const Func* f = ir::callee(i);
  const Body* inner = f ? callees.body(f) : nullptr;
  for (size_t k = 0; k < operands.size(); k++)
    if (operands[k] && shared_buffer(body, operands[k]) == buffer && (!inner || (k > 0 && fills(*inner, k - 1)))) return true;
  return false;
}

}  // namespace ptrsafe::flow
