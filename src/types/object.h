// Object: what a name can stand for (spec, "Declarations and scope"), and Scope.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/name.h"
#include "base/region.h"
#include "syntax/node.h"
#include "types/constant.h"
#include "types/type.h"

namespace ptrsafe {

enum class ObjectKind : uint8_t { PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil };

struct DeclInfo;

// Flags that one thread sets while it checks a body, and others may read or copy meanwhile, whom those flags do not concern: parameters of a
// generic function whose signature is being instantiated. Plain loads and stores on all machines.
class Bits {
 public:
  Bits(uint16_t v = 0) : v_(v) {}  // NOLINT(google-explicit-constructor)
  Bits(const Bits& o) : v_(o) {}
  Bits& operator=(const Bits& o) { return *this = static_cast<uint16_t>(o); }
  Bits& operator=(uint16_t v) {
    __atomic_store_n(&v_, v, __ATOMIC_RELAXED);
    return *this;
  }
  Bits& operator|=(int v) { return *this = static_cast<uint16_t>(*this | v); }
  Bits& operator&=(int v) { return *this = static_cast<uint16_t>(*this & v); }
  operator uint16_t() const { return __atomic_load_n(&v_, __ATOMIC_RELAXED); }  // NOLINT(google-explicit-constructor)

 private:
  uint16_t v_;
};

struct Object {
  ObjectKind kind;
  // Progress of the declaration of package-level objects (and local types): white: not begun; grey: being
  // declared (a reference is a cycle candidate); black: done.
  enum Color : uint8_t { White, Black, Grey };
  uint8_t color = White;
  Bits bits;  // meaning belongs to the kind
  Name name;
  Pos pos;                 // of the declaring identifier; none for universe objects
  Ref<Type> type;          // null until known
  Ref<Package> pkg;        // null for universe objects and labels of none
  Ref<Scope> parent;       // scope that declares it; null for fields and methods
  uint32_t order = 0;      // package-level objects: 1, 2, … in source order
  Pos scope_pos;           // local objects: where their scope begins
  Ref<DeclInfo> decl;      // package-level objects of a package being checked
  explicit Object(ObjectKind k) : kind(k) {}

  bool exported() const { return name.exported(); }
};

struct PkgName : Object {
  Ref<Package> imported;
  std::atomic<bool> used{false};
  PkgName() : Object(ObjectKind::PkgName) {}
};

struct ConstObject : Object {
  Const value;
  ConstObject() : Object(ObjectKind::Const) {}
};

struct TypeName : Object {
  TypeName() : Object(ObjectKind::TypeName) {}
  bool is_alias() const;  // `type A = B`, byte, rune, any; not: a type parameter
};

struct Var : Object {
  enum Bits : uint16_t {
    kEmbedded = 1,   // struct field
    kField = 2,
    kUsed = 4,       // local variables: read somewhere
    kParam = 8,      // parameter
    kResult = 16,
    kReceiver = 32,
    kPackageVar = 64,
    kLoopVar = 128,   // declared by a for or range clause
    kCaptured = 256,  // local variable used in a function literal nested in the function that declares it; lower/variables.h
    kAddressTaken = 512,
  };
  Ref<Var> origin;  // fields and parameters of instances: the generic one's; else null
  Var() : Object(ObjectKind::Var) {}
  bool is_field() const { return bits & kField; }
  bool embedded() const { return bits & kEmbedded; }
  bool used() const { return bits & kUsed; }
};

struct Func : Object {
  enum Bits : uint16_t {
    kPointerReceiver = 1,  // valid for methods of defined types even before their signature is known
    kHasBody = 2,
    kInterfaceMethod = 4,
  };
  Ref<Func> origin;    // methods of instances: the generic type's; else null
  Ref<Node> node;      // FuncDecl, if any
  Func() : Object(ObjectKind::Func) {}
  Signature* signature() const { return static_cast<Signature*>(type.get()); }  // null until known
};

struct Label : Object {
  bool used = false;
  Label() : Object(ObjectKind::Label) {}
};

enum class BuiltinId : uint8_t {
  Append, Cap, Clear, Close, Complex, Copy, Delete, Imag, Len, Make, Max, Min, New, Panic, Print, Println, Real,
  Recover,
  UnsafeAdd, UnsafeAlignof, UnsafeOffsetof, UnsafeSizeof, UnsafeSlice, UnsafeSliceData, UnsafeString,
  UnsafeStringData,
  TestAssert, TestTrace,
};

struct Builtin : Object {
  BuiltinId id;
  explicit Builtin(BuiltinId i) : Object(ObjectKind::Builtin), id(i) {}
};

struct NilObject : Object {
  NilObject() : Object(ObjectKind::Nil) {}
};

template <class T> struct ObjectKindOf;
template <> struct ObjectKindOf<PkgName> { static constexpr ObjectKind value = ObjectKind::PkgName; };
template <> struct ObjectKindOf<ConstObject> { static constexpr ObjectKind value = ObjectKind::Const; };
template <> struct ObjectKindOf<TypeName> { static constexpr ObjectKind value = ObjectKind::TypeName; };
template <> struct ObjectKindOf<Var> { static constexpr ObjectKind value = ObjectKind::Var; };
template <> struct ObjectKindOf<Func> { static constexpr ObjectKind value = ObjectKind::Func; };
template <> struct ObjectKindOf<Label> { static constexpr ObjectKind value = ObjectKind::Label; };
template <> struct ObjectKindOf<Builtin> { static constexpr ObjectKind value = ObjectKind::Builtin; };
template <> struct ObjectKindOf<NilObject> { static constexpr ObjectKind value = ObjectKind::Nil; };
template <class T>
T* as_object(Object* o) {
  return o && o->kind == ObjectKindOf<T>::value ? static_cast<T*>(o) : nullptr;
}

// A lexical block. Small scopes are searched linearly, larger ones by an open hash table. Only the thread
// that checks the enclosing declaration inserts; frozen afterwards.
struct Scope {
  Ref<Scope> parent;
  Pos begin, end;      // of local scopes
  bool is_func = false;  // the outermost scope of a function
  uint32_t count = 0;
  uint32_t capacity = 0;
  Ref<Ref<Object>> items;       // in order of insertion
  Ref<uint32_t> table;          // index + 1 into items; size is a power of two; null while small
  uint32_t table_mask = 0;

  Object* find(Name name) const;  // in this scope only
  // Inserts under o->name, and sets o->parent if that is null. Returns the object that is there already
  // (then nothing is inserted), else null.
  Object* insert(Object* o);
  std::span<const Ref<Object>> objects() const { return {items.get(), count}; }
};

// Innermost object of that name seen from `scope`; local ones only if declared before `pos` (none: no limit).
// `found_in` may be null.
Object* lookup_parent(Scope* scope, Name name, Pos pos, Scope** found_in = nullptr);

}  // namespace ptrsafe
