// Expressions: operands, operators and index expressions (spec, "Expressions").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::lower {

ValueId BodyLowering::expr(Node* e) {
  if (Const c = context_.file->const_of(e); c && c.kind() != ConstKind::Unknown) return constant(type_of(e), c, e);
  switch (e->kind) {
    case NodeKind::Ident: {
      Object* o = object_of(e);
      if (Var* v = as_object<Var>(o)) return read_variable(v, e);
      if (as_object<Func>(o)) return b_.emit(Opcode::FuncRef, type_of(e), e, {}, Ref<Object>(o).v);
      if (o && o->kind == ObjectKind::Nil) return zero(type_of(e), e);
      return opaque(type_of(e), e);
    }
    case NodeKind::Paren: return expr(e->na());
    case NodeKind::CompositeLit: return composite(e, type_of(e));
    case NodeKind::FuncLit: return func_lit(e);
    case NodeKind::Selector: return selector(e);
    case NodeKind::Index: return index(e, false);
    case NodeKind::Slice: return slice(e);
    case NodeKind::TypeAssert: return type_assert(e, false);
    case NodeKind::Call: {
      ValueId r = call(e, ir::CallMode::Now);
      return r && b_.type_of(r) ? r : opaque(type_of(e), e);  // erroneous code uses what has no value
    }
    case NodeKind::Star: return value_of(place(e), e);
    case NodeKind::Unary: return unary(e, false);
    case NodeKind::Binary: return binary(e);
    default: return opaque(type_of(e), e);
  }
}

std::vector<ValueId> BodyLowering::values(Node* e, size_t n) {
  Node* inner = unparen(e);
  if (const Func* f = helper(inner)) return in_place(inner, f);
  if (Node* lit = literal(inner)) return literal_in_place(inner, lit, false);
  ValueId tuple;
  switch (inner->kind) {
    case NodeKind::Call: tuple = call(inner, ir::CallMode::Now); break;
    case NodeKind::Index: tuple = index(inner, true); break;
    case NodeKind::TypeAssert: tuple = type_assert(inner, true); break;
    case NodeKind::Unary: tuple = unary(inner, true); break;
    default: tuple = opaque(invalid_type(), inner);
  }
  Tuple* t = as<Tuple>(context_.file->type_of(inner));
  std::vector<ValueId> out;
  for (size_t i = 0; i < n; i++) {
    Type* type = t && i < t->size() ? t->vars[i]->type.get() : invalid_type();
    out.push_back(b_.emit(Opcode::Extract, type, inner, {tuple}, static_cast<uint32_t>(i)));
  }
  return out;
}

ValueId BodyLowering::value_of(const Place& p, Node* n) {
  return p.in_memory ? b_.emit(Opcode::Load, p.type, n, {p.v}) : p.v;
}

// The operand, in memory where it stands there, so that parts of it are not copied.
BodyLowering::Place BodyLowering::place(Node* e) {
  switch (e->kind) {
    case NodeKind::Paren: return place(e->na());
    case NodeKind::Ident:
      if (Var* v = as_object<Var>(object_of(e))) {
        LocalVar* l = local(v);
        if (!l || l->cell) return {variable_address(v, e), v->type, true};
      }
      break;
    case NodeKind::Star: return {expr(e->na()), type_of(e), true};
    case NodeKind::Selector: {
      if (Var* v = as_object<Var>(object_of(e))) return {variable_address(v, e), v->type, true};
      const Selection* s = context_.file->selection_of(e);
      if (s && s->kind == Selection::FieldValue) return follow(place(e->na()), s->index.span(), e);
      break;
    }
    case NodeKind::Index: return element(e);
    default: break;
  }
  return {expr(e), type_of(e), false};
}

BodyLowering::Place BodyLowering::field(const Place& p, uint32_t index, Node* n) {
  Type* t = p.type;
  Pointer* pointer = as_under<Pointer>(t);
  Struct* s = as_under<Struct>(pointer ? pointer->elem.get() : t);
  if (!s || index >= s->fields.size()) return {opaque(invalid_type(), n), invalid_type(), false};
  Type* ft = s->fields[index]->type;
  if (!pointer && !p.in_memory) return {b_.emit(Opcode::Field, ft, n, {p.v}, index), ft, false};
  ValueId base = pointer ? value_of(p, n) : p.v;
  return {b_.emit(Opcode::FieldAddr, pointer_to(ft), n, {base}, index), ft, true};
}

BodyLowering::Place BodyLowering::follow(Place p, std::span<const uint32_t> path, Node* n) {
  for (uint32_t index : path) p = field(p, index, n);
  return p;
}

// Index expressions of arrays, slices and strings.
BodyLowering::Place BodyLowering::element(Node* e) {
  Node* x = e->na();
  Type* u = common_under(type_of(x));
  if (u && e->lb().size() == 1) {
    Type* t = type_of(e);
    if (u->kind == TypeKind::Array) {
      Place p = place(x);
      ValueId i = expr(e->lb()[0]);
      if (p.in_memory) return {b_.emit(Opcode::IndexAddr, pointer_to(t), e, {p.v, i}), t, true};
      return {b_.emit(Opcode::Index, t, e, {p.v, i}), t, false};
    }
    if (u->kind == TypeKind::Slice || u->kind == TypeKind::Pointer) {
      ValueId v = expr(x);
      ValueId i = expr(e->lb()[0]);
      return {b_.emit(Opcode::IndexAddr, pointer_to(t), e, {v, i}), t, true};
    }
  }
  return {index(e, false), type_of(e), false};
}

ValueId BodyLowering::index(Node* e, bool comma_ok) {
  Node* x = e->na();
  if (context_.file->mode_of(x) == Mode::TypeExpr || e->lb().empty()) return opaque(type_of(e), e);
  Type* u = common_under(type_of(x));
  if (Map* m = as<Map>(u)) {
    ValueId map = expr(x);
    ValueId key = expr_to(e->lb()[0], m->key);
    if (comma_ok) return b_.emit(Opcode::LookupOk, nullptr, e, {map, key});
    return b_.emit(Opcode::Lookup, m->elem, e, {map, key});
  }
  if (u && u->kind == TypeKind::Signature) return expr(x);  // an explicit instantiation
  if (u && (u->kind == TypeKind::Array || u->kind == TypeKind::Slice || u->kind == TypeKind::Pointer))
    return value_of(element(e), e);
  ValueId v = expr(x);
  if (context_.file->mode_of(e->lb()[0]) == Mode::TypeExpr) return v;
  return b_.emit(Opcode::Index, type_of(e), e, {v, expr(e->lb()[0])});
}

ValueId BodyLowering::slice(Node* e) {
  SliceView v = slice_expr(e);
  Type* u = common_under(type_of(v.x));
  ValueId x = u && u->kind == TypeKind::Array ? address(v.x) : expr(v.x);
  auto bound = [&](Node* n) { return n ? expr(n) : ValueId{}; };
  ValueId low = bound(v.low), high = bound(v.high), max = bound(v.max);
  return b_.emit(Opcode::SliceOf, type_of(e), e, {x, low, high, max});
}

ValueId BodyLowering::address(Node* e) {
  Node* x = unparen(e);
  if (x->is(NodeKind::CompositeLit)) {
    Type* t = type_of(x);
    ValueId a = b_.emit(Opcode::Alloc, pointer_to(t), e, {});
    b_.emit(Opcode::Store, nullptr, e, {a, composite(x, t)});
    return a;
  }
  Place p = place(x);
  if (p.in_memory) return p.v;
  ValueId a = b_.emit(Opcode::Alloc, pointer_to(p.type), e, {});
  b_.emit(Opcode::Store, nullptr, e, {a, p.v});
  return a;
}

ValueId BodyLowering::unary(Node* e, bool comma_ok) {
  if (e->oper() == Op::And) {
    ValueId a = address(e->na());
    f_.addresses.push_back({a, static_cast<uint32_t>(f_.instrs.size()), e});
    return a;
  }
  ValueId x = expr(e->na());
  if (e->oper() != Op::Arrow) return b_.emit(Opcode::Unary, type_of(e), e, {x}, 0, e->op);
  if (comma_ok) return b_.emit(Opcode::RecvOk, nullptr, e, {x});
  return b_.emit(Opcode::Recv, type_of(e), e, {x});
}

ValueId BodyLowering::binary(Node* e) {
  if (e->oper() == Op::AndAnd || e->oper() == Op::OrOr) return logical(e);
  // Chains of operators lean to the left and may be long.
  std::vector<Node*> chain;
  Node* left = e;
  while (left->is(NodeKind::Binary) && left->oper() != Op::AndAnd && left->oper() != Op::OrOr &&
         !context_.file->const_of(left)) {
    chain.push_back(left);
    left = left->na();
  }
  ValueId v = expr(left);
  for (size_t i = chain.size(); i-- > 0;) {
    Node* n = chain[i];
    ValueId x = v, y = expr(n->nb());
    if (is_comparison(n->oper())) {
      // Mixed comparisons: the concrete operand is converted, nil takes the other's type.
      // (A call of C has no type.)
      Type *xt = b_.type_of(x), *yt = b_.type_of(y);
      if (!xt) xt = invalid_type();
      if (!yt) yt = invalid_type();
      if (is_basic(xt, BasicKind::UntypedNil) || is_non_type_param_interface(yt)) x = convert(x, yt, n);
      if (is_basic(yt, BasicKind::UntypedNil) || is_non_type_param_interface(xt)) y = convert(y, xt, n);
    }
    v = b_.emit(Opcode::Binary, default_type(type_of(n)), n, {x, y}, 0, n->op);
  }
  return v;
}

// && and || as a value: a phi over the ways to decide it.
ValueId BodyLowering::logical(Node* e) {
  BlockId yes = b_.new_block(), no = b_.new_block(), done = b_.new_block();
  Type* t = default_type(type_of(e));
  Slot result = b_.new_slot(t);
  condition(e, yes, no);
  b_.seal(yes);
  b_.seal(no);
  for (bool value : {true, false}) {
    b_.set_current(value ? yes : no);
    b_.write(result, b_.emit(Opcode::Const, t, e, {}, const_bool(value).data.v));
    b_.jump(done);
  }
  b_.seal(done);
  b_.set_current(done);
  return b_.read(result);
}

// Branches on `e`; both targets stay open.
void BodyLowering::condition(Node* e, BlockId yes, BlockId no) {
  if (Const c = context_.file->const_of(e); c && c.kind() == ConstKind::Bool) return b_.jump(c.bool_value() ? yes : no);
  Node* x = unparen(e);
  if (x->is(NodeKind::Unary) && x->oper() == Op::Not) return condition(x->na(), no, yes);
  if (x->is(NodeKind::Binary) && (x->oper() == Op::AndAnd || x->oper() == Op::OrOr)) {
    BlockId second = b_.new_block();
    if (x->oper() == Op::AndAnd) {
      condition(x->na(), second, no);
    } else {
      condition(x->na(), yes, second);
    }
    b_.seal(second);
    b_.set_current(second);
    return condition(x->nb(), yes, no);
  }
  b_.branch(expr(x), yes, no, x);
}

ValueId BodyLowering::type_assert(Node* e, bool comma_ok) {
  ValueId x = expr(e->na());
  if (!e->nb()) return x;
  Type* t = type_of(e->nb());
  // The type of a comma-ok assertion's value is found in its Extract.
  if (comma_ok) return b_.emit(Opcode::TypeAssertOk, t, e, {x});
  return b_.emit(Opcode::TypeAssert, t, e, {x});
}

}  // namespace ptrsafe::lower
