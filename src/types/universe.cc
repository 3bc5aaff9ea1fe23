#include "types/universe.h"

#include "types/package.h"
#include "types/type_set.h"

namespace ptrsafe {

Universe universe;

namespace {

template <class T>
T* universe_object(T* o, std::string_view name, Type* type) {
  if (!name.empty()) o->name = intern(name);
  o->type = type;
  o->color = Object::Black;
  return o;
}

TypeName* declare_type(std::string_view name, Type* type) {
  TypeName* o = universe_object(make<TypeName>(), name, type);
  universe.scope->insert(o);
  return o;
}

// Interfaces of the universe have their type sets from the start, so that no thread ever computes them.
Interface* complete_interface(std::span<const Ref<Func>> methods, bool comparable) {
  TypeSet* set = make<TypeSet>();
  set->methods = List<Ref<Func>>::copy_of(methods);
  set->comparable = comparable;
  Interface* t = make<Interface>();
  t->methods = set->methods;
  t->flags |= 2;
  t->type_set.store(Ref<TypeSet>(set).v, std::memory_order_release);
  return t;
}

Named* declare_interface(std::string_view name) {
  TypeName* o = universe_object(make<TypeName>(), name, nullptr);
  Named* t = make<Named>(o);
  o->type = t;
  universe.scope->insert(o);
  return t;
}

void declare_basic_types() {
  struct Row {
    BasicKind kind;
    uint16_t info;
    const char* name;
  };
  static constexpr Row kRows[] = {
      {BasicKind::Invalid, 0, "invalid type"},
      {BasicKind::Bool, kIsBoolean, "bool"},
      {BasicKind::Int, kIsInteger, "int"},
      {BasicKind::Int8, kIsInteger, "int8"},
      {BasicKind::Int16, kIsInteger, "int16"},
      {BasicKind::Int32, kIsInteger, "int32"},
      {BasicKind::Int64, kIsInteger, "int64"},
      {BasicKind::Uint, kIsInteger | kIsUnsigned, "uint"},
      {BasicKind::Uint8, kIsInteger | kIsUnsigned, "uint8"},
      {BasicKind::Uint16, kIsInteger | kIsUnsigned, "uint16"},
      {BasicKind::Uint32, kIsInteger | kIsUnsigned, "uint32"},
      {BasicKind::Uint64, kIsInteger | kIsUnsigned, "uint64"},
      {BasicKind::Uintptr, kIsInteger | kIsUnsigned, "uintptr"},
      {BasicKind::Float32, kIsFloat, "float32"},
      {BasicKind::Float64, kIsFloat, "float64"},
      {BasicKind::Complex64, kIsComplex, "complex64"},
      {BasicKind::Complex128, kIsComplex, "complex128"},
      {BasicKind::String, kIsString, "string"},
      {BasicKind::UnsafePointer, 0, "Pointer"},
      {BasicKind::UntypedBool, kIsBoolean | kIsUntyped, "untyped bool"},
      {BasicKind::UntypedInt, kIsInteger | kIsUntyped, "untyped int"},
      {BasicKind::UntypedRune, kIsInteger | kIsUntyped, "untyped rune"},
      {BasicKind::UntypedFloat, kIsFloat | kIsUntyped, "untyped float"},
      {BasicKind::UntypedComplex, kIsComplex | kIsUntyped, "untyped complex"},
      {BasicKind::UntypedString, kIsString | kIsUntyped, "untyped string"},
      {BasicKind::UntypedNil, kIsUntyped, "untyped nil"},
  };
  static_assert(std::size(kRows) == kBasicKinds);
  for (const Row& row : kRows) {
    Basic* t = make<Basic>(row.kind, row.info, intern(row.name));
    universe.basic[static_cast<int>(row.kind)] = t;
    if (row.kind >= BasicKind::Bool && row.kind <= BasicKind::String) declare_type(row.name, t);
  }
  universe.byte_type = make<Basic>(BasicKind::Uint8, kIsInteger | kIsUnsigned, intern("byte"));
  universe.rune_type = make<Basic>(BasicKind::Int32, kIsInteger, intern("rune"));
  declare_type("byte", universe.byte_type);
  declare_type("rune", universe.rune_type);
}

void declare_interfaces() {
  universe.empty_interface = complete_interface({}, false);
  TypeName* any = universe_object(make<TypeName>(), "any", nullptr);
  universe.any_type = make<Alias>(any);
  universe.any_type->from_rhs = universe.empty_interface;
  universe.any_type->actual = universe.empty_interface;
  any->type = universe.any_type;
  universe.scope->insert(any);

  universe.error_type = declare_interface("error");
  Var* recv = universe_object(make<Var>(), "", universe.error_type);
  recv->bits = Var::kReceiver | Var::kParam | Var::kUsed;
  Var* result = universe_object(make<Var>(), "", basic_type(BasicKind::String));
  result->bits = Var::kResult | Var::kUsed;
  Signature* signature = make<Signature>();
  signature->recv = recv;
  Ref<Var> results[] = {result};
  signature->results = make_tuple(results);
  universe.error_method = universe_object(make<Func>(), "Error", signature);
  universe.error_method->bits = Func::kInterfaceMethod;
  Ref<Func> methods[] = {universe.error_method};
  universe.error_type->underlying = complete_interface(methods, false);
  universe.error_type->from_rhs = universe.error_type->underlying;

  universe.comparable_type = declare_interface("comparable");
  universe.comparable_type->underlying = complete_interface({}, true);
  universe.comparable_type->from_rhs = universe.comparable_type->underlying;
}

void declare_constants() {
  auto declare = [](std::string_view name, BasicKind kind, Const value) {
    ConstObject* o = universe_object(make<ConstObject>(), name, basic_type(kind));
    o->value = value;
    universe.scope->insert(o);
    return o;
  };
  declare("true", BasicKind::UntypedBool, const_bool(true));
  declare("false", BasicKind::UntypedBool, const_bool(false));
  universe.iota = declare("iota", BasicKind::UntypedInt, const_int(0));
  universe.nil = universe_object(make<NilObject>(), "nil", basic_type(BasicKind::UntypedNil));
  universe.scope->insert(universe.nil);
}

void declare_builtins() {
  struct Row {
    BuiltinId id;
    const char* name;
  };
  static constexpr Row kUniverse[] = {
      {BuiltinId::Append, "append"}, {BuiltinId::Cap, "cap"},         {BuiltinId::Clear, "clear"},
      {BuiltinId::Close, "close"},   {BuiltinId::Complex, "complex"}, {BuiltinId::Copy, "copy"},
      {BuiltinId::Delete, "delete"}, {BuiltinId::Imag, "imag"},       {BuiltinId::Len, "len"},
      {BuiltinId::Make, "make"},     {BuiltinId::Max, "max"},         {BuiltinId::Min, "min"},
      {BuiltinId::New, "new"},       {BuiltinId::Panic, "panic"},     {BuiltinId::Print, "print"},
      {BuiltinId::Println, "println"}, {BuiltinId::Real, "real"},     {BuiltinId::Recover, "recover"},
  };
  static constexpr Row kUnsafe[] = {
      {BuiltinId::UnsafeAdd, "Add"},
      {BuiltinId::UnsafeAlignof, "Alignof"},
      {BuiltinId::UnsafeOffsetof, "Offsetof"},
      {BuiltinId::UnsafeSizeof, "Sizeof"},
      {BuiltinId::UnsafeSlice, "Slice"},
      {BuiltinId::UnsafeSliceData, "SliceData"},
      {BuiltinId::UnsafeString, "String"},
      {BuiltinId::UnsafeStringData, "StringData"},
  };
  auto builtin = [](const Row& row) { return universe_object(make<Builtin>(row.id), row.name, invalid_type()); };
  for (const Row& row : kUniverse) universe.scope->insert(builtin(row));

  Package* p = make<Package>();
  p->path = p->name = names.unsafe;
  p->scope = make<Scope>();
  p->scope->parent = universe.scope;
  p->complete = true;
  universe.unsafe = p;
  for (const Row& row : kUnsafe) {
    Builtin* o = builtin(row);
    o->pkg = p;
    p->scope->insert(o);
  }
  TypeName* pointer = universe_object(make<TypeName>(), "Pointer", basic_type(BasicKind::UnsafePointer));
  pointer->pkg = p;
  p->scope->insert(pointer);

  universe.assert_builtin = builtin({BuiltinId::TestAssert, "assert"});
  universe.trace_builtin = builtin({BuiltinId::TestTrace, "trace"});
}

}  // namespace

void init_universe() {
  if (universe.scope) return;
  universe.scope = make<Scope>();
  declare_basic_types();
  declare_interfaces();
  declare_constants();
  declare_builtins();
}

}  // namespace ptrsafe
