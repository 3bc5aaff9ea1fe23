// How types and objects are written in messages: as go/types' TypeString and ObjectString.
#pragma once

#include <string>

#include "types/object.h"
#include "types/package.h"

namespace ptrsafe {

// Packages are written by path unless they are `relative_to` (then not at all). With a checker's qualifier:
// by name, or by quoted path where two packages of one name meet (see Qualifier).
struct Qualifier {
  const Package* relative_to = nullptr;
  bool by_name = true;  // pkg.Name; false: full path
  // Packages seen in the message under construction whose names clash are written by path, quoted.
  bool (*ambiguous)(const Package*) = nullptr;
};

std::string type_string(Type* t, const Qualifier& q);
void write_type(std::string& out, Type* t, const Qualifier& q);
// "(x int, y ...string) (n int, err error)"; without parameter names: "(int, ...string) (int, error)"
void write_signature(std::string& out, Signature* s, const Qualifier& q, bool parameter_names = true);
// "func (T).m(x int)", "var x int", "type T struct{…}", …
std::string object_string(Object* o, const Qualifier& q);

}  // namespace ptrsafe
