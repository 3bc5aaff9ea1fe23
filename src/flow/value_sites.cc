#include "flow/value_sites.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

class Finder {
 public:
  Finder(const MapObjects& objects, const Contexts& contexts, Sizes sizes, std::vector<ValueSite>& out)
      : objects_(objects), contexts_(contexts), sizes_(sizes), out_(out) {}

  void find(const Examined& body, ValueId v, const Node* stored, int depth) {
    const Function& f = body.function;
    if (!v) return;
    if (ValueId same = body.flow.number(v); same && same.v < f.instrs.size()) v = same;
    if (!seen_.insert({&f, v.v}).second) return;
    const Instr& i = f.at(v);
    const Node* at = i.node ? i.node.get() : stored;
    Type* pointee = i.type && as_under<Pointer>(i.type) ? as_under<Pointer>(i.type)->elem.get() : nullptr;
    // `&T{…}`, `&x` rather than what the address is of.
    for (const ir::AddressOf& a : f.addresses)
      if (a.address == v && a.node && (i.op == Opcode::Alloc || i.op == Opcode::FieldAddr || i.op == Opcode::IndexAddr || i.op == Opcode::Global)) {
        at = a.node;
        break;
      }
    switch (i.op) {
      case Opcode::Phi:
        for (ValueId o : f.operands_of(i)) find(body, o, stored, depth);
        return;
      case Opcode::MakeInterface:
      case Opcode::Convert: return find(body, f.operand(i, 0), stored, depth);
      case Opcode::Zero:
        if (i.type && has_nil(i.type)) add(stored, "nil", "", -1, true);
        else add(at, text(at), "", -1, false);
        return;
      case Opcode::Alloc: return add(at, text(at), "heap", pointee ? sizes_.size_of(pointee) : -1, false);
      case Opcode::FieldAddr:
      case Opcode::IndexAddr: return add(at, text(at), "heap", pointee ? sizes_.size_of(pointee) : -1, false);
      case Opcode::MakeMap:
      case Opcode::MakeSlice:
      case Opcode::MakeChan:
      case Opcode::MakeClosure:
      case Opcode::BoundMethod: return add(at, text(at), "heap", -1, false);
      case Opcode::Global: return add(at, text(at), "static", pointee ? sizes_.size_of(pointee) : -1, false);
      case Opcode::FuncRef: return add(at, text(at), "static", -1, false);
      case Opcode::Extract: {
        const Instr& t = f.at(f.operand(i, 0));
        if (t.op == Opcode::Call) return result(t, i.aux, stored, depth);
        return add(t.node ? t.node.get() : at, text(t.node ? t.node.get() : at), "", -1, has_nil(i.type) && body.flow.by_nature(v) != Nilness::NonNil);
      }
      case Opcode::Call: return result(i, 0, stored, depth);
      case Opcode::Param: return argument(body, i, stored, depth);
      default: {
        bool nil = i.type && has_nil(i.type) && body.flow.by_nature(v) != Nilness::NonNil;
        return add(at, text(at), "", -1, nil);
      }
    }
  }

 private:
  static std::string text(const Node* n) {
    if (!n || !is_Expr(n->kind)) return "";
    std::string s = expr_string(n);
    return s.size() > 60 ? s.substr(0, 57) + "..." : s;
  }

  void add(const Node* at, std::string expression, const char* storage, int64_t bytes, bool nil) {
    if (!at) return;
    out_.push_back({start_pos(at), std::move(expression), storage, bytes, nil, at});
  }

  // What the function that is called returns.
  void result(const Instr& call, size_t number, const Node* stored, int depth) {
    const Examined* callee = depth < kDepth ? objects_.body_of(ir::callee(call)) : nullptr;
    size_t before = out_.size();
    if (callee)
      for (const Instr& r : callee->function.instrs)
        if (r.op == Opcode::Return && number < r.count) find(*callee, callee->function.operand(r, number), r.node ? r.node.get() : stored, depth + 1);
    if (out_.size() == before) add(call.node ? call.node.get() : stored, text(call.node), "", -1, false);
  }

  // What the callers pass; the parameter itself where there are none, or too many.
  void argument(const Examined& body, const Instr& parameter, const Node* stored, int depth) {
    const Function& f = body.function;
    auto calls = contexts_.calls_of(&f);
    size_t before = out_.size();
    if (depth < kDepth && !calls.empty() && calls.size() <= kCallers)
      for (const CallSite& c : calls) {
        const Instr& i = c.caller->function.at(c.at);
        if (parameter.aux + 1 < i.count) find(*c.caller, c.caller->function.operand(i, parameter.aux + 1), i.node ? i.node.get() : stored, depth + 1);
      }
    if (out_.size() == before) add(stored, fmt_parameter(f, parameter.aux), "", -1, false);
  }

  static std::string fmt_parameter(const Function& f, size_t k) {
    const Var* v = k < f.param_vars.size() ? f.param_vars[k] : nullptr;
    return "parameter " + std::string(v ? v->name.view() : "_");
  }

  static constexpr int kDepth = 4;
  static constexpr size_t kCallers = 32;
  const MapObjects& objects_;
  const Contexts& contexts_;
  Sizes sizes_;
  std::vector<ValueSite>& out_;
  absl::flat_hash_set<std::pair<const Function*, uint32_t>> seen_;
};

}  // namespace

void find_value_sites(const MapObjects& objects, const Contexts& contexts, const Examined& body, ValueId v, const Node* store, Sizes sizes, std::vector<ValueSite>& out) {
  Finder(objects, contexts, sizes, out).find(body, v, store, 0);
}

}  // namespace ptrsafe::flow
