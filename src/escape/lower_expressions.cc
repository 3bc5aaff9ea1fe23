// Expressions as trees.
#include "base/unicode.h"
#include "escape/escape.h"
#include "escape/lower.h"
#include "escape/shapes.h"
#include "escape/types.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {

Type* Lowering::type(const Syntax* e) {
  Type* t = file_->type_of(e);
  if (!t || !is_valid(t)) {
    incomplete_ = true;
    return invalid_type();
  }
  return concrete(default_type(t));
}

Pos message_pos(const ptrsafe::Node* e) {
  // The syntax tree has the selector's name and the parenthesis of an assertion, the compiler the dot before them.
  if (!e->is(NodeKind::Selector) && !e->is(NodeKind::TypeAssert)) return e->pos;
  Pos p = end_pos(e->na());
  const SourceFile* f = file_of(p);
  std::string_view text = f->text();
  size_t i = f->offset(p);
  while (i < text.size() && text[i] != '.') i++;
  return f->pos(i);
}

Pos Lowering::pos(const Syntax* e) const { return message_pos(e); }

bool Lowering::depends_on_parameters(const Syntax* e) {
  Type* t = file_->type_of(e);
  return t && concrete(t) != t;
}

bool Lowering::constant(const Syntax* e) const {
  Const c = file_->const_of(e);
  return c && c.kind() != ConstKind::Unknown;
}

Object* Lowering::object(const Syntax* e) const {
  switch (e->kind) {
    case NodeKind::Ident: return file_->object_of(e);
    case NodeKind::Selector: return file_->selection_of(e) ? nullptr : Ref<Object>::from_raw(file_->info[file_->tree->index(e)]).get();
    default: return nullptr;
  }
}

Node* Lowering::node(Op op, Pos p, Type* t, Node* x, Node* y) {
  Node* n = arena_.node(op, p, t);
  n->x = x;
  n->y = y;
  return n;
}

// ---- variables ----

Local* Lowering::declare(const Var* v) {
  Local* l = arena_.make<Local>();
  l->name = v->name;
  l->pos = v->pos;
  l->type = concrete(v->type);
  l->in = current_;
  current_->declared++;
  current_->locals.push_back(l);
  locals_[v] = l;
  return l;
}

Local* Lowering::temporary(Type* t, Pos p) {
  Local* l = arena_.make<Local>();
  l->number = current_->declared;
  l->pos = p;
  l->type = t;
  l->in = current_;
  current_->declared++;
  current_->locals.push_back(l);
  return l;
}

void Lowering::captures(Local* l) {
  for (Callable* c = current_; c && c != l->in; c = c->parent)
    if (std::find(c->captured.begin(), c->captured.end(), l) == c->captured.end()) c->captured.push_back(l);
}

Node* Lowering::use(Local* l, Pos p) {
  captures(l);
  Node* n = node(Op::LocalRef, p, l->type);
  n->local = l;
  return n;
}

Node* Lowering::declaration(Local* l) {
  Node* n = node(Op::Declare, l->pos, l->type);
  n->local = l;
  return n;
}

void Lowering::address_taken(Node* n) {
  while (n->op == Op::Dot || (n->op == Op::Index && as_under<Array>(n->x->type))) n = n->x;
  if (n->op == Op::LocalRef) n->local->address_taken = true;
}

// ---- operands ----

Node* Lowering::literal(Const value, Type* t, Pos p) {
  Node* n = node(Op::Literal, p, t);
  n->value = value;
  return n;
}

Node* Lowering::expression(Syntax* e) {
  e = unparen(e);
  if (constant(e)) return literal(file_->const_of(e), type(e), pos(e));
  switch (e->kind) {
    case NodeKind::Ident: {
      Object* o = file_->object_of(e);
      if (!o || o->kind == ObjectKind::Nil) return node(Op::Nil, e->pos, type(e));
      if (Var* v = as_object<Var>(o)) {
        if (auto it = locals_.find(v); it != locals_.end()) return use(it->second, e->pos);
        Node* n = node(Op::GlobalRef, e->pos, concrete(v->type));
        n->object = v;
        return n;
      }
      if (Func* f = as_object<Func>(o)) {
        Node* n = node(Op::FuncRef, e->pos, type(e));
        n->object = f;
        n->callable = function_named(f, e, n);
        return n;
      }
      break;
    }
    case NodeKind::CompositeLit: return composite(e);
    case NodeKind::FuncLit: return function_literal(e);
    case NodeKind::Selector: return selector(e);
    case NodeKind::Index: return index(e);
    case NodeKind::Slice: return slice(e);
    case NodeKind::TypeAssert: {
      Node* n = node(Op::TypeAssert, pos(e), type(e->nb()), expression(e->na()));
      n->derived = depends_on_parameters(e->nb());
      if (rules_.resolves_dictionary_types) n->derived = n->derived && has_shape(n->type);
      else if (Interface* i = as_under<Interface>(n->x->type)) n->derived = n->derived || !type_set(i)->is_all();
      return n;
    }
    case NodeKind::Call: return call(e);
    case NodeKind::Star: return dereference(expression(e->na()), e->pos, false);
    case NodeKind::Unary: return unary(e);
    case NodeKind::Binary: return binary(e);
    default: break;
  }
  incomplete_ = true;
  return node(Op::Nil, e->pos, invalid_type());
}

Node* Lowering::address(Node* x, Pos p, bool implicit) {
  Op op = x->op == Op::StructLit || x->op == Op::ArrayLit || x->op == Op::SliceLit || x->op == Op::MapLit ? Op::PtrLit : Op::Addr;
  address_taken(x);
  Node* n = node(op, p, pointer_to(x->type), x);
  n->implicit = implicit;
  return n;
}

Node* Lowering::dereference(Node* x, Pos p, bool implicit) {
  Pointer* t = as_under<Pointer>(x->type);
  Node* n = node(Op::Deref, p, t ? t->elem.get() : invalid_type(), x);
  n->implicit = implicit;
  return n;
}

// ---- conversions ----

Node* Lowering::convert(Type* to, Syntax* e) {
  if (file_->mode_of(unparen(e)) == Mode::NilValue) return node(Op::Nil, unparen(e)->pos, to ? to : type(e));
  Node* n = expression(e);
  if (!to || identical(n->type, to)) return n;
  return converted(to, n, pos(e), true);
}

Node* Lowering::converted(Type* to, Node* n, Pos p, bool implicit) {
  Type *from = n->type, *tu = under(to), *fu = under(from);
  auto make = [&](Op op) {
    Node* c = node(op, p, to, n);
    c->implicit = implicit;
    return c;
  };
  if (n->op == Op::Nil) return implicit ? (n->type = to, n) : make(Op::ConvNop);
  if (is_interface(to)) return make(identical(tu, fu) ? Op::ConvNop : Op::ConvIface);
  if (n->op == Op::Literal && tu->kind == TypeKind::Basic && fu->kind == TypeKind::Basic) {
    Node* folded = literal(n->value, to, p);
    return folded;
  }
  if (identical_ignore_tags(tu, fu)) return make(Op::ConvNop);
  if (is_string(to)) {
    if (Slice* s = as<Slice>(fu)) return make(is_basic(s->elem, BasicKind::Int32) ? Op::RunesToString : Op::BytesToString);
    if (is_integer(from)) return make(Op::RuneToString);
  }
  if (is_string(from))
    if (Slice* s = as<Slice>(tu); s && n->op == Op::Literal && is_basic(s->elem, BasicKind::Int32)) return rune_literal(n, to, s->elem, p);
  if (is_string(from))
    if (Slice* s = as<Slice>(tu)) return make(is_basic(s->elem, BasicKind::Int32) ? Op::StringToRunes : Op::StringToBytes);
  if (fu->kind == TypeKind::Slice && tu->kind == TypeKind::Array) return make(Op::SliceToArray);
  if (fu->kind == TypeKind::Slice && tu->kind == TypeKind::Pointer) return make(Op::SliceToArrayPtr);
  if (is_numeric(from) && is_numeric(to)) return make(is_basic(to, static_cast<Basic*>(fu)->basic()) ? Op::ConvNop : Op::Conv);
  return make(Op::ConvNop);
}

// []rune("abc") is a literal of its runes.
Node* Lowering::rune_literal(Node* text, Type* to, Type* elem, Pos p) {
  Node* n = node(Op::SliceLit, p, to);
  Nodes runes;
  std::string_view s = text->value.string_value();
  while (!s.empty()) {
    int width;
    runes.push_back(literal(const_int(decode_rune(s, &width)), elem, p));
    s.remove_prefix(static_cast<size_t>(width));
  }
  n->list = arena_.list(runes);
  n->value = const_int(static_cast<int64_t>(runes.size()));
  return n;
}

// ---- literals ----

Node* Lowering::composite(Syntax* e) {
  Type* whole = type(e);
  Type* u = common_under(whole);
  Type* t = whole;
  bool pointer = u && u->kind == TypeKind::Pointer;
  if (pointer) {
    t = static_cast<Pointer*>(u)->elem;
    u = common_under(t);
  }
  Node* n = node(Op::StructLit, e->pos, t);
  Nodes elements;
  if (!u) {
    incomplete_ = true;
    return n;
  }
  if (u->kind == TypeKind::Struct) {
    auto* s = static_cast<Struct*>(u);
    size_t i = 0;
    for (Syntax* item : e->lb()) {
      size_t at = i++;
      Syntax* value = item;
      if (item->is(NodeKind::KeyValue)) {
        value = item->nb();
        int found = field_index(s->fields, const_cast<Package*>(package_), item->na()->name());
        if (found >= 0) at = static_cast<size_t>(found);
      }
      if (at >= s->fields.size()) {
        incomplete_ = true;
        return n;
      }
      elements.push_back(convert(concrete(s->fields[at]->type), value));
    }
  } else {
    Type *key = nullptr, *elem = nullptr;
    if (auto* m = as<Map>(u)) n->op = Op::MapLit, key = m->key, elem = m->elem;
    else if (auto* s = as<Slice>(u)) n->op = Op::SliceLit, elem = s->elem;
    else if (auto* a = as<Array>(u)) n->op = Op::ArrayLit, elem = a->elem;
    Nodes keys;
    int64_t next = 0, length = 0;
    for (Syntax* item : e->lb()) {
      Syntax* value = item;
      if (item->is(NodeKind::KeyValue)) {
        value = item->nb();
        if (key) keys.push_back(convert(key, item->na()));
        else if (Const c = file_->const_of(item->na())) c.int64_value(&next);
      }
      elements.push_back(convert(elem, value));
      length = std::max(length, ++next);
    }
    n->more = arena_.list(keys);
    if (n->op == Op::SliceLit) n->value = const_int(length);
  }
  n->list = arena_.list(elements);
  if (!pointer) return n;
  Node* p = address(n, e->pos, false);
  p->type = whole;
  return p;
}

bool Lowering::initialises(const Callable& c) {
  const Callable* outermost = &c;
  while (outermost->parent) outermost = outermost->parent;
  return outermost->initializer || (outermost->func && outermost->func->name.view() == "init" && !outermost->signature->recv);
}

Node* Lowering::function_literal(Syntax* e) {
  auto made = std::make_unique<Callable>();
  Callable* c = made.get();
  literals.push_back(std::move(made));
  c->package = package_;
  c->file = file_;
  c->parent = current_;
  c->shared_instance = current_->shared_instance;
  c->has_body = true;
  c->inner = !rules_.literals_stand_alone && !initialises(*current_);
  Callable* outer = current_;
  auto jumps = std::move(jumps_);
  jumps_.clear();
  RangeNest* nest = std::exchange(nest_, nullptr);
  current_ = c;
  Signature* sig = as<Signature>(file_->type_of(e));
  if (sig) signature(*c, sig);
  else incomplete_ = true;
  number_ranges(*c, e->nb());
  c->body = block(e->nb()->la());
  current_ = outer;
  jumps_ = std::move(jumps);
  nest_ = nest;
  for (Local* l : c->captured) captures(l);
  Node* n = node(Op::Closure, e->pos, type(e));
  n->callable = c;
  return n;
}

// ---- selectors ----

Node* Lowering::field(Node* x, uint32_t index, Pos p, bool implicit) {
  Pointer* pointer = as_under<Pointer>(x->type);
  Struct* s = as<Struct>(common_under(pointer ? pointer->elem.get() : x->type));
  if (!s || index >= s->fields.size()) {
    incomplete_ = true;
    return x;
  }
  Node* n = node(pointer ? Op::DotPtr : Op::Dot, p, s->fields[index]->type, x);
  n->name = s->fields[index]->name;
  n->implicit = implicit;
  n->object = s->fields[index];
  return n;
}

Node* Lowering::selector(Syntax* e) {
  if (Object* o = object(e)) {
    if (Var* v = as_object<Var>(o)) {
      Node* n = node(Op::GlobalRef, pos(e), v->type);
      n->object = v;
      return n;
    }
    if (Func* f = as_object<Func>(o)) {
      Node* n = node(Op::FuncRef, pos(e), type(e));
      n->object = f;
      n->callable = function_named(f, e->nb(), n);
      return n;
    }
    incomplete_ = true;
    return node(Op::Nil, e->pos, invalid_type());
  }
  const Selection* s = file_->selection_of(e);
  if (!s) {
    incomplete_ = true;
    return node(Op::Nil, e->pos, invalid_type());
  }
  Pos p = pos(e);
  switch (s->kind) {
    case Selection::FieldValue: {
      Node* x = expression(e->na());
      for (size_t i = 0; i < s->index.size(); i++) x = field(x, s->index[i], p, i + 1 < s->index.size());
      return x;
    }
    case Selection::MethodExpr: return method_expression(e, s);
    case Selection::MethodValue: break;
  }
  Type* recv = nullptr;
  Node* x = receiver(e, s, &recv);
  Node* n = node(Op::MethodValue, p, type(e), x);
  n->name = e->nb()->name();
  bool dictionary = is_type_param(file_->type_of(e->na()));
  n->callable = is_interface(recv) || dictionary ? nullptr : method(as_object<Func>(s->obj.get()), recv);
  // A closure of the compiler's.
  n->silent = dictionary && !as<Pointer>(recv) ? true : has_shape(recv) && !is_interface(recv);
  return n;
}

// The operand of a method, with embedded fields, and addressed or dereferenced as the method wants it.
Node* Lowering::receiver(Syntax* e, const Selection* s, Type** receiver_type) {
  Node* x = expression(e->na());
  Pos p = pos(e);
  for (size_t i = 0; i + 1 < s->index.size(); i++) x = field(x, s->index[i], p, true);
  const Func* f = as_object<Func>(s->obj.get());
  Signature* sig = f ? f->signature() : nullptr;
  if (!sig || !sig->recv) {
    incomplete_ = true;
    *receiver_type = x->type;
    return x;
  }
  if (!is_interface(x->type) && !is_type_param(file_->type_of(e->na()))) {
    bool wants_pointer = as<Pointer>(sig->recv->type), has_pointer = as<Pointer>(x->type);
    if (has_pointer && !wants_pointer) x = dereference(x, p, true);
    else if (!has_pointer && wants_pointer) x = address(x, p, true);
  }
  *receiver_type = x->type;
  return x;
}

Node* Lowering::method_expression(Syntax* e, const Selection* s) {
  Type* recv = type(e->na());
  Node* n = node(Op::MethodExpr, pos(e), type(e), node(Op::TypeRef, e->na()->pos, recv));
  n->name = e->nb()->name();
  const Func* f = as_object<Func>(s->obj.get());
  n->object = f;
  if (!f || !f->signature() || !f->signature()->recv || is_interface(recv) || is_interface(f->signature()->recv->type)) return n;
  // A method of an embedded field, or a value's method through a pointer, is called by a wrapper; but the compiler looks at the method that is
  // selected, as if the operand itself were its receiver. Not where the receiver's type depends on type parameters: there it makes a closure.
  bool direct = s->index.size() == 1 && (as<Pointer>(recv) != nullptr) == (as<Pointer>(f->signature()->recv->type) != nullptr);
  if (direct || !has_shape(recv)) n->callable = method(f, direct ? recv : concrete(f->signature()->recv->type));
  return n;
}

Callable* Lowering::function_named(const Func* f, const Syntax* ident, Node* reference) {
  if (f->signature() && !f->signature()->type_params.empty()) {
    uint32_t at = file_->tree->index(ident);
    auto it = std::lower_bound(file_->instances.begin(), file_->instances.end(), at, [](const Instance& i, uint32_t k) { return i.node < k; });
    if (it == file_->instances.end() || it->node != at) return nullptr;
    std::vector<Ref<Type>> args;
    Nodes refs;
    for (const Ref<Type>& t : it->type_args) {
      args.push_back(concrete(t));
      refs.push_back(node(Op::TypeRef, ident->pos, args.back()));
    }
    reference->list = arena_.list(refs);
    return callees_.callable(f, args);
  }
  return callees_.callable(f, {});
}

Callable* Lowering::method(const Func* f, Type* receiver) {
  if (!f) return nullptr;
  Type* t = receiver;
  if (Pointer* p = as<Pointer>(t)) t = p->elem;
  Named* n = as<Named>(t);
  const Func* origin = f->origin ? f->origin.get() : f;
  return callees_.callable(origin, n ? std::span<const Ref<Type>>(n->type_args.begin(), n->type_args.size()) : std::span<const Ref<Type>>());
}

// ---- operators ----

Node* Lowering::index(Syntax* e) {
  Syntax* x = e->na();
  if (e->lb().size() != 1 || file_->mode_of(unparen(x)) == Mode::TypeExpr || file_->mode_of(e->lb()[0]) == Mode::TypeExpr) {
    // An instantiation of a generic function.
    Syntax* f = unparen(x);
    Object* o = object(f);
    Node* n = node(Op::FuncRef, pos(f), type(e));
    n->object = o;
    if (Func* fn = as_object<Func>(o)) n->callable = function_named(fn, f->is(NodeKind::Selector) ? f->nb() : f, n);
    else incomplete_ = true;
    return n;
  }
  Node* base = expression(x);
  Type* u = common_under(base->type);
  if (Map* m = as<Map>(u)) return node(Op::IndexMap, e->pos, m->elem, base, convert(m->key, e->lb()[0]));
  if (u && u->kind == TypeKind::Pointer) base = dereference(base, base->pos, true);
  return node(Op::Index, e->pos, type(e), base, expression(e->lb()[0]));
}

Node* Lowering::slice(Syntax* e) {
  SliceView v = slice_expr(e);
  Node* x = expression(v.x);
  Type* u = common_under(x->type);
  if (u && u->kind == TypeKind::Array) x = address(x, x->pos, true);
  Node* n = node(Op::Slice, e->pos, type(e), x);
  auto bound = [&](Syntax* b) { return b ? expression(b) : nullptr; };
  Node* bounds[] = {bound(v.low), bound(v.high), bound(v.max)};
  n->list = arena_.list(bounds);
  n->spread = v.three;
  return n;
}

Node* Lowering::unary(Syntax* e) {
  switch (e->oper()) {
    case ptrsafe::Op::And: return address(expression(e->na()), e->pos, false);
    case ptrsafe::Op::Arrow: {
      Node* x = expression(e->na());
      Chan* c = as<Chan>(common_under(x->type));
      return node(Op::Recv, e->pos, c ? c->elem.get() : type(e), x);
    }
    default: {
      Node* n = node(Op::Unary, e->pos, type(e), expression(e->na()));
      n->sub = e->op;
      return n;
    }
  }
}

Node* Lowering::binary(Syntax* e) {
  // Chains of operators lean to the left and may be long.
  std::vector<Syntax*> chain;
  Syntax* left = e;
  while (left->is(NodeKind::Binary) && !constant(left)) {
    chain.push_back(left);
    left = unparen(left->na());
  }
  Node* x = nullptr;
  for (size_t i = chain.size(); i-- > 0;) {
    Syntax* s = chain[i];
    Syntax *xs = unparen(s->na()), *ys = unparen(s->nb());
    Type *to_x = nullptr, *to_y = nullptr;
    bool nil_x = file_->mode_of(xs) == Mode::NilValue, nil_y = file_->mode_of(ys) == Mode::NilValue;
    if (is_comparison(s->oper())) {
      Type *xt = nil_x ? nullptr : type(xs), *yt = nil_y ? nullptr : type(ys);
      if (nil_x) to_x = yt;
      if (nil_y) to_y = xt;
      if (xt && yt && is_interface(xt) != is_interface(yt)) (is_interface(xt) ? to_y : to_x) = is_interface(xt) ? xt : yt;
    }
    if (!x) x = convert(to_x, s->na());
    else if (to_x && !identical(x->type, to_x)) x = converted(to_x, x, pos(s->na()), true);
    auto op = s->oper();
    Node* y = convert(to_y, s->nb());
    // A constant count without a type is of type uint.
    if (is_shift(op) && y->op == Op::Literal && is_untyped(file_->type_of(ys))) y->type = basic_type(BasicKind::Uint);
    if (op == ptrsafe::Op::Add && is_string(x->type)) {
      Nodes parts;
      for (Node* part : {x, y}) {
        if (part->op == Op::AddString) parts.insert(parts.end(), part->list.begin(), part->list.end());
        else parts.push_back(part);
      }
      x = node(Op::AddString, s->pos, x->type);
      x->list = arena_.list(parts);
      continue;
    }
    bool logical = op == ptrsafe::Op::AndAnd || op == ptrsafe::Op::OrOr;
    x = node(logical ? Op::Logical : Op::Binary, s->pos, type(s), x, y);
    x->sub = s->op;
  }
  return x;
}

}  // namespace ptrsafe::escape
