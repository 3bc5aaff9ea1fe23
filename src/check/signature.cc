// Function types and signatures (spec, "Function types", "Method declarations"): receivers, type parameters,
// parameters and results.
#include <fmt/format.h>

#include "check/checker.h"
#include "check/receiver.h"

namespace ptrsafe {

Type* Checker::func_type_expr(Node* ft, Signature** out) {
  Signature* sig = make<Signature>();
  if (out) *out = sig;
  func_type_into(sig, nullptr, ft);
  return sig;
}

List<Ref<Var>> Checker::collect_params(Node* field_list, bool variadic_ok, bool* variadic, uint16_t bits) {
  if (!field_list) return {};
  NodeList list = field_list->la();
  absl::InlinedVector<Ref<Var>, 8> vars;
  auto add = [&](Name name, Pos pos, Type* t) {
    Var* v = make<Var>();
    v->name = name;
    v->pos = pos;
    v->pkg = pkg_;
    v->type = t;
    v->bits = bits;
    v->color = Object::Black;
    vars.push_back(v);
    return v;
  };
  size_t n = list.size();
  for (size_t i = 0; i < n; i++) {
    FieldView f = field(list[i]);
    Node* e = f.type;
    if (!e) continue;
    Type* t;
    if (e->is(NodeKind::Ellipsis) && e->na()) {
      // Misplaced dots are syntax errors.
      t = var_type(e->na());
      if (variadic_ok && i + 1 == n && f.names.size() <= 1) {
        *variadic = true;
        t = slice_of(t);
      }
      record_type_and_value(e, Operand::TypeExpr, t, {});
    } else {
      t = var_type(e);
    }
    if (f.names.empty()) {
      record_implicit(list[i], add(Name{}, start_pos(e), t));
      continue;
    }
    for (Node* name : f.names) add(name->name(), name->pos, t);
  }
  return List<Ref<Var>>::copy_of({vars.data(), vars.size()});
}

namespace {

// Enters named parameters in the function's scope, in the order of collect_params.
void declare_params(Checker& c, Scope* scope, Node* field_list, List<Ref<Var>> vars) {
  if (!field_list) return;
  size_t i = 0;
  for (Node* f : field_list->la()) {
    FieldView v = field(f);
    if (!v.type) continue;
    if (v.names.empty()) i++;
    for (Node* name : v.names) c.declare_in(scope, name, vars[i++], {});
  }
}

bool has_fields(Node* list) { return list && !list->la().empty(); }

}  // namespace

void Checker::func_type_into(Signature* sig, Node* recv, Node* ft) {
  FuncTypeView v = func_type(ft);
  Scope* outer = env_.scope;
  Scope* scope = make<Scope>();
  scope->parent = outer;
  scope->is_func = true;
  scope->begin = ft->pos;
  record_scope(ft, scope);
  sig->scope = scope;
  env_.scope = scope;

  Node* recv_name = nullptr;
  if (recv) sig->recv = receiver(sig, recv, &recv_name);
  if (has_fields(v.type_params)) {
    if (recv) {
      int minor = state_.config ? state_.config->go_minor : 0;
      if (minor && minor < 27) {
        error(v.type_params->pos, "method must have no type parameters");
      } else {
        verify_version(v.type_params->la()[0], 27, "generic method");
      }
    }
    collect_type_params(v.type_params, &sig->type_params);
  }
  bool variadic = false;
  List<Ref<Var>> params = collect_params(v.params, true, &variadic, Var::kParam);
  List<Ref<Var>> results = collect_params(v.results, false, &variadic, Var::kResult);
  sig->params = ::ptrsafe::make_tuple(std::span<const Ref<Var>>(params.span()));
  sig->results = ::ptrsafe::make_tuple(std::span<const Ref<Var>>(results.span()));
  sig->set_variadic(variadic);

  // Names come into scope with the body: types in the signature do not see them.
  if (recv_name) declare_in(scope, recv_name, sig->recv, {});
  declare_params(*this, scope, v.params, params);
  declare_params(*this, scope, v.results, results);
  env_.scope = outer;
}

Var* Checker::receiver(Signature* sig, Node* recv, Node** name) {
  NodeList list = recv->la();
  Var* var = make<Var>();
  var->pkg = pkg_;
  var->bits = Var::kReceiver | Var::kParam;
  var->color = Object::Black;
  var->pos = recv->pos;
  if (list.empty()) {
    error(recv, "method has no receiver");
    var->type = invalid_type();
    return var;
  }
  FieldView first = field(list[0]);
  FieldView last = field(list[list.size() - 1]);
  if (list.size() > 1 || first.names.size() > 1) {
    Node* at = last.names.empty() ? last.type : last.names[last.names.size() - 1];
    error(at, "method has multiple receivers");
  }
  Node* e = first.type;
  if (!first.names.empty()) {
    *name = first.names[0];
    var->name = (*name)->name();
    var->pos = (*name)->pos;
  } else if (e) {
    var->pos = start_pos(e);
    record_implicit(list[0], var);
  }
  if (!e || e->is(NodeKind::BadExpr)) {
    var->type = invalid_type();
    return var;
  }
  if (e->is(NodeKind::Ellipsis)) {
    error(e, "invalid use of ...");
    e = e->na();
    if (!e) {
      var->type = invalid_type();
      return var;
    }
  }

  ReceiverExpr r = unpack_receiver(e);
  if (!r.index) {
    var->type = var_type(e);
    // An alias may hide that the base type is an instance, which can have no methods of its own.
    Type* t = var->type;
    while (t && (t->kind == TypeKind::Alias || t->kind == TypeKind::Pointer)) {
      if (t->kind == TypeKind::Alias && !static_cast<Alias*>(t)->type_args.empty()) break;
      t = t->kind == TypeKind::Alias ? static_cast<Alias*>(t)->from_rhs.get() : static_cast<Pointer*>(t)->elem.get();
    }
    bool instance = t && (t->kind == TypeKind::Alias || (t->kind == TypeKind::Named && static_cast<Named*>(t)->is_instance()));
    if (instance) {
      error(r.base, fmt::format("cannot define new methods on instantiated type {}", str(t)));
      return var;
    }
  } else {
    if (!allows(18)) error(r.base, "type instantiation requires go1.18 or later");
    // The names in brackets declare type parameters, whatever else they stand for.
    std::string cause;
    Type* generic = generic_type(r.base, &cause);
    if (!cause.empty()) error(r.base, cause);
    Named* base = nullptr;
    if (!is_valid(generic)) {
      // reported
    } else if (generic->kind == TypeKind::Named) {
      base = static_cast<Named*>(generic);
    } else if (generic->kind == TypeKind::Alias) {
      error(r.base, fmt::format("cannot define new methods on generic alias type {}", str(generic)));
    }
    absl::InlinedVector<Ref<TypeParam>, 4> params;
    absl::InlinedVector<Ref<Type>, 4> args;
    for (Node* a : r.index->lb()) {
      if (a->is(NodeKind::BadExpr)) continue;
      TypeParam* p;
      if (a->is(NodeKind::Ident)) {
        p = declare_type_param(a, {});
        record_type_and_value(a, Operand::TypeExpr, p, {});
      } else {
        error(a, fmt::format("receiver type parameter {} must be an identifier", str(a)));
        TypeName* o = make<TypeName>();
        o->name = names.blank;
        o->pos = start_pos(a);
        o->pkg = pkg_;
        o->color = Object::Black;
        p = make<TypeParam>(o);
        o->type = p;
        p->serial = state_.next_type_param++;
      }
      p->index = static_cast<uint32_t>(params.size());
      params.push_back(p);
      args.push_back(p);
    }
    sig->recv_type_params = List<Ref<TypeParam>>::copy_of({params.data(), params.size()});
    Type* t = invalid_type();
    if (base) {
      size_t want = base->type_params.size();
      if (want == params.size()) {
        List<Ref<Type>> list = List<Ref<Type>>::copy_of({args.data(), args.size()});
        TypeMap map{base->type_params.span(), list.span()};
        for (size_t i = 0; i < want; i++) {
          Type* bound = base->type_params[i]->bound;
          params[i]->bound = bound ? subst(bound, map) : universe.empty_interface;
        }
        t = instance_of(base, list.span());
        record_instance(r.base, list.span(), t);
      } else {
        auto counted = [](size_t n) { return fmt::format("{} type parameter{}", n, n == 1 ? "" : "s"); };
        error(r.base, fmt::format("receiver declares {}, but receiver base type declares {}", counted(params.size()), want));
      }
    }
    // Without a bound of its own a parameter is as good as any.
    for (Ref<TypeParam> p : params)
      if (!p->bound) p->bound = universe.empty_interface;
    record_type_and_value(r.index, Operand::TypeExpr, t, {});
    Type* full = r.pointer && is_valid(t) ? pointer_to(t) : t;
    for (Node* outer = e; outer != r.index; outer = outer->na()) {
      bool star_inside = false;
      for (Node* inner = outer; inner != r.index; inner = inner->na()) star_inside |= inner->is(NodeKind::Star);
      record_type_and_value(outer, Operand::TypeExpr, star_inside ? full : t, {});
    }
    var->type = full;
  }
  when_complete([this, v = Ref<Var>(var), base = Ref<Node>(r.base)] { check_receiver(v, base); });
  return var;
}

void Checker::check_receiver(Var* recv, Node* base) {
  Type* t = recv->type;
  if (Pointer* p = as<Pointer>(t)) t = p->elem;
  Type* actual = unalias(t);
  if (!is_valid(actual)) return;
  switch (actual->kind) {
    case TypeKind::Named: {
      Named* n = static_cast<Named*>(actual);
      if (n->obj->pkg.get() != pkg_ && !(pkg_->tested && n->obj->pkg.get() == pkg_->tested)) {
        error(base, fmt::format("cannot define new methods on non-local type {}", str(t)));
        return;
      }
      std::string_view cause;
      Type* u = under(n);
      if (u == basic_type(BasicKind::UnsafePointer)) cause = "unsafe.Pointer";
      if (u->kind == TypeKind::Pointer || u->kind == TypeKind::Interface) cause = "pointer or interface type";
      if (!cause.empty()) error(base, fmt::format("invalid receiver type {} ({})", str(t), cause));
      return;
    }
    case TypeKind::Basic: error(base, fmt::format("cannot define new methods on non-local type {}", str(t))); return;
    default: error(base, fmt::format("invalid receiver type {}", str(recv->type)));
  }
}

}  // namespace ptrsafe
