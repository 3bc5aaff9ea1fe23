#include "types/term_list.h"

#include <algorithm>

#include "types/predicates.h"
#include "types/type_string.h"
#include "types/under.h"

namespace ptrsafe {

bool terms_disjoint(const Term& x, const Term& y) {
  // ~t and T overlap if T's underlying type is t; the type of a tilde term is its own underlying type.
  Type* a = y.tilde ? under(x.type) : x.type.get();
  Type* b = x.tilde ? under(y.type) : y.type.get();
  return !identical(a, b);
}

bool term_subset(const Term& x, const Term& y) { return !terms_disjoint(x, y) && (!x.tilde || y.tilde); }

void TermList::add(Term t) {
  if (all) return;
  // Overlapping terms are comparable: the larger one stays.
  for (const Term& have : terms)
    if (term_subset(t, have)) return;
  terms.erase(std::remove_if(terms.begin(), terms.end(), [&](const Term& have) { return term_subset(have, t); }),
              terms.end());
  terms.push_back(t);
}

void TermList::add_all(std::span<const Term> other) {
  for (const Term& t : other) add(t);
}

void TermList::add_all(const TermList& other) {
  if (other.all) {
    all = true;
    terms.clear();
    return;
  }
  add_all(std::span<const Term>(other.terms));
}

void TermList::intersect(const TermList& other) {
  if (other.all) return;
  if (all) {
    *this = other;
    return;
  }
  absl::InlinedVector<Term, 4> mine;
  mine.swap(terms);
  for (const Term& x : mine)
    for (const Term& y : other.terms)
      if (!terms_disjoint(x, y)) add(x.tilde && !y.tilde ? y : x);
}

bool terms_include(std::span<const Term> terms, Type* t) {
  Type* u = nullptr;
  for (const Term& term : terms) {
    Type* mine = t;
    if (term.tilde) mine = u ? u : (u = under(t));
    if (identical(term.type, mine)) return true;
  }
  return false;
}

bool terms_subset(std::span<const Term> x, std::span<const Term> y) {
  return std::all_of(x.begin(), x.end(), [&](const Term& a) {
    return std::any_of(y.begin(), y.end(), [&](const Term& b) { return term_subset(a, b); });
  });
}

bool terms_equal(std::span<const Term> x, std::span<const Term> y) { return terms_subset(x, y) && terms_subset(y, x); }

std::string term_string(const Term& t) {
  return (t.tilde ? "~" : "") + type_string(t.type, Qualifier{nullptr, false, nullptr});
}

std::string terms_string(std::span<const Term> terms) {
  std::string s;
  for (const Term& t : terms) s += (s.empty() ? "" : " | ") + term_string(t);
  return s;
}

}  // namespace ptrsafe
