// pointer-identity: pointers from maps are compared with ==, or used as keys, where the program compares the type by value.
#include <fmt/format.h>

#include <algorithm>

#include "flow/library.h"
#include "flow/nil_from_map.h"
#include "flow/value_equality.h"
#include "rules/rule.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

using flow::ValueId;
using ir::Instr;
using ir::Opcode;

class Identity {
 public:
  Identity(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out)
      : package_(package), body_(body), flow_(body.flow), f_(body.function), out_(out) {}

  void run() {
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      if (!i.node || !flow_.reached(ValueId{n})) continue;
      if (i.op == Opcode::Binary && (static_cast<Op>(i.sub) == Op::Eql || static_cast<Op>(i.sub) == Op::Neq)) comparison(i);
      if (i.op == Opcode::MapUpdate && i.sub == 0) key(i);
    }
  }

 private:
  // The lookup or range that gave the pointer; null if it did not come out of a map.
  const Node* from_map(ValueId v, int depth = 0) const {
    if (!v || depth > 4) return nullptr;
    if (ValueId same = flow_.number(v); same && same.v < f_.instrs.size()) v = same;
    const Instr& i = f_.at(v);
    auto result = [&](const Instr& call, size_t number) -> const Node* {
      const Func* callee = ir::callee(call);
      const flow::FunctionSummary* s = callee && call.sub == 0 ? package_.summary(callee) : nullptr;
      return s && number < s->results.size() && s->results[number].from_lookup ? call.node.get() : nullptr;
    };
    switch (i.op) {
      case Opcode::Lookup: return i.node;
      case Opcode::Call: return result(i, 0);
      case Opcode::Extract: {
        const Instr& t = f_.at(f_.operand(v, 0));
        if (t.op == Opcode::LookupOk && i.aux == 0) return t.node;
        if (t.op == Opcode::Call) return result(t, i.aux);
        if (t.op != Opcode::RangeNext || i.aux != 2) return nullptr;
        const Instr& start = f_.at(f_.operand(t, 0));
        Type* ranged = f_.at(f_.operand(start, 0)).type;
        return ranged && as_under<Map>(ranged) ? start.node.get() : nullptr;
      }
      case Opcode::Phi:
        for (ValueId o : f_.operands_of(i))
          if (const Node* n = from_map(o, depth + 1)) return n;
        return nullptr;
      default: return nullptr;
    }
  }

  // One entry, looked up twice: is it still the same?
  bool same_entry(ValueId a, ValueId b) const {
    auto lookup = [&](ValueId v) -> ValueId {
      if (ValueId same = flow_.number(v); same && same.v < f_.instrs.size()) v = same;
      if (f_.at(v).op == Opcode::Extract) v = f_.operand(v, 0);
      return f_.at(v).op == Opcode::Lookup || f_.at(v).op == Opcode::LookupOk ? v : ValueId{};
    };
    ValueId x = lookup(a), y = lookup(b);
    if (!x || !y) return false;
    if (!(flow_.number(f_.operand(x, 1)) == flow_.number(f_.operand(y, 1)))) return false;
    ValueId m = flow_.number(f_.operand(x, 0)), n = flow_.number(f_.operand(y, 0));
    auto place = [&](ValueId map) { return map.v < f_.instrs.size() && f_.at(map).op == Opcode::Load ? flow_.number(f_.operand(map, 0)) : map; };
    return m == n || place(m) == place(n);
  }

  // The function goes on to compare values of the type: == was a short cut.
  bool compares_values(const Named* type) const {
    return std::any_of(f_.instrs.begin(), f_.instrs.end(), [&](const Instr& i) {
      if (i.op == Opcode::Binary && (static_cast<Op>(i.sub) == Op::Eql || static_cast<Op>(i.sub) == Op::Neq)) {
        Type* t = f_.at(f_.operand(i, 0)).type;
        Named* n = t ? as<Named>(t) : nullptr;
        return n && n->origin.get() == type;
      }
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      if (!callee) return false;
      std::string_view name = callee->name.view();
      if (name == "DeepEqual" || name == "Equal" || name == "Equals" || name == "equal") return true;
      return false;
    });
  }

  void comparison(const Instr& i) {
    const Named* type = flow::struct_pointee(f_.at(f_.operand(i, 0)).type);
    if (!type || type != flow::struct_pointee(f_.at(f_.operand(i, 1)).type)) return;
    const Node* left = from_map(f_.operand(i, 0));
    const Node* right = left ? from_map(f_.operand(i, 1)) : nullptr;
    if (!left || !right || same_entry(f_.operand(i, 0), f_.operand(i, 1))) return;
    report(type, i.node, left, "compared with ==: two equal ones are different pointers", "compare what they point to");
  }

  void key(const Instr& i) {
    ValueId key = f_.operand(i, 1);
    const Named* type = flow::struct_pointee(f_.at(key).type);
    const Node* lookup = type ? from_map(key) : nullptr;
    if (!lookup) return;
    // A set of what was visited, and a map that is only used here.
    Type* t = f_.at(f_.operand(i, 0)).type;
    Map* m = t ? as_under<Map>(t) : nullptr;
    if (!m) return;
    Struct* empty = as_under<Struct>(m->elem);
    if (is_boolean(m->elem) || (empty && empty->fields.empty())) return;
    ValueId map = flow_.number(f_.operand(i, 0));
    if (map.v >= f_.instrs.size() || f_.at(map).op != Opcode::Load) return;
    report(type, i.node, lookup, "used as the key of a map: an equal one is another key", "use the value, or a name of it, as the key");
  }

  void report(const Named* type, const Node* at, const Node* lookup, const char* what, const char* instead) {
    const flow::ValueEquality& equality = package_.program().value_equality();
    const Node* elsewhere = equality.compared(type, package_.package());
    if (!elsewhere || equality.interned(type) || compares_values(type)) return;
    out_.add(RuleId::PointerIdentity, Confidence::Likely, f_.name, at,
             fmt::format("pointers to {} that come from a map are {}, but the program compares it by value elsewhere; {}", type->obj->name.view(), what,
                         instead),
             {{start_pos(lookup), "out of a map here"}, {start_pos(elsewhere), "compared by value here"}});
  }

  const flow::PackageFlow& package_;
  const flow::Examined& body_;
  const flow::FunctionFlow& flow_;
  const ir::Function& f_;
  Reporter& out_;
};

}  // namespace

void pointer_identity(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out) { Identity(package, body, out).run(); }

}  // namespace ptrsafe
