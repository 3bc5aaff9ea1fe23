// Type sets of interfaces (spec, "Interface types"): methods and terms, computed lazily.
#pragma once

#include <string>

#include "diag/diagnostic.h"
#include "types/object.h"
#include "types/type.h"
#include "types/under.h"

namespace ptrsafe {

// The term list is the union of its terms; `all` stands for every type.
struct TypeSet {
  // The sets of n interfaces that each embed the one before take space for n²/2 methods.
  static constexpr uint16_t kMaxDepth = 1'000;

  List<Ref<Func>> methods;       // all methods, embedded ones too, sorted by (name, package of unexported names)
  List<Union::Term> terms;       // normalised: pairwise disjoint; meaningful if !all_types
  bool all_types = true;
  bool comparable = false;       // embeds comparable (only if all_types)
  uint16_t depth = 0;            // embedded interfaces within each other; above kMaxDepth nothing is known

  bool is_empty() const { return !all_types && terms.empty(); }
  bool is_all() const { return is_method_set() && methods.empty(); }
  bool is_method_set() const { return !comparable && all_types; }
  bool has_terms() const { return !all_types && !terms.empty(); }
};

// Where errors found on the way go; null: nowhere.
struct TypeErrorSink {
  virtual void type_error(Pos pos, std::string message) = 0;
  // As above, but language-version gates and the like can be asked.
  virtual bool allows(Pos pos, int go_minor) = 0;
  virtual std::string str(Type* t) const = 0;  // as messages write it
  virtual ~TypeErrorSink() = default;
};

// The type set; computed and published if the interface is complete (Interface::flags & 2), else that of
// `any`. `pos` is where errors without a better place are reported.
const TypeSet* type_set(Interface* t, TypeErrorSink* errors = nullptr, Pos pos = {});

// The order of methods: exported ones first, each group by name, and those of one name by package.
bool method_less(const Func* a, const Func* b);

// True if all types of the set are comparable (see comparable_type); the type set of `t`'s constraint.
bool type_set_comparable(const TypeSet* s);

// Calls f(term type or null, its underlying type or null, tilde) for each term; with nulls once if there
// are no specific types. Stops and returns false when f does.
template <class F>
bool each_term(const TypeSet* s, F f) {
  if (!s->has_terms()) return f(nullptr, nullptr, false);
  for (const Union::Term& t : s->terms.span())
    if (!f(t.type.get(), under(t.type), t.tilde)) return false;
  return true;
}

// Calls f(type, underlying) for each type that `t` may be: for a type parameter the types of its set
// (f(null, null) if it has none), else `t` itself. Stops and returns false when f does.
template <class F>
bool each_type(Type* t, F f);

// The single underlying type that all types of `t`'s set share, `t`'s own underlying type if it is no type
// parameter; null with a cause if there is none. Channels: directions may differ as the spec's rules for
// range and receive allow.
struct Qualifier;
Type* common_under(Type* t, std::string* cause = nullptr, const Qualifier* q = nullptr);
// As common_under, but []byte and string together give `string` (bytes marked by *bytestring).
Type* common_bytes(Type* t, bool* bytestring);

// x's terms are a subset of y's.
bool subset_of(const TypeSet* x, const TypeSet* y);
// T (tilde: ~T) is included in the set's terms.
bool includes_type(const TypeSet* s, Type* t, bool tilde);

}  // namespace ptrsafe

#include "types/type_set_inl.h"
