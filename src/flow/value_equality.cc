#include "flow/value_equality.h"

#include "flow/library.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

const Named* named_struct(Type* t) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && as_under<Struct>(n) ? n->origin.get() : nullptr;
}

// func (a T) Equal(b T) bool, with pointers or without.
const Named* equal_method(const Func* f) {
  std::string_view name = f->name.view();
  if (name != "Equal" && name != "Equals" && name != "Eq" && name != "equal" && name != "equals") return nullptr;
  const Signature* s = f->signature();
  if (!s || !s->recv || s->param_count() != 1 || s->result_count() != 1 || !is_boolean(s->result(0)->type)) return nullptr;
  const Named* receiver = named_struct(deref(s->recv->type).first);
  return receiver && receiver == named_struct(deref(s->param(0)->type).first) ? receiver : nullptr;
}

}  // namespace

const Named* struct_pointee(Type* t) {
  Pointer* p = t && !is_type_param(t) ? as_under<Pointer>(t) : nullptr;
  return p ? named_struct(p->elem) : nullptr;
}

ValueEquality::ValueEquality(const ProgramFlow& program, const std::vector<const Package*>& packages) {
  for (const Package* p : packages) {
    for (const Func* f : p->details->functions)
      if (const Named* n = equal_method(f); n && f->node) by_value_.try_emplace({p, n}, f->node.get());
    for (const auto& b : program.package(p)->bodies())
      if (!b->is_test) read(*p, *b);
  }
}

void ValueEquality::read(const Package& package, const Examined& body) {
  const Function& f = body.function;
  auto add = [&](const Named* n, const Node* at) {
    if (n && at) by_value_.try_emplace({&package, n}, at);
  };
  for (const Instr& i : f.instrs) {
    if (i.op == Opcode::Binary && (static_cast<Op>(i.sub) == Op::Eql || static_cast<Op>(i.sub) == Op::Neq)) {
      const Instr &x = f.at(f.operand(i, 0)), &y = f.at(f.operand(i, 1));
      // x == T{} asks for a zero value, not whether two are equal.
      if (x.op != Opcode::StructLit && y.op != Opcode::StructLit && x.op != Opcode::Zero && y.op != Opcode::Zero) add(named_struct(x.type), i.node);
    }
    if (i.op == Opcode::Call && ir::callee(i)) {
      const Func* callee = ir::callee(i);
      if (package_path(callee) == "reflect" && callee->name.view() == "DeepEqual") {
        for (size_t k = 1; k < i.count; k++) {
          const Instr& boxed = f.at(f.operand(i, k));
          Type* t = boxed.op == Opcode::MakeInterface ? f.at(f.operand(boxed, 0)).type.get() : nullptr;
          if (t) add(named_struct(deref(t).first), i.node);
        }
      }
    }
    if (i.op == Opcode::MapUpdate) {
      const Named* n = struct_pointee(f.at(f.operand(i, 2)).type);
      if (!n) continue;
      stored_.insert(n);
      // The function looks in a map of these first.
      bool looks = false;
      for (const Instr& l : f.instrs) {
        if (l.op != Opcode::Lookup && l.op != Opcode::LookupOk) continue;
        Type* map = f.at(f.operand(l, 0)).type;
        Map* m = map ? as_under<Map>(map) : nullptr;
        looks = looks || (m && struct_pointee(m->elem) == n);
      }
      if (!looks) overwritten_.insert(n);
    }
  }
}

const Node* ValueEquality::compared(const Named* type, const Package& where) const {
  auto it = by_value_.find({&where, type});
  if (it == by_value_.end()) it = by_value_.find({type->obj->pkg.get(), type});
  return it == by_value_.end() ? nullptr : it->second;
}

}  // namespace ptrsafe::flow
