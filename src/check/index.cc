// Index and slice expressions (spec, "Index expressions", "Slice expressions").
#include <fmt/format.h>

#include "check/struct_literal.h"

namespace ptrsafe {
namespace {

// Types in error were reported; what follows from them is not.
bool reported(const Operand& x) {
  return x.mode != Operand::Builtin && !is_valid(under(deref(x.type).first));
}

// What indexing a value of one type gives.
struct Indexed {
  Type* elem = nullptr;  // null: cannot be indexed
  Type* key = nullptr;   // maps
  int64_t length = -1;   // if known
  bool addressable = false;
};

Indexed index_type(Type* u, bool operand_addressable) {
  switch (u->kind) {
    case TypeKind::Basic:
      if (static_cast<Basic*>(u)->info() & kIsString) return {universe.byte_type, nullptr, -1, false};
      return {};
    case TypeKind::Array: {
      auto* a = static_cast<Array*>(u);
      return {a->elem, nullptr, a->length, operand_addressable};
    }
    case TypeKind::Pointer:
      if (Array* a = as_under<Array>(static_cast<Pointer*>(u)->elem)) return {a->elem, nullptr, a->length, true};
      return {};
    case TypeKind::Slice: return {static_cast<Slice*>(u)->elem, nullptr, -1, true};
    case TypeKind::Map: return {static_cast<Map*>(u)->elem, static_cast<Map*>(u)->key, -1, false};
    default: return {};
  }
}

// All types of a parameter's set must be indexable alike: the same element type, and either all maps with the same
// keys, or none.
Indexed index_type_param(Type* t, bool operand_addressable) {
  Indexed all;
  bool ok = each_type(t, [&](Type*, Type* u) {
    if (!u) return false;
    Indexed one = index_type(u, operand_addressable);
    if (!one.elem) return false;
    if (!all.elem) {
      all = one;
      return true;
    }
    if (!one.key != !all.key || (one.key && !identical(one.key, all.key)) || !identical(one.elem, all.elem))
      return false;
    all.addressable = all.addressable && one.addressable;
    if (one.length >= 0 && (all.length < 0 || one.length < all.length)) all.length = one.length;
    return true;
  });
  return ok ? all : Indexed{};
}

Node* single_index(Checker& c, Node* e) {
  NodeList indices = e->lb();
  if (indices.size() == 1) return indices[0];
  if (indices.empty()) {
    c.error(e, fmt::format("index expression {} with 0 indices", c.str(e)));
  } else {
    c.error(indices[1], "invalid operation: more than one index");
  }
  return nullptr;
}

int64_t constant_length(const Operand& x) {
  if (x.mode != Operand::Constant || x.val.kind() != ConstKind::String) return -1;
  return static_cast<int64_t>(x.val.string_value().size());
}

// The type below all types of x's set, strings counting as byte slices; null after an error.
Type* sliced_type(Checker& c, Operand& x) {
  Type* first = nullptr;
  Type* common = nullptr;
  bool has_string = false;
  bool ok = each_type(x.type, [&](Type* t, Type* u) {
    if (!u) {
      c.error(x, fmt::format("cannot slice {}: no specific type in {}", c.str(x), c.str(x.type)));
      return false;
    }
    if (is_string(u)) {
      has_string = true;
      if (!is_type_param(x.type)) {
        common = u;
        return true;
      }
      u = slice_of(universe.byte_type);
    }
    if (!common) {
      first = t, common = u;
      return true;
    }
    if (identical(common, u)) return true;
    c.error(x, fmt::format("cannot slice {}: {} and {} have different underlying types", c.str(x), c.str(first),
                           c.str(t)));
    return false;
  });
  // Where a string is among the types, the indices are checked even after an error.
  if (has_string && is_type_param(x.type)) return basic_type(BasicKind::String);
  return ok ? common : nullptr;
}

}  // namespace

bool Checker::valid_index(Operand& x, std::string_view what, bool allow_negative) {
  if (x.mode == Operand::Invalid) return false;
  convert_untyped(x, basic_type(BasicKind::Int));
  if (x.mode == Operand::Invalid) return false;
  auto fail = [&](std::string_view why) {
    error(x, fmt::format("invalid argument: {} {} {}", what, str(x), why));
    return false;
  };
  if (!all_integer(x.type)) return fail("must be integer");
  if (x.mode != Operand::Constant || x.val.kind() == ConstKind::Unknown) return true;
  if (!allow_negative && x.val.sign() < 0) return fail("must not be negative");
  if (!representable_const(x.val, basic_type(BasicKind::Int), &x.val)) return fail("overflows int");
  return true;
}

int64_t Checker::index_value(Node* e, int64_t max, Type** type) {
  if (type) *type = invalid_type();
  Operand x;
  expr(nullptr, x, e);
  if (!valid_index(x, "index", false)) return -1;
  if (x.mode != Operand::Constant) {
    if (type) *type = x.type;
    return -1;
  }
  int64_t v;
  if (x.val.kind() == ConstKind::Unknown || !x.val.int64_value(&v)) return -1;
  if (max >= 0 && v >= max) {
    error(x, fmt::format("invalid argument: index {} out of bounds [0:{}]", to_string(x.val), max));
    return -1;
  }
  if (type) *type = x.type;
  return v;
}

bool Checker::index_expr(Operand& x, Node* e) {
  expr_or_type(x, e->na(), true);
  switch (x.mode) {
    case Operand::Invalid: use(e->lb()); return false;
    case Operand::TypeExpr:
      // An instantiated type.
      x.type = var_type(e);
      if (!is_valid(x.type)) x.invalidate();
      return false;
    case Operand::Value:
      if (x.type->kind == TypeKind::Signature && !static_cast<Signature*>(x.type)->type_params.empty()) return true;
      break;
    default: break;
  }
  bool addressable = x.mode == Operand::Variable;
  int64_t length = constant_length(x);
  Indexed result =
      is_type_param(x.type) ? index_type_param(x.type, addressable) : index_type(under(x.type), addressable);
  if (!result.elem) {
    if (!reported(x)) error(x, fmt::format("cannot index {}", str(x)));
    use(e->lb());
    x.invalidate();
    return false;
  }
  Node* index = single_index(*this, e);
  if (!index) {
    x.invalidate();
    return false;
  }
  if (result.key) {
    Operand key;
    expr(infers_from_context(*this) ? result.key : nullptr, key, index);
    assignment(key, result.key, "map index");
    // The element type is known even if the key is wrong.
    x.mode = Operand::MapIndex;
    x.type = result.elem;
    return false;
  }
  // An indexed string is a byte, but no constant.
  x.mode = result.addressable ? Operand::Variable : Operand::Value;
  x.type = result.elem;
  index_value(index, length >= 0 ? length : result.length, nullptr);
  return false;
}

void Checker::slice_expr_check(Operand& x, Node* e) {
  SliceView s = slice_expr(e);
  Node* const bounds[3] = {s.low, s.high, s.max};
  expr(nullptr, x, s.x);
  if (x.mode == Operand::Invalid) {
    for (Node* b : bounds)
      if (b) use(b);
    return;
  }
  auto fail = [&] { x.invalidate(); };
  Type* u = sliced_type(*this, x);
  if (!u) return fail();
  int64_t length = -1;  // if known; also the capacity
  switch (u->kind) {
    case TypeKind::Basic:
      if (!is_string(u)) {
        if (!reported(x)) error(x, fmt::format("cannot slice {}", str(x)));
        return fail();
      }
      if (s.three) {
        error(s.max ? s.max : e, "invalid operation: 3-index slice of string");
        return fail();
      }
      length = constant_length(x);
      // The result is no constant, so it cannot stay untyped.
      if (is_untyped(x.type)) x.type = basic_type(BasicKind::String);
      break;
    case TypeKind::Array:
      length = static_cast<Array*>(u)->length;
      if (x.mode != Operand::Variable) {
        error(x, fmt::format("cannot slice unaddressable value {}", str(x)));
        return fail();
      }
      x.type = slice_of(static_cast<Array*>(u)->elem);
      break;
    case TypeKind::Slice: break;
    case TypeKind::Pointer:
      if (Array* a = as_under<Array>(static_cast<Pointer*>(u)->elem)) {
        length = a->length;
        x.type = slice_of(a->elem);
        break;
      }
      [[fallthrough]];
    default:
      if (!reported(x)) error(x, fmt::format("cannot slice {}", str(x)));
      return fail();
  }
  x.mode = Operand::Value;
  // The parser reports missing bounds of a[x:y:z].
  if (s.three && (!s.high || !s.max)) return fail();

  int64_t value[3];
  for (int i = 0; i < 3; i++) {
    value[i] = -1;
    if (bounds[i]) {
      value[i] = index_value(bounds[i], length >= 0 && length < INT64_MAX ? length + 1 : -1, nullptr);
    } else if (i == 0) {
      value[i] = 0;
    } else {
      value[i] = length;
    }
  }
  for (int i = 0; i < 2; i++) {
    if (value[i] <= 0) continue;
    for (int j = i + 1; j < 3; j++) {
      if (value[j] < 0 || value[j] >= value[i]) continue;
      error(bounds[j] ? bounds[j] : e, fmt::format("invalid slice indices: {} < {}", value[j], value[i]));
      return;
    }
  }
}

}  // namespace ptrsafe
