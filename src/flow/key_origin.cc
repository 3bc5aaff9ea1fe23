#include "flow/key_origin.h"

#include <algorithm>

#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;

constexpr size_t kMaxValues = 64;  // that one key is made from

// The object or variable that has the map: through fields, elements and entries, the value where that begins.
ValueId owner(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  for (;;) {
    v = flow.number(v);
    switch (f.at(v).op) {
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::IndexAddr:
      case Opcode::Lookup: v = f.operand(v, 0); continue;
      default: return v;
    }
  }
}

class Origin {
 public:
  Origin(const FunctionFlow& flow, ValueId owner) : flow_(flow), f_(flow.function()), owner_(owner) {}

  bool independent(ValueId key) { return walk(key) && given_; }

 private:
  bool all(const Instr& i) {
    for (ValueId o : f_.operands_of(i))
      if (o && !walk(o)) return false;
    return true;
  }

  static bool plain(Type* t) {
    Slice* s = t ? as_under<Slice>(t) : nullptr;
    return t && (as_under<Basic>(t) || as_under<Array>(t) || (s && as_under<Basic>(s->elem)));
  }

  // All that is put in the variable as a whole.
  bool stored(ValueId variable) {
    bool any = false;
    for (const Instr& i : f_.instrs) {
      if (i.op != Opcode::Store || !(flow_.number(f_.operand(i, 0)) == variable)) continue;
      if (!walk(f_.operand(i, 1))) return false;
      any = true;
    }
    return any;
  }

  // A loop adds to it: whatever it began with, its next value is just a number.
  bool counts(ValueId phi, const Instr& i) const {
    for (ValueId o : f_.operands_of(i)) {
      const Instr& step = f_.at(flow_.number(o));
      if (step.op == Opcode::Binary && flow_.number(f_.operand(step, 0)) == phi && f_.at(flow_.number(f_.operand(step, 1))).op == Opcode::Const) return true;
    }
    return false;
  }

  bool walk(ValueId v) {
    v = flow_.number(v);
    if (v == owner_) return false;
    if (std::find(seen_.begin(), seen_.end(), v) != seen_.end()) return true;
    if (seen_.size() >= kMaxValues) return false;
    seen_.push_back(v);
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Const: return true;
      case Opcode::Param:
      case Opcode::Recv:
      case Opcode::Select: return given_ = true;
      case Opcode::Load:
      case Opcode::FieldAddr:
      case Opcode::Field:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::TypeAssert:
      case Opcode::TypeAssertOk:
      case Opcode::Extract:
      case Opcode::RangeNext: return walk(f_.operand(i, 0));
      case Opcode::RangeStart: {
        // The keys of a map are those of one that is kept beside it.
        Type* t = f_.at(f_.operand(i, 0)).type;
        return t && !as_under<Map>(t) && walk(f_.operand(i, 0));
      }
      case Opcode::Alloc: return stored(v);
      case Opcode::Phi: return counts(v, i) ? (given_ = true) : all(i);
      case Opcode::Unary:
      case Opcode::Binary: return all(i);
      // What computes a number or a text from others; what gives an object may have entered it.
      case Opcode::Call:
      case Opcode::Invoke: return plain(i.type) && f_.at(owner_).op != Opcode::Global && all(i);
      default: return false;
    }
  }

  const FunctionFlow& flow_;
  const Function& f_;
  ValueId owner_;
  bool given_ = false;
  std::vector<ValueId> seen_;
};

}  // namespace

bool independent_key(const FunctionFlow& flow, ValueId map, ValueId key) { return Origin(flow, owner(flow, map)).independent(key); }

}  // namespace ptrsafe::flow
