// Package: a type-checked package, and all that the checker recorded about its syntax.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "build/program.h"
#include "diag/diagnostic.h"
#include "types/object.h"

namespace ptrsafe {

// How an expression may be used (spec, "Expressions"); recorded per node.
enum class Mode : uint8_t {
  None,      // nothing recorded
  NoValue,   // call without results
  Builtin,
  TypeExpr,
  Constant,
  Variable,  // addressable
  MapIndex,  // assignable, not addressable
  Value,
  NilValue,
  CommaOk,   // a value that may be used as value, ok
  CommaErr,  // cgo
  CgoFunc,
};

// How a selector was resolved (spec, "Selectors").
struct Selection {
  enum Kind : uint8_t { FieldValue, MethodValue, MethodExpr };
  Kind kind;
  bool indirect;          // a pointer was followed on the way
  Ref<Type> recv;         // type of x in x.f
  Ref<Object> obj;        // field or method
  List<uint32_t> index;   // path of embedded fields, then the field or method number
};

// One generic function or type made concrete at an identifier.
struct Instance {
  uint32_t node;           // index of the Ident
  List<Ref<Type>> type_args;
  Ref<Type> type;
};

// What the checker found out about the nodes of one file: arrays by node index, no hashing.
struct FileInfo {
  Tree* tree = nullptr;
  // Type of each expression, converted to what its context gives untyped ones; raw Ref<Type>.
  std::span<uint32_t> types;
  // By kind and mode: Ident: Ref<Object> it declares or uses; Selector: Ref<Selection>, or Ref<Object> for
  // pkg.Name (kObject is set); other constant expressions: Const; CaseClause, ImportSpec: the implicit
  // object; FuncLit and FuncType: its Ref<Scope>.
  std::span<uint32_t> info;
  std::span<uint8_t> modes;  // Mode, and the bits below
  static constexpr uint8_t kModeMask = 15;
  static constexpr uint8_t kUntypedPending = 16;  // during checking: type is still untyped
  static constexpr uint8_t kShiftOperand = 32;    // during checking: left operand of a non-constant shift
  static constexpr uint8_t kObject = 64;          // Selector: info is an Object
  static constexpr uint8_t kConst = 128;          // Ident or Selector with a constant value of its own in `constants`
  // Values of constant identifiers and selectors, sorted by node once the file is done.
  std::vector<std::pair<uint32_t, Const>> constants;
  std::vector<Instance> instances;  // sorted by node once the file is done

  Type* type_of(const Node* n) const { return Ref<Type>::from_raw(types[tree->index(n)]); }
  Mode mode_of(const Node* n) const { return static_cast<Mode>(modes[tree->index(n)] & kModeMask); }
  Object* object_of(const Node* ident) const { return Ref<Object>::from_raw(info[tree->index(ident)]); }
  const Selection* selection_of(const Node* selector) const;  // null for pkg.Name
  Const const_of(const Node* expr) const;                      // no value if not constant
};

// One variable initialisation, in execution order (spec, "Package initialization").
struct Initializer {
  std::vector<Var*> lhs;
  Node* rhs;
};

// Methods that test files add to types of the package under test, by type. Lookups find them while `current_test_methods` is set, that is
// while the files of the variant and of the external tests are checked.
using TestMethods = std::vector<std::pair<Named*, Func*>>;
extern thread_local const TestMethods* current_test_methods;

struct Package {
  Name path;
  Name name;
  Ref<Scope> scope;          // package-level declarations
  bool fake = false;         // an import that could not be loaded, or "C"
  bool cgo = false;          // package "C"
  bool complete = false;
  // Of a test variant that shares what its test files do not change (check/test_variant.h): the package under test. Its objects are in
  // the scope of both, and its files come first; functions, types and initialisers of `details` are those of the test files only.
  Package* tested = nullptr;
  // The methods that its test files declare of the types of that package. Not of the region; null if there are none.
  const TestMethods* test_methods = nullptr;
  // Owned, outside the Region; null for unsafe and fake packages.
  struct Details {
    build::PackageUnit* unit = nullptr;
    std::vector<std::shared_ptr<FileInfo>> files;  // as unit->files
    size_t first_own_file = 0;                     // those before are shared
    std::vector<Package*> imports;
    Diagnostics errors;
    std::vector<Initializer> init_order;
    std::vector<Func*> functions;     // declared functions and methods, in source order
    std::vector<Named*> named_types;  // declared at package level, in source order
  };
  Details* details = nullptr;
};

// One package, or variants of one: what is not exported is the same to them (spec, "Uniqueness of identifiers").
inline bool same_package(const Package* a, const Package* b) { return a == b || (a && b && a->path == b->path); }

}  // namespace ptrsafe
