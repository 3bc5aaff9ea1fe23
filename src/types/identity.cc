// Type identity (spec, "Type identity").
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe {
namespace {

// Bounds for types whose written form would be endless or exponentially long: beyond them types are said to differ.
constexpr int kMaxDepth = 5'000;
constexpr int kMaxSteps = 1'000'000;

// Pairs of interfaces under comparison: interfaces can contain themselves by way of their methods. A pair met
// again is taken for identical.
struct InterfacePair {
  Interface *x, *y;
  InterfacePair* outer;
};

// Type parameters of two generic signatures that correspond to each other.
struct Renaming {
  List<Ref<TypeParam>> x, y;
  Renaming* outer;
};

class Comparer {
 public:
  explicit Comparer(bool ignore_tags) : ignore_tags_(ignore_tags) {}

  bool same(Type* x, Type* y) {
    if (x == y) return true;
    x = unalias(x);
    y = unalias(y);
    if (x == y) return true;
    if (!x || !y || x->kind != y->kind) return false;
    if (depth_ >= kMaxDepth || ++steps_ > kMaxSteps) return false;
    depth_++;
    bool result = same_kind(x, y);
    depth_--;
    return result;
  }

  bool same_list(List<Ref<Type>> x, List<Ref<Type>> y) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); i++)
      if (!same(x[i], y[i])) return false;
    return true;
  }

 private:
  bool same_kind(Type* x, Type* y) {
    switch (x->kind) {
      case TypeKind::Basic: return static_cast<Basic*>(x)->basic() == static_cast<Basic*>(y)->basic();
      case TypeKind::Array: {
        auto *a = static_cast<Array*>(x), *b = static_cast<Array*>(y);
        // An unknown length goes with any.
        return (a->length < 0 || b->length < 0 || a->length == b->length) && same(a->elem, b->elem);
      }
      case TypeKind::Slice: return same(static_cast<Slice*>(x)->elem, static_cast<Slice*>(y)->elem);
      case TypeKind::Pointer: return same(static_cast<Pointer*>(x)->elem, static_cast<Pointer*>(y)->elem);
      case TypeKind::Map: {
        auto *a = static_cast<Map*>(x), *b = static_cast<Map*>(y);
        return same(a->key, b->key) && same(a->elem, b->elem);
      }
      case TypeKind::Chan: {
        auto *a = static_cast<Chan*>(x), *b = static_cast<Chan*>(y);
        return a->dir() == b->dir() && same(a->elem, b->elem);
      }
      case TypeKind::Struct: return same_struct(static_cast<Struct*>(x), static_cast<Struct*>(y));
      case TypeKind::Tuple: return same_tuple(static_cast<Tuple*>(x), static_cast<Tuple*>(y));
      case TypeKind::Signature: return same_signature(static_cast<Signature*>(x), static_cast<Signature*>(y));
      case TypeKind::Interface: return same_interface(static_cast<Interface*>(x), static_cast<Interface*>(y));
      case TypeKind::Named: {
        auto *a = static_cast<Named*>(x), *b = static_cast<Named*>(y);
        if (a->origin != b->origin || a->is_instance() != b->is_instance()) return false;
        return a->is_instance() && same_list(a->type_args, b->type_args);
      }
      case TypeKind::TypeParam: return corresponds(static_cast<TypeParam*>(x), static_cast<TypeParam*>(y));
      case TypeKind::Union: {
        auto *a = static_cast<Union*>(x), *b = static_cast<Union*>(y);
        return covers(a->terms, b->terms) && covers(b->terms, a->terms);
      }
      case TypeKind::Alias: return false;  // of a declaration that failed
    }
    return false;
  }

  bool corresponds(TypeParam* x, TypeParam* y) {
    for (Renaming* r = renamings_; r; r = r->outer)
      for (size_t i = 0; i < r->x.size(); i++)
        if (r->x[i].get() == x) return r->y[i].get() == y;
    return false;
  }

  bool same_struct(Struct* x, Struct* y) {
    if (x->fields.size() != y->fields.size()) return false;
    for (size_t i = 0; i < x->fields.size(); i++) {
      Var *f = x->fields[i], *g = y->fields[i];
      if (f->embedded() != g->embedded() || !same_id(f, g->pkg, g->name)) return false;
      if (!ignore_tags_ && x->tag(i).view() != y->tag(i).view()) return false;
      if (!same(f->type, g->type)) return false;
    }
    return true;
  }

  bool same_tuple(Tuple* x, Tuple* y) {
    size_t n = x ? x->size() : 0;
    if (n != (y ? y->size() : 0)) return false;
    for (size_t i = 0; i < n; i++)
      if (!same(x->vars[i]->type, y->vars[i]->type)) return false;
    return true;
  }

  bool same_signature(Signature* x, Signature* y) {
    if (x->variadic() != y->variadic() || x->type_params.size() != y->type_params.size()) return false;
    if (x->param_count() != y->param_count() || x->result_count() != y->result_count()) return false;
    if (x->type_params.empty()) return same_tuple(x->params, y->params) && same_tuple(x->results, y->results);
    Renaming here{x->type_params, y->type_params, renamings_};
    renamings_ = &here;
    bool result = true;
    for (size_t i = 0; result && i < x->type_params.size(); i++)
      result = same(x->type_params[i]->bound, y->type_params[i]->bound);
    result = result && same_tuple(x->params, y->params) && same_tuple(x->results, y->results);
    renamings_ = here.outer;
    return result;
  }

  bool same_interface(Interface* x, Interface* y) {
    for (InterfacePair* p = pairs_; p; p = p->outer)
      if ((p->x == x && p->y == y) || (p->x == y && p->y == x)) return true;
    const TypeSet* a = type_set(x);
    const TypeSet* b = type_set(y);
    if (a->comparable != b->comparable || a->all_types != b->all_types || a->methods.size() != b->methods.size())
      return false;
    InterfacePair here{x, y, pairs_};
    pairs_ = &here;
    bool result = a->all_types || (covers(a->terms, b->terms) && covers(b->terms, a->terms));
    for (size_t i = 0; result && i < a->methods.size(); i++) {
      Func *f = a->methods[i], *g = b->methods[i];
      result = same_id(f, g->pkg, g->name) && same(f->type, g->type);
    }
    pairs_ = here.outer;
    return result;
  }

  // Every term of x stands in y too.
  bool covers(List<Union::Term> x, List<Union::Term> y) {
    for (const Union::Term& t : x.span()) {
      bool found = false;
      for (const Union::Term& u : y.span())
        if (t.tilde == u.tilde && same(t.type, u.type)) {
          found = true;
          break;
        }
      if (!found) return false;
    }
    return true;
  }

  bool ignore_tags_;
  int depth_ = 0;
  int steps_ = 0;
  InterfacePair* pairs_ = nullptr;
  Renaming* renamings_ = nullptr;
};

uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 29);
}

uint64_t hash_to_depth(Type* t, int depth) {
  t = unalias(t);
  if (!t) return 0;
  uint64_t h = static_cast<uint64_t>(t->kind) + 1;
  switch (t->kind) {
    case TypeKind::Basic: return mix(h, t->flags);
    // The address stands for the rest. Type parameters of generic signatures do not get here.
    case TypeKind::TypeParam:
    case TypeKind::Alias: return mix(h, Ref<Type>(t).v);
    case TypeKind::Named: h = mix(h, static_cast<Named*>(t)->origin.v); break;
    default: break;
  }
  if (depth == 0) return h;
  depth--;
  switch (t->kind) {
    case TypeKind::Named:
      for (Ref<Type> a : static_cast<Named*>(t)->type_args.span()) h = mix(h, hash_to_depth(a, depth));
      return h;
    // Without the length: unknown ones go with any.
    case TypeKind::Array: return mix(h, hash_to_depth(static_cast<Array*>(t)->elem, depth));
    case TypeKind::Slice: return mix(h, hash_to_depth(static_cast<Slice*>(t)->elem, depth));
    case TypeKind::Pointer: return mix(h, hash_to_depth(static_cast<Pointer*>(t)->elem, depth));
    case TypeKind::Chan: return mix(mix(h, t->flags), hash_to_depth(static_cast<Chan*>(t)->elem, depth));
    case TypeKind::Map:
      h = mix(h, hash_to_depth(static_cast<Map*>(t)->key, depth));
      return mix(h, hash_to_depth(static_cast<Map*>(t)->elem, depth));
    case TypeKind::Struct:
      for (Ref<Var> f : static_cast<Struct*>(t)->fields.span())
        h = mix(mix(h, f->name.id()), f->type ? hash_to_depth(f->type, depth) : 0);
      return h;
    case TypeKind::Tuple:
      for (Ref<Var> v : static_cast<Tuple*>(t)->vars.span()) h = mix(h, hash_to_depth(v->type, depth));
      return h;
    case TypeKind::Signature: {
      auto* s = static_cast<Signature*>(t);
      h = mix(mix(mix(h, s->param_count()), s->result_count()), s->variadic());
      if (!s->type_params.empty()) return mix(h, s->type_params.size());
      for (size_t i = 0; i < s->param_count(); i++) h = mix(h, hash_to_depth(s->param(i)->type, depth));
      for (size_t i = 0; i < s->result_count(); i++) h = mix(h, hash_to_depth(s->result(i)->type, depth));
      return h;
    }
    // Nothing of interfaces and unions: their type sets may not be known yet.
    default: return h;
  }
}

}  // namespace

bool identical(Type* x, Type* y) { return x == y || Comparer(false).same(x, y); }

bool identical_ignore_tags(Type* x, Type* y) { return x == y || Comparer(true).same(x, y); }

bool identical_instance(Type* x_origin, List<Ref<Type>> x_args, Type* y_origin, List<Ref<Type>> y_args) {
  Comparer comparer(false);
  return comparer.same_list(x_args, y_args) && comparer.same(x_origin, y_origin);
}

uint64_t type_hash(Type* t) { return hash_to_depth(t, 3); }

}  // namespace ptrsafe
