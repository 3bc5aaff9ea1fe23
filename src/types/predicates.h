// Predicates on types: kinds of basic types, comparability (spec, "Comparison operators"), default types,
// and what kind of type parameter-ness they have.
#pragma once

#include <string>

#include "types/type.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe {

struct Qualifier;

// True if under(t) is a basic type with one of the properties `info`. False for type parameters.
bool has_basic_info(Type* t, uint16_t info);
inline bool is_boolean(Type* t) { return has_basic_info(t, kIsBoolean); }
inline bool is_numeric(Type* t) { return has_basic_info(t, kIsNumeric); }
inline bool is_string(Type* t) { return has_basic_info(t, kIsString); }
inline bool is_integer(Type* t) { return has_basic_info(t, kIsInteger); }
inline bool is_unsigned(Type* t) { return has_basic_info(t, kIsUnsigned); }
inline bool is_const_type(Type* t) { return has_basic_info(t, kIsConstType); }

// As above, and for a type parameter: true if its type set is not empty and all types in it have a property.
bool all_basic_info(Type* t, uint16_t info);
inline bool all_boolean(Type* t) { return all_basic_info(t, kIsBoolean); }
inline bool all_integer(Type* t) { return all_basic_info(t, kIsInteger); }
inline bool all_unsigned(Type* t) { return all_basic_info(t, kIsUnsigned); }
inline bool all_numeric(Type* t) { return all_basic_info(t, kIsNumeric); }
inline bool all_string(Type* t) { return all_basic_info(t, kIsString); }
inline bool all_ordered(Type* t) { return all_basic_info(t, kIsOrdered); }
inline bool all_numeric_or_string(Type* t) { return all_basic_info(t, kIsNumeric | kIsString); }

bool is_basic(Type* t, BasicKind k);      // under(t) is exactly that basic type
// t itself: untyped types are never named.
inline bool is_untyped(Type* t) { return t->kind == TypeKind::Basic && (t->small & kIsUntyped); }
inline bool is_typed(Type* t) { return !is_untyped(t); }
bool is_untyped_numeric(Type* t);
bool is_unsafe_pointer(Type* t);
bool is_uintptr(Type* t);
bool has_name(Type* t);                   // basic, named or type parameter
bool is_type_param(Type* t);
bool is_interface_type(Type* t);          // under(t) is an interface; true for type parameters
bool is_non_type_param_interface(Type* t);
bool is_generic(Type* t);                 // generic and not instantiated named or alias type
bool has_nil(Type* t);                    // type parameters: all types of the set have nil
bool has_empty_type_set(Type* t);         // a type parameter without types
bool is_bytes_or_runes(Type* t);          // []byte or []rune (under)

// Comparable with ==. `dynamic`: interfaces count as comparable (may panic); otherwise strictly. If `cause`
// is given and the answer is no, it says why ("struct containing []int cannot be compared").
// `q` is how types are written there; null: packages by name.
bool comparable_type(Type* t, bool dynamic, std::string* cause = nullptr, const Qualifier* q = nullptr);

// Type identity (spec, "Type identity").
bool identical(Type* x, Type* y);
bool identical_ignore_tags(Type* x, Type* y);
// Identical after comparing origins: instances of the same generic type with identical arguments.
bool identical_instance(Type* x_origin, List<Ref<Type>> x_args, Type* y_origin, List<Ref<Type>> y_args);
// Equal for identical types (not the other way round).
uint64_t type_hash(Type* t);

// Default type of an untyped type; `t` itself otherwise. Untyped nil stays.
Type* default_type(Type* t);

}  // namespace ptrsafe
