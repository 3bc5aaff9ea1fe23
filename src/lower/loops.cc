// For statements (spec, "For statements").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::lower {

// Go 1.22: the variables of the next iteration are new ones with the old values. It shows in cells only.
void BodyLowering::new_iteration(NodeList variables) {
  for (Node* e : variables) {
    Var* v = e->is(NodeKind::Ident) ? as_object<Var>(object_of(e)) : nullptr;
    if (v && is_cell(v) && v->pos == e->pos) declare(v, read_variable(v, e), e);
  }
}

void BodyLowering::for_statement(Node* s, Name label) {
  ForView v = for_stmt(s);
  if (v.init) statement(v.init);
  BlockId head = b_.new_block(), body = b_.new_block(), post = b_.new_block(), done = b_.new_block();
  b_.jump(head);
  b_.set_current(head);
  if (v.cond) {
    condition(v.cond, body, done);
  } else {
    b_.jump(body);
  }
  b_.seal(body);
  b_.set_current(body);
  jumps_.push_back({label, done, post, true});
  block(v.body->la());
  jumps_.pop_back();
  b_.jump(post);
  b_.seal(post);
  b_.set_current(post);
  if (context_.per_iteration && v.init && v.init->is(NodeKind::AssignStmt) && v.init->oper() == Op::Define)
    new_iteration(v.init->la());
  if (v.post) statement(v.post);
  b_.jump(head);
  b_.seal(head);
  b_.seal(done);
  b_.set_current(done);
}

void BodyLowering::range_statement(Node* s, Name label) {
  RangeView v = range_stmt(s);
  bool define = s->oper() == Op::Define;
  Type* u = common_under(type_of(v.x));
  // A range over an array copies it unless only its length is asked for; nobody sees the difference here.
  ValueId x = u && u->kind == TypeKind::Array ? place(v.x).v : expr(v.x);
  ValueId range = b_.emit(Opcode::RangeStart, nullptr, v.x, {x});
  Type* types[2] = {invalid_type(), invalid_type()};
  if (u) {
    if (u->kind == TypeKind::Pointer) u = under(static_cast<Pointer*>(u)->elem);
    switch (u->kind) {
      case TypeKind::Map:
        types[0] = static_cast<Map*>(u)->key;
        types[1] = static_cast<Map*>(u)->elem;
        break;
      case TypeKind::Slice:
        types[0] = basic_type(BasicKind::Int);
        types[1] = static_cast<Slice*>(u)->elem;
        break;
      case TypeKind::Array:
        types[0] = basic_type(BasicKind::Int);
        types[1] = static_cast<Array*>(u)->elem;
        break;
      case TypeKind::Chan: types[0] = static_cast<Chan*>(u)->elem; break;
      case TypeKind::Basic:
        types[0] = is_string(u) ? basic_type(BasicKind::Int) : default_type(type_of(v.x));
        types[1] = universe.rune_type;
        break;
      case TypeKind::Signature: {
        auto* sig = static_cast<Signature*>(u);
        Signature* yield = sig->params && sig->params->size() == 1 ? as_under<Signature>(sig->params->vars[0]->type) : nullptr;
        for (size_t i = 0; yield && yield->params && i < 2 && i < yield->params->size(); i++)
          types[i] = yield->params->vars[i]->type;
        break;
      }
      default: break;
    }
  }
  Node* lhs[2] = {v.key, v.value};
  // Before Go 1.22 the variables are those of the whole loop.
  if (define && !context_.per_iteration)
    for (Node* e : lhs)
      if (e && e->is(NodeKind::Ident)) declare(as_object<Var>(object_of(e)), {}, e);

  BlockId head = b_.new_block(), body = b_.new_block(), done = b_.new_block();
  b_.jump(head);
  b_.set_current(head);
  ValueId next = b_.emit(Opcode::RangeNext, nullptr, s, {range});
  ValueId more = b_.emit(Opcode::Extract, basic_type(BasicKind::Bool), s, {next}, 0);
  b_.branch(more, body, done, s);
  b_.seal(body);
  b_.set_current(body);
  for (uint32_t i = 0; i < 2; i++) {
    Node* e = lhs[i];
    if (!e || (e->is(NodeKind::Ident) && e->name() == names.blank)) continue;
    ValueId value = b_.emit(Opcode::Extract, types[i], e, {next}, i + 1);
    if (!define) {
      store(target(e), value);
    } else if (Var* var = as_object<Var>(object_of(e))) {
      value = convert(value, var->type, e);
      if (context_.per_iteration) {
        declare(var, value, e);
      } else {
        write_variable(var, value, e);
      }
    }
  }
  jumps_.push_back({label, done, head, true});
  block(v.body->la());
  jumps_.pop_back();
  b_.jump(head);
  b_.seal(head);
  b_.seal(done);
  b_.set_current(done);
}

}  // namespace ptrsafe::lower
