// The universe block (spec, "Predeclared identifiers") and package unsafe.
#pragma once

#include "types/object.h"

namespace ptrsafe {

struct Universe {
  Scope* scope = nullptr;
  Basic* basic[kBasicKinds] = {};  // by BasicKind
  Type* byte_type = nullptr;       // Basic with Go's name `byte`, identical to uint8
  Type* rune_type = nullptr;
  Named* error_type = nullptr;
  Func* error_method = nullptr;    // error.Error
  Named* comparable_type = nullptr;
  Alias* any_type = nullptr;
  Interface* empty_interface = nullptr;  // underlying any
  ConstObject* iota = nullptr;
  NilObject* nil = nullptr;
  Package* unsafe = nullptr;
  Builtin* assert_builtin = nullptr;  // Go's test suites; not in scope
  Builtin* trace_builtin = nullptr;
};
extern Universe universe;

// Fills `universe`. Idempotent, not thread-safe; after init_names().
void init_universe();

inline Basic* basic_type(BasicKind k) { return universe.basic[static_cast<int>(k)]; }
inline Type* invalid_type() { return universe.basic[0]; }
inline bool is_valid(Type* t) { return unalias(t) != universe.basic[0]; }

}  // namespace ptrsafe
