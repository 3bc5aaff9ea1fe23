// Instantiation (spec, "Instantiations", "Implementing an interface", "Satisfying a type constraint"): do type
// arguments satisfy their constraints?
#include <fmt/format.h>

#include "check/checker.h"
#include "types/missing_method.h"
#include "types/term_list.h"

namespace ptrsafe {
namespace {

// `t` is, or embeds, or lists `wanted` in a term, whether that is in its type set or not.
bool mentions(Type* t, Type* wanted, int depth = 0) {
  if (depth > 100) return false;
  t = unalias(t);
  if (t->kind == TypeKind::Interface) {
    for (Type* e : static_cast<Interface*>(t)->embeddeds.span())
      if (mentions(e, wanted, depth + 1)) return true;
    return false;
  }
  if (t->kind == TypeKind::Union) {
    for (const Union::Term& term : static_cast<Union*>(t)->terms.span())
      if (mentions(term.type, wanted, depth + 1)) return true;
    return false;
  }
  return identical(t, wanted);
}

}  // namespace

bool Checker::implements(Type* v, Type* t, bool constraint, std::string* cause) {
  Type *vu = under(v), *tu = under(t);
  if (!is_valid(vu) || !is_valid(tu)) return true;
  if (Pointer* p = as<Pointer>(vu); p && !is_valid(under(p->elem))) return true;
  std::string_view verb = constraint ? "satisfy" : "implement";
  auto fail = [&](std::string_view detail) {
    if (!cause) return false;
    *cause = fmt::format("{} does not {} {}", str(v), verb, str(t));
    if (!detail.empty()) *cause += fmt::format(" {}", detail);
    return false;
  };

  Interface* ti = as<Interface>(tu);
  if (!ti) {
    if (!cause) return false;
    Pointer* p = as<Pointer>(tu);
    if (p && is_interface_type(p->elem)) return fail(fmt::format("(type {} is pointer to interface, not interface)", str(t)));
    return fail(fmt::format("({} is not an interface)", str(t)));
  }
  const TypeSet* want = type_set(ti);
  if (want->is_all()) return true;
  Interface* vi = as<Interface>(vu);
  const TypeSet* have = vi ? type_set(vi) : nullptr;
  // The empty set is a subset of every set, and no other set is one of the empty set.
  if (have && have->is_empty()) return true;
  if (want->is_empty()) {
    if (cause) *cause = fmt::format("cannot {} {} (empty type set)", verb, str(t));
    return false;
  }
  if (MissingMethod m = missing_method(v, t, true); m.method)
    return fail(cause ? missing_method_cause(v, t, m, qualifier()) : std::string());

  auto comparable = [&] {
    if (!type_set_comparable(want) || comparable_type(v, false)) return true;
    // Interfaces satisfy `comparable` though comparing them may panic, since Go 1.20.
    if (constraint && comparable_type(v, true)) {
      if (allows(20)) return true;
      if (cause) *cause = fmt::format("{} to {} comparable requires go1.20 or later", str(v), verb);
      return false;
    }
    if (cause) *cause = fmt::format("{} does not {} comparable", str(v), verb);
    return false;
  };

  if (!want->has_terms()) return comparable();
  if (have) return subset_of(have, want) ? comparable() : fail("");
  if (terms_include(want->terms.span(), v)) return comparable();
  if (!cause) return false;
  for (const Union::Term& term : want->terms.span()) {
    Type* u = under(term.type);
    if (!term.tilde && identical(term.type, u) && identical(u, vu))
      return fail(fmt::format("(possibly missing ~ for {} in {})", str(term.type), str(t)));
  }
  if (mentions(ti, v))
    return fail(fmt::format("({} mentions {}, but {} is not in the type set of {})", str(t), str(v), str(v), str(t)));
  return fail(fmt::format("({} missing in {})", str(v), terms_string(want->terms.span())));
}

int Checker::verify_instance(Pos, std::span<const Ref<TypeParam>> tparams, std::span<const Ref<Type>> targs,
                             std::string* cause) {
  TypeMap map{tparams, targs};
  size_t n = std::min(tparams.size(), targs.size());
  for (size_t i = 0; i < n; i++) {
    TypeParam* p = tparams[i];
    Type* bound = p->bound;
    if (!bound || under(bound)->kind != TypeKind::Interface || as<TypeParam>(bound)) bound = constraint_interface(p);
    // The common case: no restriction.
    if (under(bound) == universe.empty_interface) continue;
    if (!implements(targs[i], subst(bound, map), true, cause)) return static_cast<int>(i);
  }
  return -1;
}

bool Checker::validate_arg_count(Pos at, std::string_view name, size_t want, size_t got) {
  if (got == want) return true;
  error(at, fmt::format("{} type arguments for type {}: have {}, want {}", got < want ? "not enough" : "too many", name, got,
                        want));
  return false;
}

Signature* Checker::instantiate_signature(Pos at, Node* e, std::span<const Ref<Type>> targs, Signature* sig,
                                          std::span<Node* const> arg_nodes) {
  if (targs.size() != sig->type_params.size()) return sig;  // an error was reported
  Signature* result = instance_signature(sig, targs);
  if (e) record_instance(e, targs, result);
  // Constraints may belong to types that are not complete yet.
  List<Ref<Type>> args = List<Ref<Type>>::copy_of(targs);
  std::vector<Pos> places;
  for (Node* n : arg_nodes) places.push_back(start_pos(n));
  auto verify = [this, at, args, sig, places = std::move(places)] {
    std::string cause;
    int bad = verify_instance(at, sig->type_params.span(), args.span(), &cause);
    if (bad < 0) return;
    size_t i = static_cast<size_t>(bad);
    soft_error(i < places.size() ? places[i] : at, cause);
  };
  // With declarations frozen all types are complete, but the order of errors is that of the queue.
  later(std::move(verify));
  return result;
}

}  // namespace ptrsafe
