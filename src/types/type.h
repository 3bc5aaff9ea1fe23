// Type: the types of Go (spec, "Types"), as immutable structures in the Region. A type is referred to by
// its address; identity (spec, "Type identity") is identical(), since equal types may be made twice.
// What is found out lazily (type sets, expansion of instances) is published atomically.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/name.h"
#include "base/region.h"
#include "syntax/node.h"

namespace ptrsafe {

struct Object;
struct Var;
struct Func;
struct TypeName;
struct Package;
struct Scope;
struct TypeSet;
struct TypeParam;

enum class TypeKind : uint8_t {
  Basic, Array, Slice, Struct, Pointer, Tuple, Signature, Interface, Map, Chan, Named, Alias, TypeParam, Union,
};

struct Type {
  TypeKind kind;
  uint8_t flags = 0;  // meaning belongs to the kind
  uint16_t small = 0; // likewise
  std::atomic<uint32_t> pointer_cache{0};  // raw Ref<Pointer> to *T, once somebody asked
  explicit Type(TypeKind k) : kind(k) {}
};

enum class BasicKind : uint8_t {
  Invalid,
  Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr,
  Float32, Float64, Complex64, Complex128, String, UnsafePointer,
  UntypedBool, UntypedInt, UntypedRune, UntypedFloat, UntypedComplex, UntypedString, UntypedNil,
};
constexpr int kBasicKinds = static_cast<int>(BasicKind::UntypedNil) + 1;

enum BasicInfo : uint16_t {
  kIsBoolean = 1, kIsInteger = 2, kIsUnsigned = 4, kIsFloat = 8, kIsComplex = 16, kIsString = 32, kIsUntyped = 64,
  kIsOrdered = kIsInteger | kIsFloat | kIsString,
  kIsNumeric = kIsInteger | kIsFloat | kIsComplex,
  kIsConstType = kIsBoolean | kIsNumeric | kIsString,
};

struct Basic : Type {
  Name name;
  BasicKind basic() const { return static_cast<BasicKind>(flags); }
  uint16_t info() const { return small; }
  Basic(BasicKind k, uint16_t info, Name n) : Type(TypeKind::Basic), name(n) {
    flags = static_cast<uint8_t>(k);
    small = info;
  }
};

struct Array : Type {
  Ref<Type> elem;
  int64_t length;  // < 0: unknown, an error was reported
  Array(Type* e, int64_t n) : Type(TypeKind::Array), elem(e), length(n) {}
};

struct Slice : Type {
  Ref<Type> elem;
  explicit Slice(Type* e) : Type(TypeKind::Slice), elem(e) {}
};

struct Pointer : Type {
  Ref<Type> elem;
  explicit Pointer(Type* e) : Type(TypeKind::Pointer), elem(e) {}
};

struct Map : Type {
  Ref<Type> key, elem;
  Map(Type* k, Type* e) : Type(TypeKind::Map), key(k), elem(e) {}
};

struct Chan : Type {
  Ref<Type> elem;
  ChanDir dir() const { return static_cast<ChanDir>(flags); }
  Chan(ChanDir d, Type* e) : Type(TypeKind::Chan), elem(e) { flags = static_cast<uint8_t>(d); }
};

struct Struct : Type {
  List<Ref<Var>> fields;
  List<Name> tags;  // empty, or one a field (unquoted text; null Name: none)
  Struct() : Type(TypeKind::Struct) {}
  Name tag(size_t i) const { return tags.empty() ? Name{} : tags[i]; }
};

// Parameters, results, and the type of a call with several results.
struct Tuple : Type {
  List<Ref<Var>> vars;
  Tuple() : Type(TypeKind::Tuple) {}
  size_t size() const { return vars.size(); }
};

struct Signature : Type {
  List<Ref<TypeParam>> type_params;       // of the function or method itself
  List<Ref<TypeParam>> recv_type_params;  // declared in the receiver
  Ref<Scope> scope;                       // function scope of a declared function or literal; null for instances and types
  Ref<Var> recv;                          // null for functions; for interface methods of the interface's type
  Ref<Tuple> params, results;             // null: none
  Signature() : Type(TypeKind::Signature) {}
  bool variadic() const { return flags & 1; }  // the last parameter has type []T (or string, for append)
  void set_variadic(bool v) { flags = static_cast<uint8_t>((flags & ~1) | (v ? 1 : 0)); }
  size_t param_count() const { return params ? params->size() : 0; }
  size_t result_count() const { return results ? results->size() : 0; }
  Var* param(size_t i) const { return params->vars[i]; }
  Var* result(size_t i) const { return results->vars[i]; }
};

struct Interface : Type {
  List<Ref<Func>> methods;     // declared explicitly, in source order
  List<Ref<Type>> embeddeds;
  List<Pos> embedded_pos;      // beside embeddeds; empty if synthesised
  std::atomic<uint32_t> type_set{0};  // raw Ref<TypeSet>; 0: not computed
  Interface() : Type(TypeKind::Interface) {}
  bool implicit() const { return flags & 1; }  // wraps a constraint literal such as ~int
  void set_implicit() { flags |= 1; }
};

struct Union : Type {
  struct Term {
    Ref<Type> type;
    bool tilde;
  };
  List<Term> terms;
  Union() : Type(TypeKind::Union) {}
};

// A defined type, generic or not, or an instance of a generic one.
struct Named : Type {
  Ref<TypeName> obj;      // of instances: the origin's
  Ref<Named> origin;      // itself unless an instance
  Ref<Type> underlying;   // set when resolved; read through under(); never Named once resolved
  Ref<Type> from_rhs;     // the type on the right of the declaration, for cycle detection
  List<Ref<TypeParam>> type_params;  // of a generic type
  List<Ref<Type>> type_args;         // of an instance
  List<Ref<Func>> methods;  // declared methods in source order; instances fill theirs lazily (see lookup.h)
  std::atomic<uint32_t> state{0};    // instances: 0 not expanded, 1 underlying expanded
  std::atomic<uint32_t>* method_cache = nullptr;  // instances: one raw Ref<Func> a method of the origin, made lazily
  uint32_t instance_hash = 0;   // instances: equal for identical origin and arguments; never 0
  explicit Named(TypeName* o) : Type(TypeKind::Named), obj(o), origin(this) {}
  bool is_instance() const { return origin.get() != this; }
};

// A declared alias (an Alias node is always made, as with gotypesalias=1).
struct Alias : Type {
  Ref<TypeName> obj;
  Ref<Alias> origin;   // itself unless an instance
  Ref<Type> from_rhs;  // what the declaration says; may be an Alias
  Ref<Type> actual;    // never an Alias; null while being declared
  List<Ref<TypeParam>> type_params;
  List<Ref<Type>> type_args;
  explicit Alias(TypeName* o) : Type(TypeKind::Alias), obj(o), origin(this) {}
};

struct TypeParam : Type {
  Ref<TypeName> obj;
  Ref<Type> bound;    // any type; its constraint interface is constraint_interface()
  uint32_t index = 0; // in its list
  uint32_t serial = 0;  // unique and deterministic within a package: orders parameters of different lists
  std::atomic<uint32_t> constraint{0};  // raw Ref<Interface>, once known; read through constraint_interface()
  explicit TypeParam(TypeName* o) : Type(TypeKind::TypeParam), obj(o) {}
};

// The type that an Alias stands for; the type itself otherwise.
inline Type* unalias(Type* t) {
  while (t && t->kind == TypeKind::Alias) {
    Type* actual = static_cast<Alias*>(t)->actual;
    if (!actual) return t;  // only inside a declaration cycle, which is an error
    t = actual;
  }
  return t;
}

// Checked casts; null if `t` (after unalias) is of another kind. They do not look at underlying types:
// for that, as_under<T>() in types/under.h.
template <class T> struct TypeKindOf;
#define PTRSAFE_TYPE(T) template <> struct TypeKindOf<T> { static constexpr TypeKind value = TypeKind::T; };
PTRSAFE_TYPE(Basic) PTRSAFE_TYPE(Array) PTRSAFE_TYPE(Slice) PTRSAFE_TYPE(Struct) PTRSAFE_TYPE(Pointer)
PTRSAFE_TYPE(Tuple) PTRSAFE_TYPE(Signature) PTRSAFE_TYPE(Interface) PTRSAFE_TYPE(Map) PTRSAFE_TYPE(Chan)
PTRSAFE_TYPE(Named) PTRSAFE_TYPE(TypeParam) PTRSAFE_TYPE(Union)
#undef PTRSAFE_TYPE
template <class T>
T* as(Type* t) {
  t = unalias(t);
  return t && t->kind == TypeKindOf<T>::value ? static_cast<T*>(t) : nullptr;
}
inline Alias* as_alias(Type* t) { return t && t->kind == TypeKind::Alias ? static_cast<Alias*>(t) : nullptr; }

// Makers of composite types. Pointers are made once a type; slices, arrays, maps and channels of the same
// (same address) components are shared too. Thread-safe.
Pointer* pointer_to(Type* elem);
Slice* slice_of(Type* elem);
Array* array_of(Type* elem, int64_t length);
Map* map_of(Type* key, Type* elem);
Chan* chan_of(ChanDir dir, Type* elem);
Tuple* make_tuple(std::span<const Ref<Var>> vars);  // null for none

}  // namespace ptrsafe
