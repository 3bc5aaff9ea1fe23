#include "flow/outside.h"

#include "flow/models.h"
#include "types/lookup.h"

namespace ptrsafe::flow {
namespace {

bool is_type(Type* t, std::string_view package, std::string_view name) {
  Named* n = as<Named>(deref(t).first);
  return n && n->obj->pkg && n->obj->pkg->path.view() == package && n->obj->name.view() == name;
}

// The call that fills the variable at `address` from outside, if any.
ValueId filler(const FunctionFlow& flow, ValueId address) {
  const Function& f = flow.function();
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || !(model_of(ir::callee(i)) & kFillsOutside)) continue;
    for (ValueId argument : f.operands_of(i)) {
      if (!argument) continue;
      // Through the interface value, and the slice of variadic arguments.
      std::vector<ValueId> parts{argument};
      if (f.at(argument).op == Opcode::ArrayLit)
        for (ValueId e : f.operands_of(f.at(argument))) parts.push_back(e);
      for (ValueId p : parts) {
        if (f.at(p).op == Opcode::MakeInterface) p = f.operand(p, 0);
        if (flow.number(p) == address) return ValueId{n};
      }
    }
  }
  return {};
}

class Tracer {
 public:
  Tracer(const FunctionFlow& flow, bool parameters) : flow_(flow), f_(flow.function()), parameters_(parameters) {}

  ValueId trace(ValueId v, int depth) {
    v = flow_.number(v);
    if (!v || depth > 12) return {};
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Param:
        if (parameters_) return v;
        return is_type(i.type, "net/http", "Request") ? v : ValueId{};
      case Opcode::Call:
      case Opcode::Invoke: {
        uint32_t model = model_of(ir::callee(i));
        if (model & kOutside) return parameters_ ? ValueId{} : v;
        // Functions of strings and numbers keep where they come from.
        Func* callee = ir::callee(i);
        if (!callee || !callee->pkg) return {};
        std::string_view path = callee->pkg->path.view();
        if (path != "strings" && path != "strconv" && path != "bytes" && path != "path" && path != "path/filepath" &&
            path != "fmt" && path != "net/url" && path != "net/http")
          return {};
        for (ValueId o : f_.operands_of(i))
          if (o)
            if (ValueId found = trace(o, depth + 1)) return found;
        return {};
      }
      case Opcode::Load: {
        ValueId a = flow_.number(f_.operand(i, 0));
        const Instr& address = f_.at(a);
        if (address.op == Opcode::Global) {
          Object* o = Ref<Object>::from_raw(address.aux);
          return !parameters_ && o->pkg && o->pkg->path.view() == "os" && o->name.view() == "Args" ? v : ValueId{};
        }
        if (!parameters_)
          for (ValueId root = a;; root = flow_.number(f_.operand(root, 0))) {
            if (f_.at(root).op == Opcode::Alloc || f_.at(root).op == Opcode::FieldAddr)
              if (ValueId found = filler(flow_, root)) return found;
            if (f_.at(root).op != Opcode::FieldAddr && f_.at(root).op != Opcode::IndexAddr) break;
          }
        // A field of a parameter is the owner's affair; a request's is the sender's.
        if (parameters_ && address.op != Opcode::IndexAddr) return {};
        return trace(a, depth + 1);
      }
      case Opcode::Phi:
        if (depth > 6) return {};
        for (ValueId o : f_.operands_of(i))
          if (!(flow_.number(o) == v))
            if (ValueId found = trace(o, depth + 3)) return found;
        return {};
      case Opcode::Binary:
        if (ValueId found = trace(f_.operand(i, 0), depth + 1)) return found;
        return trace(f_.operand(i, 1), depth + 1);
      case Opcode::RangeNext: return trace(f_.operand(f_.operand(i, 0), 0), depth + 1);
      case Opcode::ArrayLit:
      case Opcode::StructLit:
        for (ValueId o : f_.operands_of(i))
          if (ValueId found = trace(o, depth + 1)) return found;
        return {};
      case Opcode::Lookup:
      case Opcode::LookupOk:
      case Opcode::FieldAddr:
        if (parameters_) return {};
        return trace(f_.operand(i, 0), depth + 1);
      case Opcode::IndexAddr:
        return trace(f_.operand(i, 0), depth + 1);
      case Opcode::Field:
      case Opcode::Index:
      case Opcode::SliceOf:
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::Extract:
      case Opcode::Unary: return trace(f_.operand(i, 0), depth + 1);
      default: return {};
    }
  }

 private:
  const FunctionFlow& flow_;
  const Function& f_;
  bool parameters_;
};

}  // namespace

ValueId outside_source(const FunctionFlow& flow, ValueId v) { return Tracer(flow, false).trace(v, 0); }
ValueId parameter_source(const FunctionFlow& flow, ValueId v) { return Tracer(flow, true).trace(v, 0); }

}  // namespace ptrsafe::flow
