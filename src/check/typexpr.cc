// Type expressions (spec, "Types"): from syntax to types.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {

Type* Checker::type_expr(Node* e) { return defined_type(e, nullptr); }

Type* Checker::defined_type(Node* e, TypeName* def) {
  Type* t = type_internal(e, def);
  if ((t->kind == TypeKind::Named || t->kind == TypeKind::Alias) && is_generic(t)) {
    error(e, fmt::format("cannot use generic type {} without instantiation", str(t)));
    t = invalid_type();
  }
  record_type_and_value(e, Operand::TypeExpr, t, {});
  return t;
}

Type* Checker::generic_type(Node* e, std::string* cause) {
  Type* t = type_internal(e, nullptr);
  if (is_valid(t) && !is_generic(t)) {
    if (cause) *cause = fmt::format("{} is not a generic type", str(t));
    t = invalid_type();
  }
  record_type_and_value(e, Operand::TypeExpr, t, {});
  return t;
}

Type* Checker::var_type(Node* e) {
  Type* t = defined_type(e, nullptr);
  check_var_type(e, t);
  return t;
}

void Checker::check_var_type(Node* e, Type* t) {
  Type* u = unalias(t);
  switch (u->kind) {
    case TypeKind::Interface:
      if (u == universe.empty_interface) return;
      break;
    case TypeKind::Named: {
      Named* n = static_cast<Named*>(u);
      if (n == universe.error_type) return;
      Type* known = n->origin->underlying;
      if (known && known->kind != TypeKind::Interface) return;
      break;
    }
    case TypeKind::Alias: break;  // in progress
    default: return;
  }
  when_complete([this, node = Ref<Node>(e), type = Ref<Type>(t)] { check_constraint_use(node, type); });
}

void Checker::check_constraint_use(Node* e, Type* t) {
  if (is_type_param(t)) return;
  Interface* i = as_under<Interface>(t);
  if (!i) return;
  const TypeSet* s = type_set(i);
  if (s->is_method_set()) return;
  soft_error(start_pos(e), fmt::format("cannot use type {} outside a type constraint: {}", str(t),
                                       s->comparable ? "interface is (or embeds) comparable"
                                                     : "interface contains type constraints"));
}

void Checker::check_map_key(Node* key, Type* t) {
  if (!is_valid(t) || comparable_type(t, true)) return;
  error(key, fmt::format("invalid map key type {}{}", str(t), is_type_param(t) ? " (missing comparable constraint)" : ""));
}

Type* Checker::type_internal(Node* e, TypeName* def) {
  switch (e->kind) {
    case NodeKind::BadExpr: return invalid_type();
    case NodeKind::Ident: {
      Operand x;
      ident(x, e, def, true);
      return x.mode == Operand::TypeExpr ? x.type : invalid_type();
    }
    case NodeKind::Selector: {
      Operand x;
      selector(x, e, def, true);
      switch (x.mode) {
        case Operand::TypeExpr: return x.type;
        case Operand::Invalid: break;
        case Operand::NoValue: error(e, fmt::format("{} used as type", str(x))); break;
        default: error(e, fmt::format("{} is not a type", str(x)));
      }
      return invalid_type();
    }
    case NodeKind::Index:
      if (!allows(18)) error(e->pos, "type instantiation requires go1.18 or later");
      return instantiated_type(e->na(), e->lb(), def);
    case NodeKind::Paren:
      // A generic type must be instantiated before anything else is done with it.
      return defined_type(e->na(), def);
    case NodeKind::ArrayType: {
      if (!e->na()) return slice_of(var_type(e->nb()));
      int64_t n;
      if (e->na()->is(NodeKind::Ellipsis)) {
        error(e->na(), "invalid use of [...] array (outside a composite literal)");
        n = -1;
      } else {
        n = array_length(e->na());
      }
      Type* elem = var_type(e->nb());
      return n >= 0 ? array_of(elem, n) : invalid_type();
    }
    case NodeKind::Ellipsis:
      error(e, "invalid use of ...");
      if (e->na()) type_expr(e->na());
      return invalid_type();
    case NodeKind::StructType: return struct_type(e, def);
    case NodeKind::Star: {
      Type* base = var_type(e->na());
      return is_valid(base) ? pointer_to(base) : invalid_type();
    }
    case NodeKind::FuncType: return func_type_expr(e);
    case NodeKind::InterfaceType: return interface_type(e, def);
    case NodeKind::MapType: {
      Type* key = var_type(e->na());
      Type* elem = var_type(e->nb());
      if (key->kind != TypeKind::Basic && key->kind != TypeKind::Pointer)
        when_complete([this, node = Ref<Node>(e->na()), type = Ref<Type>(key)] { check_map_key(node, type); });
      return map_of(key, elem);
    }
    case NodeKind::ChanType: return chan_of(static_cast<ChanDir>(e->op), var_type(e->na()));
    default:
      error(e, fmt::format("{} is not a type", str(e)));
      use(e);
      return invalid_type();
  }
}

int64_t Checker::array_length(Node* e) {
  // A name that is no constant may be the parameter of what was meant as a generic type.
  if (e->is(NodeKind::Ident)) {
    Object* o = lookup(e->name());
    if (!o) {
      error(e, fmt::format("undefined array length {} or missing type constraint", e->name().view()));
      return -1;
    }
    if (o->kind != ObjectKind::Const) {
      error(e, fmt::format("invalid array length {}", e->name().view()));
      return -1;
    }
  }
  Operand x;
  expr(nullptr, x, e);
  if (x.mode != Operand::Constant) {
    if (x.mode != Operand::Invalid) error(x, fmt::format("array length {} must be constant", str(x)));
    return -1;
  }
  bool integer = is_integer(x.type);
  if (is_untyped(x.type) || integer) {
    Const v = to_int(x.val);
    int64_t n;
    if (v.kind() == ConstKind::Int && representable_const(v, basic_type(BasicKind::Int), nullptr) &&
        v.int64_value(&n) && n >= 0)
      return n;
  }
  if (!is_valid(x.type) || x.val.kind() == ConstKind::Unknown) return -1;
  error(x, integer ? fmt::format("invalid array length {}", str(x))
                   : fmt::format("array length {} must be integer", str(x)));
  return -1;
}

Type* Checker::instantiated_type(Node* x, NodeList args, TypeName*) {
  std::string cause;
  Type* generic = generic_type(x, &cause);
  if (!cause.empty()) {
    std::string text;
    for (Node* a : args) text += (text.empty() ? "" : ", ") + str(a);
    error(x, fmt::format("invalid operation: {}[{}] ({})", str(x), text, cause));
    return invalid_type();
  }
  if (!is_valid(generic)) return invalid_type();
  absl::InlinedVector<Ref<Type>, 4> targs;
  bool valid = true;
  for (Node* a : args) {
    Type* t = var_type(a);
    if (!is_valid(t)) valid = false;
    targs.push_back(t);
  }
  if (!valid || targs.empty()) return invalid_type();
  std::span<const Ref<Type>> list(targs.data(), targs.size());

  Alias* alias = as_alias(generic);
  Named* named = alias ? nullptr : as<Named>(generic);
  if (!alias && !named) return invalid_type();
  std::string_view name = alias ? alias->obj->name.view() : named->obj->name.view();
  size_t want = alias ? alias->type_params.size() : named->type_params.size();
  // An instance with too few arguments has a name, but no structure.
  bool fits = validate_arg_count(start_pos(x), name, want, targs.size());
  if (!fits && (alias || targs.size() > want)) return invalid_type();
  Type* t;
  if (alias) {
    t = alias_instance(alias, list);
  } else {
    t = instance_of(named, list);
  }
  if (!fits) return t;
  record_instance(x, list, t);
  // Also methods' signatures must be known: none may be in progress.
  if (!path_.empty() || types_open()) {
    later([this, node = Ref<Node>(x), data = args.data, type = Ref<Type>(t)] {
      verify_instance_of(node, NodeList{data}, type);
    });
  } else {
    verify_instance_of(x, args, t);
  }
  return t;
}

void Checker::verify_instance_of(Node* x, NodeList args, Type* t) {
  std::span<const Ref<TypeParam>> params;
  std::span<const Ref<Type>> targs;
  if (Alias* a = as_alias(t); a && !a->type_args.empty()) {
    params = a->origin->type_params.span();
    targs = a->type_args.span();
  } else if (Named* n = as<Named>(t)) {
    params = n->origin->type_params.span();
    targs = n->type_args.span();
  }
  if (params.size() != targs.size() || params.empty()) return;
  std::string cause;
  int failed = verify_instance(start_pos(x), params, targs, &cause);
  if (failed >= 0) {
    Pos at = static_cast<size_t>(failed) < args.size() ? start_pos(args[static_cast<size_t>(failed)]) : start_pos(x);
    soft_error(at, std::move(cause));
  }
  if (Named* n = as<Named>(t)) valid_type(n);
}

}  // namespace ptrsafe
