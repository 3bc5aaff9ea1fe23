#include "types/missing_method.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "types/predicates.h"
#include "types/type_string.h"

namespace ptrsafe {

Func* find_method(const TypeSet* s, Package* pkg, Name name) {
  for (Func* m : s->methods.span())
    if (same_id(m, pkg, name)) return m;
  return nullptr;
}

bool embeds_invalid(Type* v) {
  absl::InlinedVector<Type*, 8> seen{deref(v).first};
  for (size_t i = 0; i < seen.size(); i++) {
    Struct* s = as_under<Struct>(seen[i]);
    if (!s) continue;
    for (Var* f : s->fields.span()) {
      if (!f->embedded() || !f->type) continue;
      Type* t = deref(f->type).first;
      if (!is_valid(t) || !is_valid(under(t))) return true;
      if (std::none_of(seen.begin(), seen.end(), [&](Type* other) { return identical(other, t); })) seen.push_back(t);
    }
  }
  return false;
}

MissingMethod explain_missing(Type* v, Func* wanted, const LookupResult& found) {
  if (found.obj) return {wanted, nullptr, MissingKind::FieldNotMethod};
  if (found.ambiguous()) return {wanted, nullptr, MissingKind::AmbiguousSelector};
  if (found.indirect) return {wanted, nullptr, MissingKind::PointerReceiver};
  Func* similar = as_object<Func>(lookup_field_or_method(v, false, wanted->pkg, wanted->name, true).obj);
  if (!similar) return {wanted, nullptr, MissingKind::NotFound};
  return {wanted, similar, similar->name == wanted->name ? MissingKind::UnexportedName : MissingKind::WrongName};
}

MissingMethod missing_method(Type* v, Type* t, bool is_static) {
  return missing_method_with(v, t, is_static, [](Type* have, Type* want) { return have && want && identical(have, want); });
}

namespace {

std::string method_string(Func* f, const Qualifier& q) {
  std::string s = f->name.str();
  if (Signature* sig = f->signature()) write_signature(s, sig, q, false);
  return s;
}

// "type *I is pointer to interface, not interface"; empty if `t` is no such pointer.
std::string interface_pointer_problem(Type* t, const Qualifier& q) {
  Pointer* p = as_under<Pointer>(t);
  if (!p || !is_interface_type(p->elem)) return {};
  if (as<TypeParam>(p->elem)) return fmt::format("type {} is pointer to type parameter, not type parameter", type_string(t, q));
  return fmt::format("type {} is pointer to interface, not interface", type_string(t, q));
}

}  // namespace

std::string missing_method_cause(Type* v, Type* t, const MissingMethod& m, const Qualifier& q) {
  if (!m.method) return {};
  std::string_view name = m.method->name.view();
  switch (m.kind) {
    case MissingKind::None: return {};
    case MissingKind::NotFound: {
      std::string pointer = interface_pointer_problem(v, q);
      if (pointer.empty()) pointer = interface_pointer_problem(t, q);
      return pointer.empty() ? fmt::format("(missing method {})", name) : fmt::format("({})", pointer);
    }
    case MissingKind::UnexportedName: return fmt::format("(unexported method {})", name);
    case MissingKind::AmbiguousSelector: return fmt::format("(ambiguous selector {}.{})", type_string(v, q), name);
    case MissingKind::PointerReceiver: return fmt::format("(method {} has pointer receiver)", name);
    case MissingKind::FieldNotMethod: return fmt::format("({}.{} is a field, not a method)", type_string(v, q), name);
    case MissingKind::WrongName:
    case MissingKind::WrongSignature: break;
  }
  bool wrong_name = m.kind == MissingKind::WrongName;
  if (m.alternative) ensure_declared(m.alternative);
  std::string have = method_string(m.alternative, q), want = method_string(m.method, q);
  if (!wrong_name && have == want) {
    // Types of one name from different packages.
    Qualifier full{nullptr, false, nullptr};
    have = method_string(m.alternative, full), want = method_string(m.method, full);
    if (have == want) return fmt::format("(wrong type for method {})", name);
  }
  return fmt::format("({} {})\n\t\thave {}\n\t\twant {}", wrong_name ? "missing method" : "wrong type for method", name, have, want);
}

}  // namespace ptrsafe
