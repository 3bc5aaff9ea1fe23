// Selectors (spec, "Selectors", "Method expressions", "Method values", "Qualified identifiers") and type assertions.
#include <fmt/format.h>

#include "check/checker.h"
#include "check/lookup_hint.h"

namespace ptrsafe {
namespace {

// The import that `name` stands for here, if it does. Imports live in file scopes only, so that scope is asked
// before all the others.
PkgName* imported_package(Checker& c, Name name) {
  if (c.env_.decl && c.env_.decl->file_scope) {
    Object* o = c.env_.decl->file_scope->find(name);
    if (!o || o->kind != ObjectKind::PkgName) return nullptr;
  }
  return as_object<PkgName>(c.lookup(name));
}

// The exported name nearest to `name` but for letter case, the first in alphabetical order.
Object* similar_export(Package* pkg, Name name) {
  Object* best = nullptr;
  for (Ref<Object> ref : pkg->scope->objects()) {
    Object* o = ref;
    if (!o->exported() || !equal_fold(o->name.view(), name.view())) continue;
    if (!best || o->name.view() < best->name.view()) best = o;
  }
  return best;
}

void use_package_object(Checker& c, Operand& x, Node* e, Object* o) {
  c.record_use(e->nb(), o);
  FileInfo& f = *c.env_.file;
  uint32_t at = f.tree->index(e);
  f.info[at] = Ref<Object>(o).v;
  f.modes[at] |= FileInfo::kObject;
  x.type = o->type ? o->type.get() : invalid_type();
  switch (o->kind) {
    case ObjectKind::Const:
      x.mode = Operand::Constant;
      x.val = static_cast<ConstObject*>(o)->value;
      if (!x.val) x.val = const_unknown();
      break;
    case ObjectKind::TypeName: x.mode = Operand::TypeExpr; break;
    case ObjectKind::Var: x.mode = Operand::Variable; break;
    case ObjectKind::Func: x.mode = Operand::Value; break;
    case ObjectKind::Builtin:
      x.mode = Operand::Builtin;
      x.id = static_cast<Builtin*>(o)->id;
      return;
    default: x.invalidate(); return;
  }
  if (!is_valid(x.type)) x.invalidate();
}

// pkg.Name
void qualified_identifier(Checker& c, Operand& x, Node* e, PkgName* import) {
  x.invalidate();
  c.record_use(e->na(), import);
  if (!import->used.load(std::memory_order_relaxed)) import->used.store(true, std::memory_order_relaxed);
  Package* pkg = import->imported;
  if (!pkg || pkg->cgo) return;  // what C means is not known here
  Name name = e->nb()->name();
  Object* o = pkg->scope ? pkg->scope->find(name) : nullptr;
  if (!o) {
    if (pkg->fake || !pkg->scope || name == names.blank) {
      if (!pkg->fake && name == names.blank) c.error(e->nb(), fmt::format("undefined: {}", c.str(e)));
      return;
    }
    if (Object* near = similar_export(pkg, name)) {
      c.error(e->nb(), fmt::format("undefined: {} (but have {})", c.str(e), near->name.view()));
    } else {
      c.error(e->nb(), fmt::format("undefined: {}", c.str(e)));
    }
    return;
  }
  if (!o->exported())
    c.error(e->nb(), fmt::format("name {} not exported by package {}", name.view(), pkg->name.view()));
  use_package_object(c, x, e, o);
}

bool is_interface_pointer(Type* t) {
  Pointer* p = as_under<Pointer>(t);
  return p && is_interface_type(p->elem);
}

// "type *I is pointer to interface, not interface"
std::string interface_pointer_hint(Checker& c, Type* t) {
  Pointer* p = as_under<Pointer>(t);
  std::string_view what = is_type_param(p->elem) ? "type parameter" : "interface";
  return fmt::format("type {} is pointer to {}, not {}", c.str(t), what, what);
}

void report_missing(Checker& c, const Operand& x, Node* e, const LookupResult& found) {
  Node* sel = e->nb();
  std::string_view name = sel->name().view();
  if (!is_valid(under(deref(x.type).first))) return;
  if (found.ambiguous()) {
    c.error(sel, fmt::format("ambiguous selector {}.{}", c.str(x.expr), name));
    return;
  }
  if (found.indirect) {
    if (x.mode == Operand::TypeExpr) {
      std::string t = c.str(x.type);
      c.error(sel, fmt::format("invalid method expression {}.{} (needs pointer receiver (*{}).{})", t, name, t, name));
    } else {
      c.error(sel, fmt::format("cannot call pointer method {} on {}", name, c.str(x.type)));
    }
    return;
  }
  std::string why;
  if (is_interface_pointer(x.type)) {
    why = interface_pointer_hint(c, x.type);
  } else {
    LookupResult near =
        lookup_field_or_method(x.type, x.mode == Operand::Variable, c.pkg_, sel->name(), /*fold_case=*/true);
    why = lookup_hint(c, x.type, sel->name(), near.obj, false);
  }
  c.error(sel, fmt::format("{}.{} undefined ({})", c.str(x.expr), name, why));
}

// T.m: a function with the receiver as first parameter.
void method_expression(Checker& c, Operand& x, Node* e, const LookupResult& found) {
  Func* m = as_object<Func>(found.obj);
  if (!m) {
    Node* sel = e->nb();
    if (c.state_.config && c.state_.config->go_minor >= 27) {
      c.error(e, fmt::format("operand for field selector {} must be value of type {}", sel->name().view(),
                             c.str(x.type)));
    } else {
      c.error(sel, fmt::format("{}.{} undefined (type {} has no method {})", c.str(x.expr), sel->name().view(),
                               c.str(x.type), sel->name().view()));
    }
    x.invalidate();
    return;
  }
  c.record_selection(e, Selection::MethodExpr, x.type, m, found.index, found.indirect);
  Signature* sig = m->signature();
  if (!sig || !sig->recv) {
    c.error(e, "illegal cycle in method declaration");
    x.invalidate();
    return;
  }
  Var* recv = make<Var>();
  recv->color = Object::Black;
  recv->pos = sig->recv->pos;
  recv->pkg = sig->recv->pkg;
  recv->type = x.type;
  recv->bits = Var::kParam | Var::kUsed;
  // Parameters are all named or all unnamed; it shows in messages.
  if (sig->param_count() > 0 && sig->param(0)->name) recv->name = sig->recv->name ? sig->recv->name : names.blank;
  absl::InlinedVector<Ref<Var>, 8> params;
  params.push_back(recv);
  for (size_t i = 0; i < sig->param_count(); i++) params.push_back(sig->param(i));
  Signature* f = make<Signature>();
  f->type_params = sig->type_params;
  f->params = make_tuple({params.data(), params.size()});
  f->results = sig->results;
  f->set_variadic(sig->variadic());
  x.mode = Operand::Value;
  x.type = f;
  c.add_dependency(m);
}

}  // namespace

void Checker::selector(Operand& x, Node* e, TypeName* def, bool want_type) {
  x.val = {};
  Node* operand = e->na();
  if (operand->is(NodeKind::Ident)) {
    if (PkgName* import = imported_package(*this, operand->name())) {
      qualified_identifier(*this, x, e, import);
      x.expr = e;
      return;
    }
  }
  expr_or_type(x, operand, false);
  auto fail = [&] {
    x.invalidate();
    x.type = invalid_type();
    x.expr = e;
  };
  if (x.mode == Operand::Invalid) return fail();
  if (x.mode == Operand::TypeExpr) {
    if (def && def->type && def->type.get() == x.type) {
      error(def->pos, fmt::format("invalid recursive type: {} refers to itself", def->name.view()));
      return fail();
    }
    // A declared type must be complete, or there is a cycle, which this reports. Instances may still be waiting.
    if (x.type->kind == TypeKind::Named && !static_cast<Named*>(x.type)->is_instance() && !is_valid(under(x.type)))
      return fail();
  } else if (x.mode == Operand::Builtin) {
    error(e->nb(), fmt::format("invalid use of {} in selector expression", str(x)));
    return fail();
  }
  if (want_type) {
    error(e->nb(), fmt::format("{} is not a type", str(e)));
    return fail();
  }
  Node* sel = e->nb();
  if (sel->name() == names.blank) {
    report_missing(*this, x, e, {});
    return fail();
  }
  LookupResult found = lookup_field_or_method(x.type, x.mode == Operand::Variable, pkg_, sel->name());
  if (!found.obj) {
    report_missing(*this, x, e, found);
    return fail();
  }
  // A method's signature may not be set up yet.
  if (found.obj->kind == ObjectKind::Func) ensure_declared(found.obj);
  if (x.mode == Operand::TypeExpr) {
    method_expression(*this, x, e, found);
    if (x.mode == Operand::Invalid) x.type = invalid_type();
    x.expr = e;
    return;
  }
  if (Var* field = as_object<Var>(found.obj)) {
    record_selection(e, Selection::FieldValue, x.type, field, found.index, found.indirect);
    x.mode = x.mode == Operand::Variable || found.indirect ? Operand::Variable : Operand::Value;
    x.type = field->type ? field->type.get() : invalid_type();
  } else {
    Func* m = static_cast<Func*>(found.obj);
    record_selection(e, Selection::MethodValue, x.type, m, found.index, found.indirect);
    x.mode = Operand::Value;
    // The signature still shows its receiver, which is no part of a function's type.
    x.type = m->type ? m->type.get() : invalid_type();
    add_dependency(m);
  }
  if (!is_valid(x.type)) return fail();
  x.expr = e;
}

void Checker::type_assertion(Node* e, Operand& x, Type* t, bool type_switch) {
  if (is_interface_type(t)) return;  // decided at run time
  MissingMethod missing = missing_method(t, x.type, false);
  if (!missing.method) return;
  Qualifier q = qualifier();
  std::string cause = missing_method_cause(t, x.type, missing, q);
  if (type_switch) {
    error(e, fmt::format("impossible type switch case: {}\n\t{} cannot have dynamic type {} {}", str(e), str(x), str(t),
                         cause));
  } else {
    error(e, fmt::format("impossible type assertion: {}\n\t{} does not implement {} {}", str(e), str(t), str(x.type),
                         cause));
  }
}

}  // namespace ptrsafe
