// Term lists: the types that an interface's unions and embedded types admit (spec, "General interfaces"), and
// their set algebra.
#pragma once

#include <span>
#include <string>

#include "absl/container/inlined_vector.h"
#include "types/type.h"

namespace ptrsafe {

using Term = Union::Term;

// The union of `terms`, or every type. Normalised: terms are pairwise disjoint.
struct TermList {
  bool all = true;
  absl::InlinedVector<Term, 4> terms;

  static TermList none() {
    TermList l;
    l.all = false;
    return l;
  }
  // Adds a term, merging it with what it overlaps.
  void add(Term t);
  void add_all(const TermList& other);
  void add_all(std::span<const Term> other);
  // Keeps what is in both.
  void intersect(const TermList& other);
};

// As go/types writes terms in messages: types with the full path of their package.
std::string term_string(const Term& t);
std::string terms_string(std::span<const Term> terms);  // "~int | p.T"

bool terms_disjoint(const Term& x, const Term& y);
// x's types are among y's.
bool term_subset(const Term& x, const Term& y);
bool terms_include(std::span<const Term> terms, Type* t);
bool terms_subset(std::span<const Term> x, std::span<const Term> y);
bool terms_equal(std::span<const Term> x, std::span<const Term> y);

}  // namespace ptrsafe
