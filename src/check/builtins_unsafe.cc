// The functions of package unsafe (spec, "Package unsafe").
#include <fmt/format.h>

#include "check/builtins.h"

namespace ptrsafe {
namespace {

// A value of type uintptr, constant unless it depends on type parameters.
bool measured(Checker& c, Operand& x, Node* call, int64_t value) {
  Type* result = basic_type(BasicKind::Uintptr);
  if (!has_constant_size(x.type)) {
    c.record_builtin_type(call->na(), builtin_signature(result, {x.type}));
    x.mode = Operand::Value;
  } else {
    if (value < 0) {
      c.error(x, fmt::format("{} is too large", c.str(x)));
      return false;
    }
    x.mode = Operand::Constant;
    x.val = const_int(value);
  }
  x.type = result;
  return true;
}

bool offset_of(Checker& c, Operand& x, Node* call) {
  Node* arg = call->lb()[0];
  Node* selector = unparen(arg);
  if (!selector->is(NodeKind::Selector)) {
    c.error(arg, fmt::format("invalid argument: {} is not a selector expression", c.str(arg)));
    c.use(arg);
    return false;
  }
  c.expr(nullptr, x, selector->na());
  if (x.mode == Operand::Invalid) return false;
  Type* base = x.type;
  if (Pointer* p = as_under<Pointer>(base); p && as_under<Struct>(p->elem)) base = p->elem;
  Name name = selector->nb()->name();
  LookupResult found = lookup_field_or_method(base, false, c.pkg_, name);
  if (!found.obj) {
    c.error(x, fmt::format("invalid argument: {} has no single field {}", c.str(base), name.view()));
    return false;
  }
  Var* field = as_object<Var>(found.obj);
  if (!field) {
    c.error(arg, fmt::format("invalid argument: {} is a method value", c.str(arg)));
    return false;
  }
  if (found.indirect) {
    c.error(x, fmt::format("invalid argument: field {} is embedded via a pointer in {}", name.view(), c.str(base)));
    return false;
  }
  c.record_selection(selector, Selection::FieldValue, base, field, found.index, false);
  c.record_type_and_value(selector, Operand::Variable, field->type, {});
  Type* result = basic_type(BasicKind::Uintptr);
  if (!has_constant_size(base)) {
    c.record_builtin_type(call->na(), builtin_signature(result, {field->type}));
    x.mode = Operand::Value;
    x.type = result;
    return true;
  }
  int64_t offset = 0;
  Type* t = base;
  for (uint32_t i : found.index.span()) {
    Struct* s = as_under<Struct>(t);
    if (!s || i >= s->fields.size()) return false;
    int64_t o = c.state_.sizes.offset_of(s, i);
    if (o < 0 || __builtin_add_overflow(offset, o, &offset)) {
      c.error(x, fmt::format("{} is too large", c.str(x)));
      return false;
    }
    t = s->fields[i]->type;
  }
  x.mode = Operand::Constant;
  x.val = const_int(offset);
  x.type = result;
  return true;
}

// A value of type `t`.
bool result_of(Checker& c, Operand& x, Node* call, Type* t, std::initializer_list<Type*> params) {
  c.record_builtin_type(call->na(), builtin_signature(t, params));
  x.mode = Operand::Value;
  x.type = t;
  return true;
}

}  // namespace

bool unsafe_call(Checker& c, Operand& x, Node* call, BuiltinId id, OperandList& args) {
  Node* fun = call->na();
  switch (id) {
    case BuiltinId::UnsafeAdd: {
      c.verify_version(fun, 17, "unsafe.Add");
      Type* pointer = basic_type(BasicKind::UnsafePointer);
      c.assignment(x, pointer, "argument to unsafe.Add");
      if (x.mode == Operand::Invalid || !c.valid_index(args[1], "length", true)) return false;
      return result_of(c, x, call, pointer, {pointer, args[1].type});
    }
    case BuiltinId::UnsafeAlignof:
      c.assignment(x, nullptr, "argument to unsafe.Alignof");
      return x.mode != Operand::Invalid && measured(c, x, call, c.state_.sizes.align_of(x.type));
    case BuiltinId::UnsafeOffsetof: return offset_of(c, x, call);
    case BuiltinId::UnsafeSizeof:
      c.assignment(x, nullptr, "argument to unsafe.Sizeof");
      return x.mode != Operand::Invalid && measured(c, x, call, c.state_.sizes.size_of(x.type));
    case BuiltinId::UnsafeSlice: {
      c.verify_version(fun, 17, "unsafe.Slice");
      Type* u = common_under(x.type);
      if (!u || u->kind != TypeKind::Pointer) {
        c.error(x, fmt::format("invalid argument: {} is not a pointer", c.str(x)));
        return false;
      }
      if (!c.valid_index(args[1], "length", false)) return false;
      return result_of(c, x, call, slice_of(static_cast<Pointer*>(u)->elem), {x.type, args[1].type});
    }
    case BuiltinId::UnsafeSliceData: {
      c.verify_version(fun, 20, "unsafe.SliceData");
      Type* u = common_under(x.type);
      if (!u || u->kind != TypeKind::Slice) {
        c.error(x, fmt::format("invalid argument: {} is not a slice", c.str(x)));
        return false;
      }
      return result_of(c, x, call, pointer_to(static_cast<Slice*>(u)->elem), {x.type});
    }
    case BuiltinId::UnsafeString: {
      c.verify_version(fun, 20, "unsafe.String");
      Type* pointer = pointer_to(universe.byte_type);
      c.assignment(x, pointer, "argument to unsafe.String");
      if (x.mode == Operand::Invalid || !c.valid_index(args[1], "length", false)) return false;
      return result_of(c, x, call, basic_type(BasicKind::String), {pointer, args[1].type});
    }
    case BuiltinId::UnsafeStringData: {
      c.verify_version(fun, 20, "unsafe.StringData");
      Type* string = basic_type(BasicKind::String);
      c.assignment(x, string, "argument to unsafe.StringData");
      if (x.mode == Operand::Invalid) return false;
      return result_of(c, x, call, pointer_to(universe.byte_type), {string});
    }
    default: return false;
  }
}

}  // namespace ptrsafe
