// Implicit conversion of untyped operands (spec, "Constants").
#include "check/implicit.h"

namespace ptrsafe {
namespace {

constexpr Implicit kImpossible{nullptr, {}, ConversionFault::Mismatch};

Implicit stays(Type* t) { return {t, {}, ConversionFault::None}; }

// Both untyped: numeric kinds take the one that comes later in int, rune, float, complex.
Type* larger_untyped(Type* a, Type* b) {
  if (a == b) return a;
  if (!is_untyped_numeric(a) || !is_untyped_numeric(b)) return nullptr;
  return static_cast<Basic*>(a)->basic() > static_cast<Basic*>(b)->basic() ? a : b;
}

Implicit to_basic(Checker& c, const Operand& x, Type* target, Basic* u) {
  if (x.mode == Operand::Constant) {
    Implicit result{target, x.val, ConversionFault::None};
    result.fault = represent(c, x, u, &result.value);
    if (result.fault != ConversionFault::None) return {nullptr, {}, result.fault};
    return result;
  }
  // Untyped values that are not constant: comparisons, shifts, nil.
  uint16_t from = static_cast<Basic*>(x.type)->info();
  if (from & kIsBoolean) return u->info() & kIsBoolean ? stays(target) : kImpossible;
  if (from & kIsNumeric) return u->info() & kIsNumeric ? stays(target) : kImpossible;
  if (from & kIsString) return u->info() & kIsString ? stays(target) : kImpossible;
  // nil keeps its type even where it becomes an unsafe.Pointer.
  return u->basic() == BasicKind::UnsafePointer ? stays(basic_type(BasicKind::UntypedNil)) : kImpossible;
}

Implicit to_interface(Checker& c, const Operand& x, Type* target, Interface* u) {
  if (is_type_param(target)) {
    bool all = each_type(target, [&](Type* t, Type* term) { return t && implicit_conversion(c, x, term).type; });
    return all ? stays(target) : kImpossible;
  }
  if (x.is_nil()) return stays(basic_type(BasicKind::UntypedNil));
  // The dynamic type is the default type; it has no methods.
  if (u != universe.empty_interface && !type_set(u)->is_all()) return kImpossible;
  return stays(default_type(x.type));
}

}  // namespace

Implicit implicit_conversion(Checker& c, const Operand& x, Type* target) {
  if (x.mode == Operand::Invalid || !is_untyped(x.type) || !is_valid(target)) return stays(x.type);
  if (is_untyped(target)) {
    Type* larger = larger_untyped(x.type, target);
    return larger ? stays(larger) : kImpossible;
  }
  Type* u = under(target);
  switch (u->kind) {
    case TypeKind::Basic: return to_basic(c, x, target, static_cast<Basic*>(u));
    case TypeKind::Interface: return to_interface(c, x, target, static_cast<Interface*>(u));
    case TypeKind::Pointer:
    case TypeKind::Signature:
    case TypeKind::Slice:
    case TypeKind::Map:
    case TypeKind::Chan: return x.is_nil() ? stays(basic_type(BasicKind::UntypedNil)) : kImpossible;
    default: return kImpossible;
  }
}

void apply_implicit(Checker& c, Operand& x, const Implicit& to) {
  if (to.value && x.expr->is(NodeKind::BasicLit) && !is_untyped(to.type) && c.settle_literal(x.expr, to.type, to.value)) {
    x.val = to.value;
    x.type = to.type;
    return;
  }
  if (to.value) {
    x.val = to.value;
    c.update_expr_value(x.expr, to.value);
  }
  if (to.type != x.type) {
    x.type = to.type;
    c.update_expr_type(x.expr, to.type, false);
  }
}

Type* Checker::implicit_type(Operand& x, Type* target) { return implicit_conversion(*this, x, target).type; }

void Checker::convert_untyped(Operand& x, Type* target) {
  if (x.mode == Operand::Invalid || !is_untyped(x.type)) return;
  Implicit to = implicit_conversion(*this, x, target);
  if (!to.type) {
    report_conversion(*this, x, is_type_param(target) ? target : under(target), to.fault);
    x.invalidate();
    return;
  }
  apply_implicit(*this, x, to);
}

}  // namespace ptrsafe
