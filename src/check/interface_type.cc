// Interface types (spec, "Interface types"): explicit methods and embedded elements. Type sets are computed
// when all types are complete.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {

Type* Checker::interface_type(Node* e, TypeName* def) {
  Interface* t = make<Interface>();
  NodeList list = e->na() ? e->na()->la() : NodeList{};
  absl::InlinedVector<Ref<Func>, 8> methods;
  absl::InlinedVector<Ref<Type>, 8> embeddeds;
  absl::InlinedVector<Pos, 8> positions;
  Type* recv_type = t;
  if (def)
    if (Named* n = as<Named>(def->type); n && n->obj.get() == def) recv_type = n;

  for (Node* f : list) {
    FieldView v = field(f);
    if (!v.type) continue;
    if (v.names.empty()) {
      embeddeds.push_back(union_type(v.type));
      positions.push_back(start_pos(v.type));
      continue;
    }
    Node* name = v.names[0];
    if (name->name() == names.blank) {
      error(name, "methods must have a unique non-blank name");
      continue;
    }
    if (!v.type->is(NodeKind::FuncType)) continue;
    Signature* sig = make<Signature>();
    func_type_into(sig, nullptr, v.type);
    record_type_and_value(v.type, Operand::TypeExpr, sig, {});
    Var* recv = make<Var>();
    recv->pos = name->pos;
    recv->pkg = pkg_;
    recv->type = recv_type;
    recv->bits = Var::kReceiver | Var::kParam;
    recv->color = Object::Black;
    sig->recv = recv;
    Func* m = make<Func>();
    m->name = name->name();
    m->pos = name->pos;
    m->pkg = pkg_;
    m->type = sig;
    m->bits = Func::kInterfaceMethod;
    m->color = Object::Black;
    record_def(name, m);
    methods.push_back(m);
  }
  t->methods = List<Ref<Func>>::copy_of({methods.data(), methods.size()});
  t->embeddeds = List<Ref<Type>>::copy_of({embeddeds.data(), embeddeds.size()});
  t->embedded_pos = List<Pos>::copy_of({positions.data(), positions.size()});
  t->flags |= 2;  // complete
  if (methods.empty() && embeddeds.empty()) return t;
  when_complete([this, type = Ref<Interface>(t), pos = start_pos(e)] { type_set(type, this, pos); });
  return t;
}

}  // namespace ptrsafe
