// Type parameter lists (spec, "Type parameter declarations", "Type constraints").
#include "check/checker.h"

namespace ptrsafe {

TypeParam* Checker::declare_type_param(Node* ident, Pos scope_pos) {
  TypeName* o = make<TypeName>();
  o->name = ident->name();
  o->pos = ident->pos;
  o->pkg = pkg_;
  o->color = Object::Black;
  TypeParam* p = make<TypeParam>(o);
  o->type = p;
  // While bodies are checked the counter is shared: the position orders the lists of one body just as well.
  p->serial = in_bodies_ ? ident->pos.v | 0x80000000u : state_.next_type_param++;
  declare_in(env_.scope, ident, o, scope_pos);
  return p;
}

List<Ref<TypeParam>> Checker::collect_type_params(Node* field_list, List<Ref<TypeParam>>* early) {
  // All parameters are in scope in all bounds, so they are declared first.
  absl::InlinedVector<Ref<TypeParam>, 4> params;
  for (Node* f : field_list->la()) {
    for (Node* name : field(f).names) {
      TypeParam* p = declare_type_param(name, {});
      p->index = static_cast<uint32_t>(params.size());
      params.push_back(p);
    }
  }
  List<Ref<TypeParam>> list = List<Ref<TypeParam>>::copy_of({params.data(), params.size()});
  if (early) *early = list;
  bool saved = env_.in_type_params;
  env_.in_type_params = true;
  size_t i = 0;
  for (Node* f : field_list->la()) {
    FieldView v = field(f);
    Type* bound = v.type ? constraint_type(v.type) : invalid_type();
    for (size_t k = 0; k < v.names.size(); k++) list[i++]->bound = bound;
  }
  env_.in_type_params = saved;
  return list;
}

Type* Checker::constraint_type(Node* e) {
  // ~T and A|B stand for interfaces that embed them.
  bool literal = (e->is(NodeKind::Unary) && e->oper() == Op::Tilde) || (e->is(NodeKind::Binary) && e->oper() == Op::Or);
  if (!literal) {
    Type* t = type_expr(e);
    if (as<TypeParam>(t)) {
      error(e, "cannot use a type parameter as constraint");
      return invalid_type();
    }
    return t;
  }
  Interface* t = make<Interface>();
  Ref<Type> element = union_type(e);
  Pos pos = start_pos(e);
  t->embeddeds = List<Ref<Type>>::copy_of({&element, 1});
  t->embedded_pos = List<Pos>::copy_of({&pos, 1});
  t->set_implicit();
  t->flags |= 2;  // complete
  record_type_and_value(e, Operand::TypeExpr, t, {});
  later([this, type = Ref<Interface>(t), pos] { type_set(type, this, pos); });
  return t;
}

}  // namespace ptrsafe
