// Where an object comes from: made_within() and reached_from() of address_flow.h.
#include <algorithm>

#include "flow/access_path.h"
#include "flow/address_flow.h"
#include "flow/callees.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

class Origin {
 public:
  Origin(const Body& body, Callees& callees, LoopId scope, std::vector<ValueId>& bases)
      : body_(body), callees_(callees), scope_(scope), bases_(bases) {}

  bool made_within(ValueId v) {
    if (std::find(seen_.begin(), seen_.end(), v) != seen_.end()) return true;
    if (seen_.size() > 64) return false;
    seen_.push_back(v);
    const Instr& i = body_.at(v);
    switch (i.op) {
      case Opcode::Alloc:
      case Opcode::MakeMap:
      case Opcode::MakeSlice:
      case Opcode::MakeChan:
      case Opcode::StructLit:
      case Opcode::ArrayLit:
      case Opcode::Zero: return inside(i) && base(v);
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
      case Opcode::SliceOf:
      case Opcode::Field:
      case Opcode::Index:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::TypeAssert: return made_within(body_.operand(v, 0));
      case Opcode::Extract: {
        Opcode tuple = body_.at(body_.operand(v, 0)).op;
        return (tuple == Opcode::Call || tuple == Opcode::Invoke || tuple == Opcode::TypeAssertOk) &&
               made_within(body_.operand(v, 0));
      }
      case Opcode::TypeAssertOk: return made_within(body_.operand(v, 0));
      case Opcode::Call:
      case Opcode::Invoke: {
        const Func* f = ir::callee(i);
        if (!f || !inside(i)) return false;
        // What a method that returns its receiver gives is what it was called of: b.Name(n).Body(&x).
        const FunctionSummary* s = i.op == Opcode::Call && i.sub == 0 ? callees_.summary(f) : nullptr;
        if (s && s->returns_parameter >= 0 && static_cast<size_t>(s->returns_parameter) + 1 < i.count)
          return made_within(body_.operand(v, static_cast<size_t>(s->returns_parameter) + 1));
        return callees_.returns_fresh(f) && base(v);
      }
      case Opcode::Builtin:
        return static_cast<BuiltinId>(i.aux) == BuiltinId::Append && made_within(body_.operand(v, 0)) && base(v);
      case Opcode::Phi: {
        if (scope_ != kNoLoop && i.block == body_.loops.header(scope_)) return false;
        for (ValueId o : body_.f.operands_of(i))
          if (!made_within(o)) return false;
        return base(v);
      }
      case Opcode::Load: return loaded(body_.operand(v, 0));
      default: return false;
    }
  }

 private:
  bool inside(const Instr& i) const { return scope_ == kNoLoop || body_.loops.contains(scope_, i.block); }
  bool base(ValueId v) {
    bases_.push_back(v);
    return true;
  }
  // What a variable made here contains: all that is stored in it was made here.
  bool loaded(ValueId address) {
    std::vector<ValueId> none;
    std::swap(none, bases_);
    bool here = made_within(address);
    std::swap(none, bases_);
    if (!here) return false;
    if (body_.at(address).op != Opcode::Alloc) {
      bases_.insert(bases_.end(), none.begin(), none.end());
      return true;
    }
    for (ValueId user : body_.users(address))
      if (body_.at(user).op == Opcode::Store && body_.operand(user, 0) == address && !made_within(body_.operand(user, 1)))
        return false;
    return base(address);
  }

  const Body& body_;
  Callees& callees_;
  LoopId scope_;
  std::vector<ValueId>& bases_;
  std::vector<ValueId> seen_;
};

}  // namespace

bool made_within(const Body& body, Callees& callees, LoopId scope, ValueId v, std::vector<ValueId>& bases) {
  std::vector<ValueId> found;
  if (!Origin(body, callees, scope, found).made_within(v)) return false;
  bases.insert(bases.end(), found.begin(), found.end());
  return true;
}

bool is_made_within(const Body& body, Callees& callees, ValueId v) {
  std::vector<ValueId> bases;
  return made_within(body, callees, kNoLoop, v, bases);
}

ValueId reached_from(const Body& body, ValueId v) {
  for (;;) {
    switch (body.at(v).op) {
      case Opcode::Load: {
        ValueId value = only_value(body, body.operand(v, 0));
        v = value ? value : body.operand(v, 0);
        continue;
      }
      case Opcode::FieldAddr:
      case Opcode::IndexAddr:
      case Opcode::SliceOf:
      case Opcode::Field:
      case Opcode::Index:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::TypeAssert:
      case Opcode::Lookup:
      case Opcode::LookupOk:
      case Opcode::TypeAssertOk: v = body.operand(v, 0); continue;
      case Opcode::Extract: {
        Opcode tuple = body.at(body.operand(v, 0)).op;
        if (tuple != Opcode::LookupOk && tuple != Opcode::TypeAssertOk) return v;
        v = body.operand(v, 0);
        continue;
      }
      default: return v;
    }
  }
}

}  // namespace ptrsafe::flow
