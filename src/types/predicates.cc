#include "types/predicates.h"

#include <absl/container/flat_hash_set.h>

#include "types/type_set.h"
#include "types/type_string.h"

namespace ptrsafe {
namespace {

inline Basic* basic_under(Type* t) {
  if (t->kind == TypeKind::Basic) return static_cast<Basic*>(t);
  if (t->kind == TypeKind::TypeParam) return nullptr;
  Type* u = under(t);
  return u && u->kind == TypeKind::Basic ? static_cast<Basic*>(u) : nullptr;
}

// What this thread has asked about since the outermost question: a type that comes up again is comparable, or the
// answer would be known by now. Type sets ask on, so this cannot be an argument.
struct OpenQuestions {
  absl::flat_hash_set<uint64_t> asked;  // raw Ref<Type> << 1 | dynamic, of structs, arrays and interfaces
  int depth = 0;
};
thread_local OpenQuestions* open_questions = nullptr;
constexpr int kMaxDepth = 500;

bool comparable_at(Type* t, bool dynamic, std::string* cause, const Qualifier* q) {
  static const Qualifier by_name;
  if (!q) q = &by_name;
  Type* u = under(t);
  if (!u) return true;
  switch (u->kind) {
    case TypeKind::Basic:
      // Invalid types count as comparable, lest errors follow from errors.
      return static_cast<Basic*>(u)->basic() != BasicKind::UntypedNil;
    case TypeKind::Pointer:
    case TypeKind::Chan: return true;
    case TypeKind::Struct:
      for (Ref<Var> f : static_cast<Struct*>(u)->fields.span()) {
        if (!f->type || comparable_type(f->type, dynamic)) continue;
        if (cause) *cause = "struct containing " + type_string(f->type, *q) + " cannot be compared";
        return false;
      }
      return true;
    case TypeKind::Array:
      if (comparable_type(static_cast<Array*>(u)->elem, dynamic)) return true;
      if (cause) *cause = type_string(t, *q) + " cannot be compared";
      return false;
    case TypeKind::Interface: {
      if (dynamic && !is_type_param(t)) return true;
      // Making a type set asks questions of its own, whose answers do not decide this one.
      OpenQuestions* open = open_questions;
      open_questions = nullptr;
      const TypeSet* s = type_set(static_cast<Interface*>(u));
      open_questions = open;
      if (!s->is_empty() && type_set_comparable(s)) return true;
      if (cause) *cause = s->is_empty() ? "empty type set" : "incomparable types in type set";
      return false;
    }
    default: return false;
  }
}

}  // namespace

bool has_basic_info(Type* t, uint16_t info) {
  Basic* b = basic_under(unalias(t));
  return b && (b->info() & info);
}

bool all_basic_info(Type* t, uint16_t info) {
  t = unalias(t);
  if (t->kind != TypeKind::TypeParam) {
    Basic* b = basic_under(t);
    return b && (b->info() & info);
  }
  const TypeSet* s = type_set(constraint_interface(static_cast<TypeParam*>(t)));
  return each_term(s, [&](Type*, Type* u, bool) { return u && has_basic_info(u, info); });
}

bool is_basic(Type* t, BasicKind k) {
  Basic* b = basic_under(unalias(t));
  return b && b->basic() == k;
}

bool is_untyped_numeric(Type* t) { return is_untyped(t) && (t->small & kIsNumeric); }

bool is_unsafe_pointer(Type* t) { return is_basic(t, BasicKind::UnsafePointer); }

bool is_uintptr(Type* t) { return is_basic(t, BasicKind::Uintptr); }

bool has_name(Type* t) {
  t = unalias(t);
  return t->kind == TypeKind::Basic || t->kind == TypeKind::Named || t->kind == TypeKind::TypeParam;
}

bool is_type_param(Type* t) { return unalias(t)->kind == TypeKind::TypeParam; }

bool is_interface_type(Type* t) {
  Type* u = under(t);
  return u && u->kind == TypeKind::Interface;
}

bool is_non_type_param_interface(Type* t) { return !is_type_param(t) && is_interface_type(t); }

bool is_generic(Type* t) {
  if (Alias* a = as_alias(t); a && !a->type_params.empty() && a->type_args.empty()) return true;
  Named* n = as<Named>(t);
  return n && !n->is_instance() && !n->type_params.empty();
}

bool has_nil(Type* t) {
  Type* u = under(t);
  if (!u) return false;
  switch (u->kind) {
    case TypeKind::Basic: return static_cast<Basic*>(u)->basic() == BasicKind::UnsafePointer;
    case TypeKind::Slice:
    case TypeKind::Pointer:
    case TypeKind::Signature:
    case TypeKind::Map:
    case TypeKind::Chan: return true;
    case TypeKind::Interface:
      if (!is_type_param(t)) return true;
      return each_term(type_set(static_cast<Interface*>(u)),
                       [](Type*, Type* term, bool) { return term && has_nil(term); });
    default: return false;
  }
}

bool has_empty_type_set(Type* t) {
  TypeParam* p = as<TypeParam>(t);
  return p && p->bound && type_set(constraint_interface(p))->is_empty();
}

bool is_bytes_or_runes(Type* t) {
  Slice* s = as_under<Slice>(t);
  Basic* b = s ? as_under<Basic>(s->elem) : nullptr;
  return b && (b->basic() == BasicKind::Uint8 || b->basic() == BasicKind::Int32);
}

bool comparable_type(Type* t, bool dynamic, std::string* cause, const Qualifier* q) {
  // Most questions are about basic types and pointers.
  if (t->kind == TypeKind::Basic) return static_cast<Basic*>(t)->basic() != BasicKind::UntypedNil;
  if (t->kind == TypeKind::Pointer) return true;
  if (!open_questions) {
    OpenQuestions mine;
    open_questions = &mine;
    bool result = comparable_at(t, dynamic, cause, q);
    open_questions = nullptr;
    return result;
  }
  Type* u = under(t);
  if (u && (u->kind == TypeKind::Struct || u->kind == TypeKind::Array || u->kind == TypeKind::Interface)) {
    if (open_questions->depth >= kMaxDepth) return true;
    if (!open_questions->asked.insert(uint64_t{Ref<Type>(t).v} << 1 | (dynamic ? 1 : 0)).second) return true;
  }
  open_questions->depth++;
  bool result = comparable_at(t, dynamic, cause, q);
  open_questions->depth--;
  return result;
}

Type* default_type(Type* t) {
  if (t->kind != TypeKind::Basic) return t;
  switch (static_cast<Basic*>(t)->basic()) {
    case BasicKind::UntypedBool: return basic_type(BasicKind::Bool);
    case BasicKind::UntypedInt: return basic_type(BasicKind::Int);
    case BasicKind::UntypedRune: return universe.rune_type;
    case BasicKind::UntypedFloat: return basic_type(BasicKind::Float64);
    case BasicKind::UntypedComplex: return basic_type(BasicKind::Complex128);
    case BasicKind::UntypedString: return basic_type(BasicKind::String);
    default: return t;
  }
}

}  // namespace ptrsafe
