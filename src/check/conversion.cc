// Explicit conversions T(x) (spec, "Conversions").
#include <fmt/format.h>

#include "check/implicit.h"
#include "check/specific_types.h"

namespace ptrsafe {
namespace {

constexpr uint64_t kMaxRune = 0x10FFFF;

std::string encode_rune(uint64_t r) {
  if (r > kMaxRune || (r >= 0xD800 && r < 0xE000)) r = 0xFFFD;
  std::string s;
  auto tail = [&](int shift) { s += static_cast<char>(0x80 | ((r >> shift) & 0x3F)); };
  if (r < 0x80) {
    s += static_cast<char>(r);
  } else if (r < 0x800) {
    s += static_cast<char>(0xC0 | (r >> 6));
    tail(0);
  } else if (r < 0x10000) {
    s += static_cast<char>(0xE0 | (r >> 12));
    tail(6);
    tail(0);
  } else {
    s += static_cast<char>(0xF0 | (r >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return s;
}

// Whether constant x becomes a constant of the basic type below `t`; `value` (may be null) receives it.
bool constant_converts(Checker& c, const Operand& x, Type* t, Const* value) {
  Basic* b = as_under<Basic>(t);
  if (!b) return false;
  if (c.representable_const(x.val, b, value)) return true;
  if (!is_integer(x.type) || !(b->info() & kIsString)) return false;
  uint64_t code = 0xFFFD;
  x.val.uint64_value(&code);
  if (value) *value = const_string(encode_rune(code));
  return true;
}

// A constant converted to a type parameter must be convertible to all types of its set; the result is no constant.
bool constant_converts_to_all(Checker& c, const Operand& x, Type* t, std::string* cause) {
  return each_type(t, [&](Type*, Type* u) {
    if (!u) {
      *cause = fmt::format("{} does not contain specific types", c.str(t));
      return false;
    }
    if (is_string(x.type) && is_bytes_or_runes(u)) return true;
    if (constant_converts(c, x, u, nullptr)) return true;
    if (is_integer(x.type) && is_integer(u)) {
      *cause = fmt::format("constant {} overflows {} (in {})", to_string(x.val), c.str(u), c.str(t));
    } else {
      *cause = fmt::format("cannot convert {} to type {} (in {})", c.str(x), c.str(u), c.str(t));
    }
    return false;
  });
}

// A type that turned out to be part of an invalid cycle, which was reported.
bool in_cycle(Type* t) {
  Named* n = as<Named>(t);
  return !n || !is_valid(n->origin->obj->type);
}

bool integer_or_float(Type* u) { return has_basic_info(u, kIsInteger | kIsFloat); }

// Pointers to types that are identical below, tags ignored.
bool pointers_convert(Type* v, Type* t) {
  Pointer* from = as<Pointer>(v);
  Pointer* to = as<Pointer>(t);
  if (!from || !to) return false;
  if (is_type_param(from->elem) || is_type_param(to->elem)) return false;
  return identical_ignore_tags(under(from->elem), under(to->elem));
}

// Slices to arrays and pointers to arrays: 1 yes, 0 no, -1 not in this version of the language.
int slice_to_array(Checker& c, Type* vu, Type* tu, std::string* cause) {
  if (vu->kind != TypeKind::Slice) return 0;
  Type* elem = static_cast<Slice*>(vu)->elem;
  auto gate = [&](int minor, std::string_view what) {
    if (c.allows(minor)) return 1;
    if (cause) *cause = fmt::format("conversion of slice to {} requires go1.{} or later", what, minor);
    return -1;
  };
  if (tu->kind == TypeKind::Array)
    return identical(elem, static_cast<Array*>(tu)->elem) ? gate(20, "array") : 0;
  if (tu->kind != TypeKind::Pointer) return 0;
  Array* a = as_under<Array>(static_cast<Pointer*>(tu)->elem);
  return a && identical(elem, a->elem) ? gate(17, "array pointer") : 0;
}

}  // namespace

bool Checker::convertible_to(const Operand& x, Type* t, std::string* cause) {
  if (assignable_to(x, t, cause)) return true;
  Type* given = t;
  Type* v = unalias(x.type);
  t = unalias(t);
  Type* vu = under(v);
  Type* tu = under(t);
  bool v_param = v->kind == TypeKind::TypeParam;
  bool t_param = t->kind == TypeKind::TypeParam;
  if (!v_param && !t_param && identical_ignore_tags(vu, tu)) return true;
  if (pointers_convert(v, t)) return true;
  if (!v_param && !t_param) {
    if (integer_or_float(vu) && integer_or_float(tu)) return true;
    if (has_basic_info(vu, kIsComplex) && has_basic_info(tu, kIsComplex)) return true;
    if (is_string(tu) && (is_integer(vu) || is_bytes_or_runes(vu))) return true;
    if (is_string(vu) && is_bytes_or_runes(tu)) return true;
    if (is_unsafe_pointer(tu) && (vu->kind == TypeKind::Pointer || is_uintptr(vu))) return true;
    if (is_unsafe_pointer(vu) && (tu->kind == TypeKind::Pointer || is_uintptr(tu))) return true;
    return slice_to_array(*this, vu, tu, cause) > 0;
  }

  Operand one = x;
  if (v_param && t_param) {
    return each_specific(v, [&](Type* from) {
      one.type = from;
      return each_specific(t, [&](Type* to) {
        if (convertible_to(one, to, cause)) return true;
        if (cause)
          add_cause(cause, fmt::format("cannot convert {} (in {}) to type {} (in {})", str(from), str(v), str(to),
                                       str(t)));
        return false;
      });
    });
  }
  if (v_param) {
    return each_specific(v, [&](Type* from) {
      one.type = from;
      if (convertible_to(one, t, cause)) return true;
      if (cause) add_cause(cause, fmt::format("cannot convert {} (in {}) to type {}", str(from), str(v), str(given)));
      return false;
    });
  }
  return each_specific(t, [&](Type* to) {
    if (convertible_to(x, to, cause)) return true;
    if (cause) add_cause(cause, fmt::format("cannot convert {} to type {} (in {})", str(x.type), str(to), str(t)));
    return false;
  });
}

void Checker::conversion(Operand& x, Type* t) {
  // What follows from types in error is not reported.
  if (!is_valid(under(t)) && in_cycle(t)) {
    x.invalidate();
    return;
  }
  bool constant = x.mode == Operand::Constant;
  bool ok = false;
  std::string cause;
  if (constant && is_const_type(t)) {
    // Where an integer is wanted, messages show the value as such.
    Const value = x.val;
    ok = constant_converts(*this, x, t, &value);
    x.val = value;
    if (!ok && is_integer(x.type) && is_integer(t)) {
      error(x, fmt::format("constant {} overflows {}", to_string(x.val), str(t)));
      x.invalidate();
      return;
    }
  } else if (constant && is_type_param(t)) {
    ok = constant_converts_to_all(*this, x, t, &cause);
    x.mode = Operand::Value;
  } else if (convertible_to(x, t, nullptr)) {
    ok = true;
    x.mode = Operand::Value;
  } else {
    convertible_to(x, t, &cause);
  }
  if (!ok) {
    error(x, fmt::format("cannot convert {} to type {}{}{}", str(x), str(t), cause.empty() ? "" : ": ", cause));
    x.invalidate();
    return;
  }
  if (is_untyped(x.type)) {
    // The conversion gives the operand its type, unless values of that type are no constants, as in []byte("x") and
    // any(1): then it has its default type. For string(1) it stays an integer.
    Type* final = t;
    if (is_non_type_param_interface(t) || (constant && !is_const_type(t)) || x.is_nil()) {
      final = default_type(x.type);
    } else if (x.mode == Operand::Constant && is_integer(x.type) && all_string(t)) {
      final = x.type;
    }
    update_expr_type(x.expr, final, true);
  }
  x.type = t;
}

}  // namespace ptrsafe
