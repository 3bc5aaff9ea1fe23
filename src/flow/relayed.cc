#include "flow/relayed.h"

#include <algorithm>

#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

bool is_slice(Type* t) { return t && as_under<Slice>(t); }
bool is_channel(Type* t) { return t && as_under<Chan>(t); }

// The index is the one that a loop over the slice has come to.
bool loop_index(const FunctionFlow& flow, ValueId index, ValueId slice) {
  const Function& f = flow.function();
  const Instr& i = f.at(flow.number(index));
  if (i.op != Opcode::Extract || i.aux != 1 || f.at(f.operand(i, 0)).op != Opcode::RangeNext) return false;
  return flow.number(f.operand(f.operand(f.operand(i, 0), 0), 0)) == slice;
}

// The slice value and all that it has been made from by append.
class SliceValues {
 public:
  SliceValues(const FunctionFlow& flow, ValueId slice) : flow_(flow), f_(flow.function()) { add(slice); }

  bool contains(ValueId v) const { return std::find(values_.begin(), values_.end(), flow_.number(v)) != values_.end(); }

  std::vector<Put> puts(const Taken& taken, ValueId v) const {
    std::vector<Put> out;
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      switch (i.op) {
        case Opcode::Builtin:
          if (static_cast<BuiltinId>(i.aux) == BuiltinId::Append && !i.reserved && contains(ValueId{n}))
            for (size_t k = 1; k < i.count; k++) out.push_back({ValueId{n}, f_.operand(i, k)});
          break;
        case Opcode::ArrayLit:
          if (contains(ValueId{n}))
            for (ValueId o : f_.operands_of(i)) out.push_back({ValueId{n}, o});
          break;
        case Opcode::Store: {
          const Instr& a = f_.at(flow_.number(f_.operand(i, 0)));
          if (a.op == Opcode::IndexAddr && contains(f_.operand(a, 0))) out.push_back({ValueId{n}, f_.operand(i, 1)});
          break;
        }
        case Opcode::Binary:
          if (compares_element(i, v)) return {};
          break;
        case Opcode::Call:
        case Opcode::Invoke:
        case Opcode::MakeClosure:
        case Opcode::MakeInterface: {
          auto operands = f_.operands_of(i);
          if (n < taken.by.v && std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && contains(o); })) return {};
          break;
        }
        default: break;
      }
    }
    return out;
  }

 private:
  void add(ValueId v) {
    v = flow_.number(v);
    if (!v || contains(v) || values_.size() > kMaxValues) return;
    values_.push_back(v);
    const Instr& i = f_.at(v);
    if (i.op == Opcode::Phi)
      for (ValueId o : f_.operands_of(i)) add(o);
    if (i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Append) add(f_.operand(i, 0));
  }
  // An element other than `v` is compared with nil.
  bool compares_element(const Instr& i, ValueId v) const {
    for (size_t k = 0; k < 2; k++) {
      ValueId x = flow_.number(f_.operand(i, k));
      if (f_.at(f_.operand(i, 1 - k)).op != Opcode::Zero || x == v) continue;
      const Instr& e = f_.at(x);
      const Instr& from = f_.at(flow_.number(f_.operand(e, 0)));
      if (e.op == Opcode::Load && from.op == Opcode::IndexAddr && contains(f_.operand(from, 0))) return true;
      if (e.op == Opcode::Extract && from.op == Opcode::RangeNext && contains(f_.operand(f_.operand(from, 0), 0))) return true;
    }
    return false;
  }

  static constexpr size_t kMaxValues = 16;
  const FunctionFlow& flow_;
  const Function& f_;
  std::vector<ValueId> values_;
};

}  // namespace

Taken taken(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  const Instr& i = f.at(v);
  if (i.op == Opcode::Recv) return {v, flow.number(f.operand(i, 0)), true};
  if (i.op == Opcode::Load) {
    const Instr& a = f.at(flow.number(f.operand(i, 0)));
    ValueId slice = a.op == Opcode::IndexAddr ? flow.number(f.operand(a, 0)) : ValueId{};
    if (!slice || !is_slice(f.at(slice).type) || !loop_index(flow, f.operand(a, 1), slice)) return {};
    return {v, slice, false};
  }
  if (i.op != Opcode::Extract) return {};
  ValueId tuple = f.operand(i, 0);
  const Instr& t = f.at(tuple);
  if (t.op == Opcode::RecvOk && i.aux == 0) return {tuple, flow.number(f.operand(t, 0)), true};
  if (t.op != Opcode::RangeNext) return {};
  ValueId over = flow.number(f.operand(f.operand(t, 0), 0));
  if (i.aux == 1 && is_channel(f.at(over).type)) return {tuple, over, true};
  if (i.aux == 2 && is_slice(f.at(over).type)) return {tuple, over, false};
  return {};
}

std::vector<Put> puts(const FunctionFlow& flow, const Taken& taken, ValueId v) {
  if (!taken.channel) return SliceValues(flow, taken.container).puts(taken, v);
  const Function& f = flow.function();
  std::vector<Put> out;
  for (uint32_t n = 1; n < f.instrs.size(); n++)
    if (f.instrs[n].op == Opcode::Send && flow.number(f.operand(f.instrs[n], 0)) == taken.container)
      out.push_back({ValueId{n}, f.operand(f.instrs[n], 1)});
  return out;
}

}  // namespace ptrsafe::flow
