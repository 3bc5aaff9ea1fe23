// Underlying types (spec, "Underlying types"), and lazy completion of what they depend on.
#pragma once

#include "types/object.h"
#include "types/type.h"

namespace ptrsafe {

// Never Named, never Alias. For a type parameter: its constraint interface. Invalid for a defined type
// whose declaration has not got that far. Expands instances; thread-safe for packages whose declarations
// are done.
Type* under(Type* t);

// As under(), but null where the answer is not known yet because a declaration is still open.
Type* under_if_known(Type* t);

template <class T>
T* as_under(Type* t) {
  Type* u = under(t);
  return u && u->kind == TypeKindOf<T>::value ? static_cast<T*>(u) : nullptr;
}

// The constraint of a type parameter as an interface: its bound's underlying interface, or an implicit
// interface wrapped around a bound that is none. Published atomically.
Interface* constraint_interface(TypeParam* p);

// Who completes a declaration that is still open: a checker, for its own package, on its own thread.
struct DeclResolver {
  virtual void declare(Object* o) = 0;  // gives `o` its type
  // The structure of `t` is needed while its declaration is open: a cycle, which is reported.
  virtual void incomplete(Type*) {}
  virtual ~DeclResolver() = default;
};
extern thread_local DeclResolver* current_resolver;

// Makes sure that `o->type` is known, if it ever will be.
inline void ensure_declared(Object* o) {
  if (o->color != Object::Black && current_resolver) current_resolver->declare(o);
}

}  // namespace ptrsafe
