#include "types/subst.h"

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "types/object.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

// Types nested deeper than this come from endless instantiation or hostile input.
constexpr int kMaxDepth = 2000;

class Substituter {
 public:
  explicit Substituter(const TypeMap& map) : map_(map) {}

  Type* type(Type* t) {
    if (!t || depth_ > kMaxDepth) return t ? invalid_type() : nullptr;
    switch (t->kind) {
      case TypeKind::Basic: return t;
      case TypeKind::TypeParam: {
        Type* arg = map_.lookup(static_cast<TypeParam*>(t));
        return arg ? arg : t;
      }
      default: break;
    }
    depth_++;
    Type* r = depth_ < kMemoDepth ? composite(t) : shared(t);
    depth_--;
    return r;
  }

  Signature* signature(Signature* s) {
    if (!s->type_params.empty()) {
      Signature* r = generic_signature(s);
      if (r) return r;
    }
    Tuple* params = tuple(s->params);
    Tuple* results = tuple(s->results);
    if (params == s->params.get() && results == s->results.get()) return s;
    Signature* r = make<Signature>();
    r->flags = s->flags;
    r->type_params = s->type_params;
    r->recv_type_params = s->recv_type_params;
    r->recv = s->recv;
    r->params = params;
    r->results = results;
    return r;
  }

  Tuple* tuple(Tuple* t) {
    if (!t) return nullptr;
    List<Ref<Var>> vars = variables(t->vars);
    if (vars.data == t->vars.data) return t;
    Tuple* r = make<Tuple>();
    r->vars = vars;
    return r;
  }

 private:
  // Below kMemoDepth each type is substituted once: parts that are shared would be met exponentially often.
  Type* shared(Type* t) {
    if (auto known = done_.find(t); known != done_.end()) return known->second;
    Type* r = composite(t);
    done_[t] = r;
    return r;
  }

  Type* composite(Type* t) {
    switch (t->kind) {
      case TypeKind::Array: {
        Array* a = static_cast<Array*>(t);
        Type* e = type(a->elem);
        return e == a->elem.get() ? t : array_of(e, a->length);
      }
      case TypeKind::Slice: {
        Slice* s = static_cast<Slice*>(t);
        Type* e = type(s->elem);
        return e == s->elem.get() ? t : slice_of(e);
      }
      case TypeKind::Pointer: {
        Pointer* p = static_cast<Pointer*>(t);
        Type* e = type(p->elem);
        return e == p->elem.get() ? t : pointer_to(e);
      }
      case TypeKind::Map: {
        Map* m = static_cast<Map*>(t);
        Type *k = type(m->key), *e = type(m->elem);
        return k == m->key.get() && e == m->elem.get() ? t : map_of(k, e);
      }
      case TypeKind::Chan: {
        Chan* c = static_cast<Chan*>(t);
        Type* e = type(c->elem);
        return e == c->elem.get() ? t : chan_of(c->dir(), e);
      }
      case TypeKind::Struct: {
        Struct* s = static_cast<Struct*>(t);
        List<Ref<Var>> fields = variables(s->fields);
        if (fields.data == s->fields.data) return t;
        Struct* r = make<Struct>();
        r->flags = s->flags;
        r->fields = fields;
        r->tags = s->tags;
        return r;
      }
      case TypeKind::Tuple: return tuple(static_cast<Tuple*>(t));
      case TypeKind::Signature: return signature(static_cast<Signature*>(t));
      case TypeKind::Union: {
        Union* u = static_cast<Union*>(t);
        List<Union::Term> terms = u->terms;
        for (size_t i = 0; i < u->terms.size(); i++) {
          Type* x = type(u->terms[i].type);
          if (x == u->terms[i].type.get()) continue;
          if (terms.data == u->terms.data) terms = List<Union::Term>::copy_of(u->terms.span());
          terms[i].type = x;
        }
        if (terms.data == u->terms.data) return t;
        Union* r = make<Union>();
        r->terms = terms;
        return r;
      }
      case TypeKind::Interface: return interface(static_cast<Interface*>(t));
      case TypeKind::Named: {
        Named* n = static_cast<Named*>(t);
        if (n->type_args.empty()) return t;
        absl::InlinedVector<Ref<Type>, 4> args;
        return arguments(n->type_args, args) ? instance_of(n->origin, args) : t;
      }
      case TypeKind::Alias: {
        Alias* a = static_cast<Alias*>(t);
        if (a->type_args.empty()) return t;
        absl::InlinedVector<Ref<Type>, 4> args;
        return arguments(a->type_args, args) ? alias_instance(a->origin, args) : t;
      }
      default: return t;
    }
  }

  // True if an argument changed.
  bool arguments(List<Ref<Type>> from, absl::InlinedVector<Ref<Type>, 4>& to) {
    bool changed = false;
    for (Ref<Type> arg : from.span()) {
      Type* x = type(arg);
      changed = changed || x != arg.get();
      to.push_back(x);
    }
    return changed;
  }

  List<Ref<Var>> variables(List<Ref<Var>> vars) {
    List<Ref<Var>> result = vars;
    for (size_t i = 0; i < vars.size(); i++) {
      Var* v = vars[i];
      Type* x = type(v->type);
      if (x == v->type.get()) continue;
      if (result.data == vars.data) result = List<Ref<Var>>::copy_of(vars.span());
      Var* copy = make<Var>(*v);
      copy->type = x;
      copy->origin = v->origin ? v->origin : Ref<Var>(v);
      result[i] = copy;
    }
    return result;
  }

  Type* interface(Interface* t) {
    List<Ref<Func>> methods = t->methods;
    for (size_t i = 0; i < t->methods.size(); i++) {
      Func* m = t->methods[i];
      Signature* sig = m->signature();
      if (!sig) continue;
      Signature* s = signature(sig);
      if (s == sig) continue;
      if (methods.data == t->methods.data) methods = List<Ref<Func>>::copy_of(t->methods.span());
      Func* f = make<Func>(*m);
      f->type = s;
      f->origin = m->origin ? m->origin : Ref<Func>(m);
      methods[i] = f;
    }
    List<Ref<Type>> embeddeds = t->embeddeds;
    for (size_t i = 0; i < t->embeddeds.size(); i++) {
      Type* x = type(t->embeddeds[i]);
      if (x == t->embeddeds[i].get()) continue;
      if (embeddeds.data == t->embeddeds.data) embeddeds = List<Ref<Type>>::copy_of(t->embeddeds.span());
      embeddeds[i] = x;
    }
    if (methods.data == t->methods.data && embeddeds.data == t->embeddeds.data) return t;
    Interface* r = make<Interface>();
    r->flags = t->flags;
    r->methods = methods;
    r->embeddeds = embeddeds;
    r->embedded_pos = t->embedded_pos;
    // Methods of an interface literal have it as their receiver.
    for (size_t i = 0; i < methods.size(); i++) {
      Signature* sig = methods[i]->signature();
      if (!sig || !sig->recv || sig->recv->type.get() != t) continue;
      if (methods.data == t->methods.data) r->methods = methods = List<Ref<Func>>::copy_of(t->methods.span());
      Func* f = methods[i];
      if (f == t->methods[i].get()) {
        f = make<Func>(*f);
        f->origin = t->methods[i]->origin ? t->methods[i]->origin : t->methods[i];
        Signature* copy = make<Signature>();
        copy->flags = sig->flags;
        copy->type_params = sig->type_params;
        copy->params = sig->params;
        copy->results = sig->results;
        copy->recv = sig->recv;
        f->type = sig = copy;
        methods[i] = f;
      }
      Var* recv = make<Var>(*sig->recv.get());
      recv->type = r;
      sig->recv = recv;
    }
    return r;
  }

  // A generic method's own type parameters are made anew if their bounds change; null if they need not be.
  Signature* generic_signature(Signature* s) {
    bool changed = false;
    for (TypeParam* p : s->type_params.span()) changed = changed || (p->bound && type(p->bound) != p->bound.get());
    if (!changed) return nullptr;
    List<Ref<TypeParam>> fresh = List<Ref<TypeParam>>::of_size(s->type_params.size());
    absl::InlinedVector<Ref<TypeParam>, 8> params(map_.params.begin(), map_.params.end());
    absl::InlinedVector<Ref<Type>, 8> args(map_.args.begin(), map_.args.end());
    for (size_t i = 0; i < fresh.size(); i++) {
      TypeParam* p = s->type_params[i];
      TypeName* name = make<TypeName>(*p->obj.get());
      TypeParam* q = make<TypeParam>(name);
      name->type = q;
      q->index = p->index;
      q->serial = p->serial;
      fresh[i] = q;
      params.push_back(p);
      args.push_back(static_cast<Type*>(q));
    }
    TypeMap wider{params, args};
    Substituter inner(wider);
    inner.depth_ = depth_;
    for (size_t i = 0; i < fresh.size(); i++) fresh[i]->bound = inner.type(s->type_params[i]->bound);
    Signature* r = make<Signature>();
    r->flags = s->flags;
    r->type_params = fresh;
    r->recv_type_params = s->recv_type_params;
    r->recv = s->recv;
    r->params = inner.tuple(s->params);
    r->results = inner.tuple(s->results);
    return r;
  }

  static constexpr int kMemoDepth = 8;

  const TypeMap& map_;
  int depth_ = 0;
  absl::flat_hash_map<Type*, Type*> done_;
};

}  // namespace

Type* subst(Type* t, const TypeMap& map) {
  if (map.empty() || !t || t->kind == TypeKind::Basic) return t;
  return Substituter(map).type(t);
}

Signature* subst_signature(Signature* s, const TypeMap& map) {
  if (map.empty()) return s;
  return Substituter(map).signature(s);
}

Signature* instance_signature(Signature* generic, std::span<const Ref<Type>> args) {
  TypeMap map{generic->type_params.span(), args};
  Substituter s(map);
  Signature* r = make<Signature>();
  r->flags = generic->flags;
  r->recv_type_params = generic->recv_type_params;
  r->recv = generic->recv;
  r->params = s.tuple(generic->params);
  r->results = s.tuple(generic->results);
  return r;
}

}  // namespace ptrsafe
