#include "check/unify.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "types/lookup.h"
#include "types/missing_method.h"
#include "types/predicates.h"
#include "types/term_list.h"
#include "types/type_set.h"

namespace ptrsafe {
namespace {

constexpr int kMaxDepth = 200;
constexpr int kMaxSteps = 100'000;  // written out, shared parts can make types endless

// An interface that is no type parameter.
Interface* proper_interface(Type* t) { return as<TypeParam>(t) ? nullptr : as_under<Interface>(t); }

bool is_literal(Type* t) {
  t = unalias(t);
  return t->kind != TypeKind::Named && t->kind != TypeKind::TypeParam;
}

bool is_directed_channel(Type* t) {
  Chan* c = as<Chan>(t);
  return c && c->dir() != ChanDir::Both;
}

}  // namespace

Unifier::Unifier(std::span<const Ref<TypeParam>> params, std::span<const Ref<Type>> args, bool interfaces)
    : params_(params), interfaces_(interfaces) {
  for (size_t i = 0; i < params.size(); i++) {
    group_.push_back(static_cast<uint32_t>(i));
    types_.push_back(i < args.size() ? args[i].get() : nullptr);
  }
}

size_t Unifier::unknowns() const {
  size_t n = 0;
  for (size_t i = 0; i < params_.size(); i++) n += types_[group_[i]] == nullptr;
  return n;
}

int Unifier::index_of(Type* t) const {
  t = unalias(t);
  if (t->kind != TypeKind::TypeParam) return -1;
  for (size_t i = 0; i < params_.size(); i++)
    if (params_[i].get() == t) return static_cast<int>(i);
  return -1;
}

bool Unifier::join(int a, int b) {
  uint32_t keep = group_[static_cast<size_t>(a)], drop = group_[static_cast<size_t>(b)];
  if (keep == drop) return true;
  if (types_[keep] && types_[drop]) return false;
  if (!types_[keep]) types_[keep] = types_[drop];
  for (uint32_t& g : group_)
    if (g == drop) g = keep;
  return true;
}

bool Unifier::step(Type* x, Type* y, uint8_t match, const InterfacePair* pairs) {
  if (!x || !y) return x == y;
  if (x == y || unalias(x) == unalias(y)) return true;
  if (depth_ >= kMaxDepth || ++steps_ > kMaxSteps) return false;
  depth_++;
  bool ok = nested(x, y, match, pairs);
  depth_--;
  return ok;
}

bool Unifier::nested(Type* x, Type* y, uint8_t match, const InterfacePair* pairs) {
  bool exact = match & Exact;
  // A bound parameter goes left, a defined type goes right.
  if (as<Named>(x) || index_of(y) >= 0) std::swap(x, y);
  // A defined type matches a type literal loosely through its underlying type.
  if (!exact && as<Named>(y) && is_literal(x) && !(interfaces_ && proper_interface(x))) {
    y = under(y);
  }
  int px = index_of(x), py = index_of(y);
  if (px >= 0 && py >= 0) {
    if (join(px, py)) return true;
    return step(at(static_cast<size_t>(px)), at(static_cast<size_t>(py)), match, pairs);
  }
  if (px >= 0) return with_known(px, y, match, pairs);

  if (interfaces_ && !exact) {
    Interface *xi = proper_interface(x), *yi = proper_interface(y);
    if (xi && yi) {
      return interfaces(xi, yi, true, pairs);
    }
    if (xi) return methods_of(xi, y, pairs);
    if (yi) return methods_of(yi, x, pairs);
  }
  // A type parameter that is not bound is on the left from here.
  if (as<TypeParam>(y)) std::swap(x, y);
  if (as<TypeParam>(x)) {
    // Its common underlying type, if any, stands for it.
    Type* common = common_under(x);
    return common && step(common, y, Assign, pairs);
  }
  return structures(unalias(x), unalias(y), match, pairs);
}

// `y` against a bound parameter, which may have a type already.
bool Unifier::with_known(int param, Type* y, uint8_t match, const InterfacePair* pairs) {
  size_t p = static_cast<size_t>(param);
  Type* known = at(p);
  if (!known) {
    set(p, y);
    return true;
  }
  if (!step(known, y, match, pairs)) return false;
  if (interfaces_ && !(match & Exact)) {
    // Interfaces match only interfaces of the same methods, and different defined ones not at all: which of them is
    // meant cannot be known.
    Interface *xi = proper_interface(known), *yi = proper_interface(y);
    if (xi && yi) {
      if (as<Named>(known) && as<Named>(y)) {
        if (!identical(known, y)) return false;
      } else if (type_set(xi)->methods.size() != type_set(yi)->methods.size()) {
        return false;
      }
    } else if (xi || yi) {
      return false;
    }
  }
  // A defined type is preferred to others and a directed channel to one that is not, in whatever order they come.
  if (!(match & Exact) && (as<Named>(y) || (is_directed_channel(y) && !as<Named>(known)))) set(p, y);
  return true;
}

bool Unifier::tuples(Tuple* x, Tuple* y, uint8_t match, const InterfacePair* pairs) {
  size_t n = x ? x->size() : 0;
  if (n != (y ? y->size() : 0)) return false;
  for (size_t i = 0; i < n; i++)
    if (!step(x->vars[i]->type, y->vars[i]->type, match, pairs)) return false;
  return true;
}

// Same terms, and methods that match exactly; `subset`: one may have more methods than the other.
bool Unifier::interfaces(Interface* x, Interface* y, bool subset, const InterfacePair* pairs) {
  const TypeSet *xs = type_set(x), *ys = type_set(y);
  if (xs->comparable != ys->comparable || xs->all_types != ys->all_types) return false;
  if (!xs->all_types && !terms_equal(xs->terms.span(), ys->terms.span())) return false;
  if (!subset && xs->methods.size() != ys->methods.size()) return false;
  // Anonymous interfaces may be cyclic through their methods.
  for (const InterfacePair* p = pairs; p; p = p->previous)
    if ((p->x == x && p->y == y) || (p->x == y && p->y == x)) return true;
  InterfacePair pair{x, y, pairs};
  if (xs->methods.size() > ys->methods.size()) std::swap(xs, ys);
  for (Func* m : xs->methods.span()) {
    Func* other = find_method(ys, m->pkg, m->name);
    if (!other || !step(m->type, other->type, Exact, &pair)) return false;
  }
  return true;
}

bool Unifier::methods_of(Interface* i, Type* t, const InterfacePair* pairs) {
  for (Func* m : type_set(i)->methods.span()) {
    Func* f = as_object<Func>(lookup_field_or_method(t, false, m->pkg, m->name).obj);
    if (!f) return false;
    ensure_declared(f);
    if (!step(m->type, f->type, Exact, pairs)) return false;
  }
  return true;
}

bool Unifier::structures(Type* x, Type* y, uint8_t match, const InterfacePair* pairs) {
  if (x->kind != y->kind) return false;
  uint8_t inner = match & Assign ? match | Exact : match;
  switch (x->kind) {
    case TypeKind::Basic: return static_cast<Basic*>(x)->basic() == static_cast<Basic*>(y)->basic();
    case TypeKind::Array: {
      Array *a = static_cast<Array*>(x), *b = static_cast<Array*>(y);
      return (a->length < 0 || b->length < 0 || a->length == b->length) && step(a->elem, b->elem, inner, pairs);
    }
    case TypeKind::Slice: return step(static_cast<Slice*>(x)->elem, static_cast<Slice*>(y)->elem, inner, pairs);
    case TypeKind::Pointer: return step(static_cast<Pointer*>(x)->elem, static_cast<Pointer*>(y)->elem, inner, pairs);
    case TypeKind::Map: {
      Map *a = static_cast<Map*>(x), *b = static_cast<Map*>(y);
      return step(a->key, b->key, inner, pairs) && step(a->elem, b->elem, inner, pairs);
    }
    case TypeKind::Chan: {
      Chan *a = static_cast<Chan*>(x), *b = static_cast<Chan*>(y);
      return (!(match & Exact) || a->dir() == b->dir()) && step(a->elem, b->elem, inner, pairs);
    }
    case TypeKind::Struct: {
      Struct *a = static_cast<Struct*>(x), *b = static_cast<Struct*>(y);
      if (a->fields.size() != b->fields.size()) return false;
      for (size_t i = 0; i < a->fields.size(); i++) {
        Var *f = a->fields[i], *g = b->fields[i];
        if (f->embedded() != g->embedded() || a->tag(i).view() != b->tag(i).view() || !same_id(f, g->pkg, g->name) ||
            !step(f->type, g->type, inner, pairs))
          return false;
      }
      return true;
    }
    case TypeKind::Tuple: return tuples(static_cast<Tuple*>(x), static_cast<Tuple*>(y), match, pairs);
    case TypeKind::Signature: {
      Signature *a = static_cast<Signature*>(x), *b = static_cast<Signature*>(y);
      // A generic function value may be passed where none is expected: its parameters are inferred too.
      return a->variadic() == b->variadic() &&
             tuples(a->params, b->params, inner, pairs) && tuples(a->results, b->results, inner, pairs);
    }
    case TypeKind::Interface: return interfaces(static_cast<Interface*>(x), static_cast<Interface*>(y), false, pairs);
    case TypeKind::Named: {
      Named *a = static_cast<Named*>(x), *b = static_cast<Named*>(y);
      if (a->origin.get() != b->origin.get() || a->type_args.size() != b->type_args.size()) return false;
      if (a->type_args.empty()) return a == b;
      for (size_t i = 0; i < a->type_args.size(); i++)
        if (!step(a->type_args[i], b->type_args[i], match, pairs)) return false;
      return true;
    }
    default: return identical(x, y);
  }
}

namespace {

class Mentions {
 public:
  // Without parameters: any.
  explicit Mentions(std::span<const Ref<TypeParam>> params) : params_(params) {}

  bool in(Type* t) {
    if (!t || depth_ > 2000) return false;
    switch (t->kind) {
      case TypeKind::Basic: return false;
      case TypeKind::TypeParam:
        return params_.empty() || std::any_of(params_.begin(), params_.end(), [&](Ref<TypeParam> p) { return p.get() == t; });
      case TypeKind::Interface:
      case TypeKind::Struct:
      case TypeKind::Alias:
      case TypeKind::Named:
        if (t->kind == TypeKind::Named && static_cast<Named*>(t)->type_args.empty()) return false;
        // Once is enough: parts that are shared would be met exponentially often, and interfaces may contain themselves.
        if (!visited_.insert(t).second) return false;
        break;
      default: break;
    }
    depth_++;
    bool found = composite(t);
    depth_--;
    return found;
  }

 private:
  bool composite(Type* t) {
    switch (t->kind) {
      case TypeKind::Array: return in(static_cast<Array*>(t)->elem);
      case TypeKind::Slice: return in(static_cast<Slice*>(t)->elem);
      case TypeKind::Pointer: return in(static_cast<Pointer*>(t)->elem);
      case TypeKind::Chan: return in(static_cast<Chan*>(t)->elem);
      case TypeKind::Map: return in(static_cast<Map*>(t)->key) || in(static_cast<Map*>(t)->elem);
      case TypeKind::Struct: return vars(static_cast<Struct*>(t)->fields);
      case TypeKind::Tuple: return vars(static_cast<Tuple*>(t)->vars);
      case TypeKind::Signature: {
        Signature* s = static_cast<Signature*>(t);
        return (s->params && vars(s->params->vars)) || (s->results && vars(s->results->vars));
      }
      case TypeKind::Interface: {
        Interface* i = static_cast<Interface*>(t);
        for (Func* m : i->methods.span())
          if (in(m->type)) return true;
        for (Type* e : i->embeddeds.span())
          if (in(e)) return true;
        return false;
      }
      case TypeKind::Union:
        for (const Union::Term& term : static_cast<Union*>(t)->terms.span())
          if (in(term.type)) return true;
        return false;
      case TypeKind::Named: return list(static_cast<Named*>(t)->type_args);
      case TypeKind::Alias: {
        Type* actual = unalias(t);
        return actual != t && in(actual);
      }
      default: return false;
    }
  }
  bool vars(List<Ref<Var>> l) {
    return std::any_of(l.begin(), l.end(), [&](Ref<Var> v) { return in(v->type); });
  }
  bool list(List<Ref<Type>> l) {
    return std::any_of(l.begin(), l.end(), [&](Ref<Type> a) { return in(a); });
  }

  std::span<const Ref<TypeParam>> params_;
  absl::flat_hash_set<Type*> visited_;
  int depth_ = 0;
};

}  // namespace

bool is_parameterized(std::span<const Ref<TypeParam>> params, Type* t) {
  return !params.empty() && Mentions(params).in(t);
}

bool mentions_type_param(Type* t) { return Mentions({}).in(t); }

}  // namespace ptrsafe
