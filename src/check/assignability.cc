// Assignability (spec, "Assignability"), and assignment of operands to variables of a type.
#include <fmt/format.h>

#include "check/implicit.h"
#include "check/specific_types.h"

namespace ptrsafe {
namespace {

bool is_interface_pointer(Type* u) {
  return u->kind == TypeKind::Pointer && is_interface_type(static_cast<Pointer*>(u)->elem);
}

bool untyped_assignable(Checker& c, const Operand& x, Type* t) {
  if (t->kind != TypeKind::TypeParam) return implicit_conversion(c, x, t).type != nullptr;
  return each_specific(t, [&](Type* term) { return implicit_conversion(c, x, term).type != nullptr; });
}

}  // namespace

bool Checker::assignable_to(const Operand& x, Type* t, std::string* cause) {
  if (x.mode == Operand::Invalid || x.type == t) return true;
  Type* given = t;
  Type* v = unalias(x.type);
  t = unalias(t);
  if (v == t || !is_valid(t) || !is_valid(v) || identical(v, t)) return true;
  Type* vu = under(v);
  Type* tu = under(t);
  bool v_param = v->kind == TypeKind::TypeParam;
  bool t_param = t->kind == TypeKind::TypeParam;
  if (is_untyped(vu)) return untyped_assignable(*this, x, t);
  bool named = has_name(v) && has_name(t);
  if (!named && !v_param && !t_param && identical(vu, tu)) return true;

  // T is an interface that V implements. Pointers to interfaces give a better cause on the way.
  if ((tu->kind == TypeKind::Interface && !t_param) || is_interface_pointer(tu)) {
    if (implements(v, t, false, cause)) return true;
    if (!v_param) return false;
    if (cause) cause->clear();
  }
  if (vu->kind == TypeKind::Interface && !v_param && implements(t, v, false, nullptr)) {
    if (cause) *cause = "need type assertion";
    return false;
  }
  if (vu->kind == TypeKind::Chan && tu->kind == TypeKind::Chan) {
    Chan* from = static_cast<Chan*>(vu);
    if (from->dir() == ChanDir::Both && identical(from->elem, static_cast<Chan*>(tu)->elem)) return !named;
  }

  // Type parameters: all types of the set must be assignable, and the other side may not be a named type.
  if (t_param && !has_name(v)) {
    return each_specific(t, [&](Type* to) {
      if (assignable_to(x, to, cause)) return true;
      if (cause) add_cause(cause, fmt::format("cannot assign {} to {} (in {})", str(x.type), str(to), str(t)));
      return false;
    });
  }
  if (v_param && !has_name(t)) {
    Operand one = x;
    return each_specific(v, [&](Type* from) {
      one.type = from;
      if (assignable_to(one, t, cause)) return true;
      if (cause) add_cause(cause, fmt::format("cannot assign {} (in {}) to {}", str(from), str(v), str(given)));
      return false;
    });
  }
  return false;
}

void Checker::assignment(Operand& x, Type* t, std::string_view context) {
  single_value(x);
  switch (x.mode) {
    case Operand::Invalid: return;
    case Operand::Constant:
    case Operand::Variable:
    case Operand::MapIndex:
    case Operand::Value:
    case Operand::NilValue:
    case Operand::CommaOk:
    case Operand::CgoFunc: break;
    case Operand::Builtin: exclude_novalue(x); return;
    default:
      error(x, fmt::format("cannot assign {} to {} in {}", str(x), t ? str(t) : "_", context));
      x.invalidate();
      return;
  }
  if (is_untyped(x.type)) {
    Type* target = t;
    if (!t || is_non_type_param_interface(t)) {
      if (!t && x.is_nil()) {
        error(x, fmt::format("use of untyped nil in {}", context));
        x.invalidate();
        return;
      }
      target = default_type(x.type);
    }
    Implicit to = implicit_conversion(*this, x, target);
    if (!to.type) {
      std::string_view why = to.fault == ConversionFault::Truncated   ? " (truncated)"
                             : to.fault == ConversionFault::Overflows ? " (overflows)"
                                                                      : "";
      error(x, fmt::format("cannot use {} as {} value in {}{}", str(x), str(target), context, why));
      x.invalidate();
      return;
    }
    apply_implicit(*this, x, to);
  } else if (x.type->kind == TypeKind::Signature && !static_cast<Signature*>(x.type)->type_params.empty()) {
    error(x, fmt::format("cannot use generic function {} without instantiation in {}", str(x.expr), context));
    x.invalidate();
    return;
  }
  if (!t || assignable_to(x, t, nullptr)) return;
  std::string cause;
  assignable_to(x, t, &cause);
  error(x, fmt::format("cannot use {} as {} value in {}{}{}", str(x), str(t), context, cause.empty() ? "" : ": ",
                       cause));
  x.invalidate();
}

}  // namespace ptrsafe
