// Built-in functions (spec, "Built-in functions"), but for those of package unsafe.
#include "check/builtins.h"

#include <fmt/format.h>

#include "check/arguments.h"
#include "check/unify.h"

namespace ptrsafe {
namespace {

using Args = OperandList;

struct BuiltinShape {
  std::string_view name;
  uint8_t count;  // of arguments, at least
  bool variadic;
};

// By BuiltinId.
constexpr BuiltinShape kShapes[] = {
    {"append", 1, true},    {"cap", 1, false},      {"clear", 1, false},     {"close", 1, false},
    {"complex", 2, false},  {"copy", 2, false},     {"delete", 2, false},    {"imag", 1, false},
    {"len", 1, false},      {"make", 1, true},      {"max", 1, true},        {"min", 1, true},
    {"new", 1, false},      {"panic", 1, false},    {"print", 0, true},      {"println", 0, true},
    {"real", 1, false},     {"recover", 0, false},  {"Add", 2, false},       {"Alignof", 1, false},
    {"Offsetof", 1, false}, {"Sizeof", 1, false},   {"Slice", 2, false},     {"SliceData", 1, false},
    {"String", 2, false},   {"StringData", 1, false}, {"assert", 1, false},  {"trace", 0, true},
};
static_assert(std::size(kShapes) == static_cast<size_t>(BuiltinId::TestTrace) + 1);

std::string_view builtin_name(BuiltinId id) { return kShapes[static_cast<size_t>(id)].name; }

bool is_string_basic(Type* u) { return u->kind == TypeKind::Basic && (static_cast<Basic*>(u)->info() & kIsString); }

// The underlying array of an array or of a pointer to one, else `u`.
Type* through_array_pointer(Type* u) {
  if (u->kind != TypeKind::Pointer) return u;
  Array* a = as_under<Array>(static_cast<Pointer*>(u)->elem);
  return a ? a : u;
}

// The element type of slice x (spec: all types of its set are slices with that element type); null and why not.
Type* slice_elem(Checker& c, const Operand& x, std::string* cause) {
  if (x.type->kind == TypeKind::Slice) return static_cast<Slice*>(x.type)->elem;
  Type* elem = nullptr;
  bool ok = each_type(x.type, [&](Type*, Type* u) {
    if (!u || u->kind != TypeKind::Slice) {
      *cause = x.is_nil() ? "argument must be a slice; have untyped nil"
                          : fmt::format("argument must be a slice; have {}", c.str(x));
      return false;
    }
    Type* e = static_cast<Slice*>(u)->elem;
    if (elem && !identical(elem, e)) {
      *cause = fmt::format("mismatched slice element types {} and {} in {}", c.str(elem), c.str(e), c.str(x));
      return false;
    }
    elem = e;
    return true;
  });
  return ok ? elem : nullptr;
}

// All of x's types are strings or (if `bytes`) []byte, and one at least is a string.
bool string_or_bytes(const Operand& x, bool bytes) {
  bool has_string = false;
  bool ok = each_type(x.type, [&](Type*, Type* u) {
    if (!u) return false;
    if (u->kind == TypeKind::Slice) return bytes && identical(static_cast<Slice*>(u)->elem, universe.byte_type);
    if (!is_string_basic(u)) return false;
    has_string = true;
    return true;
  });
  return ok && has_string;
}

bool append(Checker& c, Operand& x, Node* call, Args& args) {
  std::string cause;
  Type* s = x.type;
  Type* elem = slice_elem(c, x, &cause);
  if (!elem) {
    c.error(x, fmt::format("invalid append: {}", cause));
    return false;
  }
  bool dots = call->op == 1;
  Signature* sig;
  if (dots && args.size() == 2 && identical(elem, universe.byte_type) && string_or_bytes(args[1], true)) {
    // append([]byte, string...)
    sig = builtin_signature(s, {s, args[1].type}, true);
  } else {
    sig = builtin_signature(s, {s, slice_of(elem)}, true);
    if (dots) {
      std::vector<Operand> values(args.begin(), args.end());
      std::vector<std::vector<Ref<Type>>> none;
      c.arguments(call, {}, nullptr, values, none, sig);
    } else {
      for (size_t i = 1; i < args.size(); i++) pass_argument(c, args[i], elem, call);
    }
  }
  x.mode = Operand::Value;
  x.type = s;
  c.record_builtin_type(call->na(), sig);
  return true;
}

bool len_cap(Checker& c, Operand& x, Node* call, BuiltinId id) {
  bool is_len = id == BuiltinId::Len;
  Operand::Kind mode = Operand::Invalid;
  Const value;
  Type* u = through_array_pointer(under(x.type));
  switch (u->kind) {
    case TypeKind::Basic:
      if (!is_len || !is_string_basic(u)) break;
      mode = Operand::Value;
      if (x.mode == Operand::Constant) {
        mode = Operand::Constant;
        value = x.val.kind() == ConstKind::String ? const_uint(x.val.string_value().size()) : const_unknown();
      }
      break;
    case TypeKind::Array:
      mode = Operand::Value;
      // Not evaluated, if evaluating it calls nothing and receives nothing.
      if (c.env_.has_call_or_recv) break;
      mode = Operand::Constant;
      value = static_cast<Array*>(u)->length >= 0 ? const_int(static_cast<Array*>(u)->length) : const_unknown();
      break;
    case TypeKind::Slice:
    case TypeKind::Chan: mode = Operand::Value; break;
    case TypeKind::Map:
      if (is_len) mode = Operand::Value;
      break;
    case TypeKind::Interface:
      if (!is_type_param(x.type)) break;
      if (each_type(x.type, [&](Type*, Type* t) {
            if (!t) return false;
            t = through_array_pointer(t);
            switch (t->kind) {
              case TypeKind::Basic: return is_len && is_string_basic(t);
              case TypeKind::Array:
              case TypeKind::Slice:
              case TypeKind::Chan: return true;
              case TypeKind::Map: return is_len;
              default: return false;
            }
          }))
        mode = Operand::Value;
      break;
    default: break;
  }
  if (mode == Operand::Invalid) {
    if (is_valid(u)) c.error(x, fmt::format("invalid argument: {} for built-in {}", c.str(x), builtin_name(id)));
    return false;
  }
  Type* result = basic_type(BasicKind::Int);
  if (mode != Operand::Constant) c.record_builtin_type(call->na(), builtin_signature(result, {x.type}));
  x.mode = mode;
  x.type = result;
  x.val = value;
  return true;
}

bool clear(Checker& c, Operand& x, Node* call) {
  c.verify_version(call->na(), 21, "clear");
  auto can_clear = [](Type*, Type* u) { return u && (u->kind == TypeKind::Map || u->kind == TypeKind::Slice); };
  if (!each_type(x.type, can_clear)) {
    c.error(x, fmt::format("invalid argument: cannot clear {}: argument must be (or constrained by) map or slice",
                           c.str(x)));
    return false;
  }
  return builtin_statement(c, x, call, {x.type});
}

bool close(Checker& c, Operand& x, Node* call) {
  bool ok = each_type(x.type, [&](Type*, Type* u) {
    std::string_view what;
    if (!u || u->kind != TypeKind::Chan) {
      what = "non-channel";
    } else if (static_cast<Chan*>(u)->dir() == ChanDir::Recv) {
      what = "receive-only channel";
    } else {
      return true;
    }
    c.error(x, fmt::format("invalid operation: cannot close {} {}", what, c.str(x)));
    return false;
  });
  return ok && builtin_statement(c, x, call, {x.type});
}

// A type parameter whose types are those that `map` gives for x's; null if it gives none for one of them.
template <class F>
Type* mapped_type(Checker& c, const Operand& x, BuiltinId id, F map) {
  auto* p = as<TypeParam>(x.type);
  if (!p) {
    Type* u = under(x.type);
    return u->kind == TypeKind::Basic ? map(static_cast<Basic*>(u)->basic()) : nullptr;
  }
  std::vector<Union::Term> terms;
  const TypeSet* set = type_set(constraint_interface(p));
  bool ok = each_term(set, [&](Type*, Type* u, bool tilde) {
    if (!u || u->kind != TypeKind::Basic) return false;
    Type* t = map(static_cast<Basic*>(u)->basic());
    if (t) terms.push_back({t, tilde});
    return t != nullptr;
  });
  if (!ok) return nullptr;
  c.soft_error(start_pos(x.expr),
               fmt::format("{} not supported as argument to built-in {} for go1.18 (see go.dev/issue/50937)", c.str(x),
                           builtin_name(id)));
  Union* u = make<Union>();
  u->terms = List<Union::Term>::copy_of(terms);
  Ref<Type> embedded[1] = {static_cast<Type*>(u)};
  Interface* bound = make<Interface>();
  bound->embeddeds = List<Ref<Type>>::copy_of(embedded);
  bound->set_implicit();
  bound->flags |= 2;  // complete
  TypeName* name = make<TypeName>();
  name->name = p->obj->name;
  name->pos = p->obj->pos;
  name->pkg = c.pkg_;
  name->color = Object::Black;
  TypeParam* q = make<TypeParam>(name);
  name->type = static_cast<Type*>(q);
  q->bound = static_cast<Type*>(bound);
  q->index = p->index;
  q->serial = p->serial;
  return q;
}

bool complex(Checker& c, Operand& x, Node* call, Args& args) {
  Operand& y = args[1];
  bool ux = is_untyped(x.type), uy = is_untyped(y.type);
  if (ux && uy) {
    if (x.mode == Operand::Constant && y.mode == Operand::Constant) {
      for (Operand* o : {&x, &y})
        if (is_numeric(o->type) && imag_part(o->val).sign() == 0) o->type = basic_type(BasicKind::UntypedFloat);
    } else {
      // A shift that is not constant: its operand becomes a float, which is an error.
      c.convert_untyped(x, basic_type(BasicKind::Float64));
      c.convert_untyped(y, basic_type(BasicKind::Float64));
    }
  } else if (ux) {
    c.convert_untyped(x, y.type);
  } else if (uy) {
    c.convert_untyped(y, x.type);
  }
  if (x.mode == Operand::Invalid || y.mode == Operand::Invalid) return false;
  if (!identical(x.type, y.type)) {
    c.error(x, fmt::format("invalid operation: {} (mismatched types {} and {})", c.str(call), c.str(x.type),
                           c.str(y.type)));
    return false;
  }
  Type* result = mapped_type(c, x, BuiltinId::Complex, [](BasicKind k) -> Type* {
    switch (k) {
      case BasicKind::Float32: return basic_type(BasicKind::Complex64);
      case BasicKind::Float64: return basic_type(BasicKind::Complex128);
      case BasicKind::UntypedFloat: return basic_type(BasicKind::UntypedComplex);
      default: return nullptr;
    }
  });
  if (!result) {
    c.error(x, fmt::format("invalid argument: arguments have type {}, expected floating-point", c.str(x.type)));
    return false;
  }
  if (x.mode == Operand::Constant && y.mode == Operand::Constant) {
    x.val = make_complex(to_float(x.val), to_float(y.val));
  } else {
    x.mode = Operand::Value;
    c.record_builtin_type(call->na(), builtin_signature(result, {x.type, x.type}));
  }
  x.type = result;
  return true;
}

bool real_imag(Checker& c, Operand& x, Node* call, BuiltinId id) {
  if (is_untyped(x.type)) {
    if (x.mode == Operand::Constant) {
      if (is_numeric(x.type)) x.type = basic_type(BasicKind::UntypedComplex);
    } else {
      c.convert_untyped(x, basic_type(BasicKind::Complex128));
      if (x.mode == Operand::Invalid) return false;
    }
  }
  Type* result = mapped_type(c, x, id, [](BasicKind k) -> Type* {
    switch (k) {
      case BasicKind::Complex64: return basic_type(BasicKind::Float32);
      case BasicKind::Complex128: return basic_type(BasicKind::Float64);
      case BasicKind::UntypedComplex: return basic_type(BasicKind::UntypedFloat);
      default: return nullptr;
    }
  });
  if (!result) {
    c.error(x, fmt::format("invalid argument: argument has type {}, expected complex type", c.str(x.type)));
    return false;
  }
  if (x.mode == Operand::Constant) {
    x.val = id == BuiltinId::Real ? real_part(x.val) : imag_part(x.val);
  } else {
    x.mode = Operand::Value;
    c.record_builtin_type(call->na(), builtin_signature(result, {x.type}));
  }
  x.type = result;
  return true;
}

bool copy(Checker& c, Operand& x, Node* call, Args& args) {
  Operand& y = args[1];
  std::string cause;
  Type* to = slice_elem(c, x, &cause);
  if (!to) {
    c.error(x, fmt::format("invalid copy: {}", cause));
    return false;
  }
  Type* from = nullptr;
  if (string_or_bytes(y, true)) {
    from = universe.byte_type;
  } else {
    from = slice_elem(c, y, &cause);
  }
  if (!from) {
    c.error(y, fmt::format("invalid copy: {}", cause));
    return false;
  }
  if (!identical(to, from)) {
    c.error(x, fmt::format("invalid copy: arguments {} and {} have different element types {} and {}", c.str(x),
                           c.str(y), c.str(to), c.str(from)));
    return false;
  }
  Type* result = basic_type(BasicKind::Int);
  c.record_builtin_type(call->na(), builtin_signature(result, {x.type, y.type}));
  x.mode = Operand::Value;
  x.type = result;
  return true;
}

bool delete_entry(Checker& c, Operand& x, Node* call, Args& args) {
  Type* map = x.type;
  Type* key = nullptr;
  bool ok = each_type(map, [&](Type*, Type* u) {
    if (!u || u->kind != TypeKind::Map) {
      c.error(x, fmt::format("invalid argument: {} is not a map", c.str(x)));
      return false;
    }
    Type* k = static_cast<Map*>(u)->key;
    if (key && !identical(key, k)) {
      c.error(x, fmt::format("invalid argument: maps of {} must have identical key types", c.str(x)));
      return false;
    }
    key = k;
    return true;
  });
  if (!ok) return false;
  x = args[1];
  c.assignment(x, key, "argument to delete");
  if (x.mode == Operand::Invalid) return false;
  return builtin_statement(c, x, call, {map, key});
}

bool make_value(Checker& c, Operand& x, Node* call) {
  NodeList args = call->lb();
  Node* first = args[0];
  Type* t = c.var_type(first);
  if (!is_valid(t)) return false;
  std::string cause;
  bool ok = each_type(t, [&](Type*, Type* u) {
    if (!u) {
      cause = "no specific type";
    } else if (u->kind != TypeKind::Slice && u->kind != TypeKind::Map && u->kind != TypeKind::Chan) {
      cause = "type must be slice, map, or channel";
    } else {
      return true;
    }
    return false;
  });
  Qualifier q = c.qualifier();
  Type* u = ok ? common_under(t, &cause, &q) : nullptr;
  if (!u) {
    c.error(first, fmt::format("invalid argument: cannot make {}: {}", c.str(first), cause));
    return false;
  }
  size_t least = u->kind == TypeKind::Slice ? 2 : 1;
  size_t n = args.size();
  if (n < least || n > least + 1) {
    c.error(call, fmt::format("invalid operation: {} expects {} or {} arguments; found {}", c.str(call), least,
                              least + 1, n));
    return false;
  }
  absl::InlinedVector<Type*, 3> types = {t};
  int64_t sizes[2] = {-1, -1};
  for (size_t i = 1; i < n; i++) {
    Type* index = nullptr;
    sizes[i - 1] = c.index_value(args[i], -1, &index);
    types.push_back(index ? index : invalid_type());
  }
  if (sizes[0] >= 0 && sizes[1] >= 0 && sizes[0] > sizes[1])
    c.error(args[1], "invalid argument: length and capacity swapped");
  x.mode = Operand::Value;
  x.type = t;
  c.record_builtin_type(call->na(), builtin_signature(t, types));
  return true;
}

bool min_max(Checker& c, Operand& x, Node* call, BuiltinId id, Args& args) {
  std::string_view name = builtin_name(id);
  if (!c.allows(21)) c.verify_version(call->na(), 21, fmt::format("built-in {}", name));
  Op better = id == BuiltinId::Max ? Op::Gtr : Op::Lss;
  for (size_t i = 0; i < args.size(); i++) {
    Operand& a = args[i];
    if (!all_ordered(a.type)) {
      c.error(a, fmt::format("invalid argument: {} cannot be ordered", c.str(a)));
      return false;
    }
    if (i == 0) continue;
    c.match_binary_operands(x, a);
    if (x.mode == Operand::Invalid || a.mode == Operand::Invalid) return false;
    if (!identical(x.type, a.type)) {
      c.error(a, fmt::format("invalid argument: mismatched types {} (previous argument) and {} (type of {})",
                             c.str(x.type), c.str(a.type), c.str(a.expr)));
      return false;
    }
    if (x.mode == Operand::Constant && a.mode == Operand::Constant) {
      if (compare(a.val, better, x.val)) x = a;
    } else {
      x.mode = Operand::Value;
    }
  }
  if (x.mode != Operand::Constant) {
    x.mode = Operand::Value;
    c.assignment(x, universe.empty_interface,
                 id == BuiltinId::Max ? "argument to built-in max" : "argument to built-in min");
    if (x.mode == Operand::Invalid) return false;
  }
  for (Operand& a : args) c.update_expr_type(a.expr, x.type, true);
  if (x.mode != Operand::Constant) {
    absl::InlinedVector<Type*, 4> types(args.size(), x.type);
    c.record_builtin_type(call->na(), builtin_signature(x.type, types));
  }
  return true;
}

bool new_value(Checker& c, Operand& x, Node* call) {
  Node* arg = call->lb()[0];
  c.expr_or_type(x, arg, false);
  if (x.mode == Operand::Builtin) c.exclude_novalue(x);
  if (x.mode == Operand::Invalid) return false;
  Type* t = x.type;
  if (x.mode == Operand::TypeExpr) {
    c.check_var_type(arg, t);
  } else {
    c.assignment(x, nullptr, "argument to new");
    if (x.mode == Operand::Invalid) return false;
    if (!c.allows(26)) c.error(call, fmt::format("new({}) requires go1.26 or later", c.str(arg)));
    t = x.type;
  }
  x.mode = Operand::Value;
  x.type = pointer_to(t);
  c.record_builtin_type(call->na(), builtin_signature(x.type, {t}));
  return true;
}

// interface{}, which is written so in messages, unlike `any`.
Type* empty_interface() {
  static Interface* const type = [] {
    Interface* i = make<Interface>();
    i->flags |= 2;  // complete
    return i;
  }();
  return type;
}

bool panic(Checker& c, Operand& x, Node* call) {
  if (c.env_.panics) (*c.env_.panics)[call] = true;
  c.assignment(x, empty_interface(), "argument to panic");
  if (x.mode == Operand::Invalid) return false;
  return builtin_statement(c, x, call, {empty_interface()});
}

bool print(Checker& c, Operand& x, Node* call, BuiltinId id, Args& args) {
  std::string_view context = id == BuiltinId::Print ? "argument to built-in print" : "argument to built-in println";
  absl::InlinedVector<Type*, 4> types;
  for (Operand& a : args) {
    c.assignment(a, nullptr, context);
    if (a.mode == Operand::Invalid) return false;
    types.push_back(a.type);
  }
  return builtin_statement(c, x, call, types);
}

bool test_assert(Checker& c, Operand& x, Node* call) {
  if (x.mode != Operand::Constant || !is_boolean(x.type)) {
    c.error(x, fmt::format("invalid argument: {} is not a boolean constant", c.str(x)));
    return false;
  }
  if (x.val.kind() != ConstKind::Bool) {
    c.error(x, fmt::format("internal error: value of {} should be a boolean constant", c.str(x)));
    return false;
  }
  if (!x.val.bool_value()) c.error(call, fmt::format("{} failed", c.str(call)));
  return true;
}

bool test_trace(Checker& c, Operand& x, Node* call) {
  NodeList args = call->lb();
  if (args.empty()) {
    x.mode = Operand::NoValue;
    x.type = no_value_type();
    return true;
  }
  absl::InlinedVector<Type*, 4> types;
  for (Node* e : args) {
    c.raw_expr(nullptr, x, e, nullptr, false);
    if (x.mode == Operand::Invalid) return false;
    types.push_back(x.type);
  }
  return true;
}

}  // namespace

Signature* builtin_signature(Type* result, std::span<Type* const> params, bool variadic) {
  auto tuple = [](std::span<Type* const> types) {
    Tuple* t = make<Tuple>();
    t->vars = List<Ref<Var>>::of_size(types.size());
    for (size_t i = 0; i < types.size(); i++) {
      Var* v = make<Var>();
      v->type = default_type(types[i]);
      v->color = Object::Black;
      t->vars[i] = v;
    }
    return t;
  };
  Signature* sig = make<Signature>();
  if (!params.empty()) sig->params = tuple(params);
  if (result) sig->results = tuple({&result, 1});
  sig->set_variadic(variadic);
  return sig;
}

bool builtin_statement(Checker& c, Operand& x, Node* call, std::span<Type* const> params) {
  c.record_builtin_type(call->na(), builtin_signature(nullptr, params));
  x.mode = Operand::NoValue;
  x.type = no_value_type();
  return true;
}

bool Checker::builtin_call(Operand& x, Node* call, BuiltinId id) {
  const BuiltinShape& shape = kShapes[static_cast<size_t>(id)];
  NodeList list = call->lb();
  if (call->op == 1 && id != BuiltinId::Append) {
    error(ellipsis_pos(call), fmt::format("invalid operation: invalid use of ... with built-in {}", shape.name));
    use(list);
    return false;
  }
  // len and cap ask whether their argument calls or receives; what surrounds them does not count.
  bool is_length = id == BuiltinId::Len || id == BuiltinId::Cap;
  bool outer_calls = env_.has_call_or_recv;
  if (is_length) env_.has_call_or_recv = false;

  Args args;
  size_t n = list.size();
  bool special = id == BuiltinId::Make || id == BuiltinId::New || id == BuiltinId::UnsafeOffsetof ||
                 id == BuiltinId::TestTrace;
  bool ok = true;
  if (!special) {
    expression_list(*this, list, args);
    n = args.size();
    for (const Operand& a : args) ok = ok && a.mode != Operand::Invalid;
    if (ok && n > 0) x = args[0];
  }
  if (ok && (n < shape.count || (n > shape.count && !shape.variadic))) {
    error(call->aux_pos(), fmt::format("invalid operation: {} arguments for {} (expected {}, found {})",
                                       n < shape.count ? "not enough" : "too many", str(call), shape.count, n));
    ok = false;
  }
  if (ok) {
    switch (id) {
      case BuiltinId::Append: ok = append(*this, x, call, args); break;
      case BuiltinId::Cap:
      case BuiltinId::Len: ok = len_cap(*this, x, call, id); break;
      case BuiltinId::Clear: ok = clear(*this, x, call); break;
      case BuiltinId::Close: ok = close(*this, x, call); break;
      case BuiltinId::Complex: ok = complex(*this, x, call, args); break;
      case BuiltinId::Copy: ok = copy(*this, x, call, args); break;
      case BuiltinId::Delete: ok = delete_entry(*this, x, call, args); break;
      case BuiltinId::Imag:
      case BuiltinId::Real: ok = real_imag(*this, x, call, id); break;
      case BuiltinId::Make: ok = make_value(*this, x, call); break;
      case BuiltinId::Max:
      case BuiltinId::Min: ok = min_max(*this, x, call, id, args); break;
      case BuiltinId::New: ok = new_value(*this, x, call); break;
      case BuiltinId::Panic: ok = panic(*this, x, call); break;
      case BuiltinId::Print:
      case BuiltinId::Println: ok = print(*this, x, call, id, args); break;
      case BuiltinId::Recover:
        x.mode = Operand::Value;
        x.type = empty_interface();
        record_builtin_type(call->na(), builtin_signature(x.type, {}));
        break;
      case BuiltinId::TestAssert: ok = test_assert(*this, x, call); break;
      case BuiltinId::TestTrace: ok = test_trace(*this, x, call); break;
      default: ok = unsafe_call(*this, x, call, id, args); break;
    }
  }
  if (is_length) env_.has_call_or_recv = outer_calls;
  return ok;
}

}  // namespace ptrsafe
