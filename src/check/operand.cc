// How operands are described in messages: expression, then mode, value and type in parentheses.
#include "check/operand.h"

#include <string_view>

#include "types/predicates.h"
#include "types/type_set.h"
#include "types/type_string.h"
#include "check/describe.h"

namespace ptrsafe {

std::string_view composite_kind(Type* t) {
  if (is_type_param(t)) return "type parameter";
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Array: return "array";
    case TypeKind::Slice: return "slice";
    case TypeKind::Struct: return "struct";
    case TypeKind::Pointer: return "pointer";
    case TypeKind::Signature: return "func";
    case TypeKind::Interface: return "interface";
    case TypeKind::Map: return "map";
    case TypeKind::Chan: return "chan";
    case TypeKind::Tuple: return "tuple";
    default: return {};
  }
}

namespace {

std::string_view mode_text(Operand::Kind mode) {
  switch (mode) {
    case Operand::Invalid: return "invalid operand";
    case Operand::NoValue: return "no value";
    case Operand::Builtin: return "built-in";
    case Operand::TypeExpr: return "type";
    case Operand::Constant: return "constant";
    case Operand::Variable: return "variable";
    case Operand::MapIndex: return "map index expression";
    case Operand::Value: return "value";
    case Operand::NilValue: return "nil";
    case Operand::CommaOk: return "comma, ok expression";
    case Operand::CgoFunc: return "cgo function";
  }
  return {};
}

// " of struct type T", " of type P constrained by any", …
void append_type(std::string& out, Type* t, const Qualifier& q) {
  if (!is_valid(t)) {
    out += " with invalid type";
    return;
  }
  out += " of ";
  if (is_generic(t)) out += "generic ";
  TypeParam* p = as<TypeParam>(t);
  // A declared type does not show its structure, so it is mentioned.
  if (!p && (t->kind == TypeKind::Named || t->kind == TypeKind::Alias)) {
    std::string_view what = composite_kind(t);
    if (what.empty()) {
      if (Basic* b = as_under<Basic>(t)) what = b->name.view();
    }
    if (!what.empty()) {
      out += what;
      out += ' ';
    }
  }
  out += "type ";
  write_type(out, t, q);
  if (!p) return;
  out += " constrained by ";
  if (p->bound) write_type(out, p->bound, q);
  if (has_empty_type_set(t)) out += " with empty type set";
}

}  // namespace

std::string operand_string(const Operand& x, const Qualifier& q) {
  if (x.is_nil()) return "nil";
  std::string out;
  std::string source;
  if (x.expr) {
    source = expr_string(x.expr);
  } else if (x.mode == Operand::TypeExpr && x.type) {
    source = type_string(x.type, q);
  } else if (x.mode == Operand::Constant) {
    source = to_string(x.val);
  }
  if (!source.empty()) {
    out += source;
    out += " (";
  }
  bool with_type = false;
  bool has_value = x.mode != Operand::Invalid && x.mode != Operand::NoValue && x.mode != Operand::Builtin &&
                   x.mode != Operand::TypeExpr;
  if (has_value && x.type) {
    if (is_untyped(x.type)) {
      out += static_cast<Basic*>(x.type)->name.view();
      out += ' ';
    } else {
      with_type = true;
    }
  }
  out += mode_text(x.mode);
  if (x.mode == Operand::Constant && x.expr) {
    std::string value = to_string(x.val);
    if (value != source) {
      out += ' ';
      out += value;
    }
  }
  if (with_type) append_type(out, x.type, q);
  if (!source.empty()) out += ')';
  return out;
}

}  // namespace ptrsafe
