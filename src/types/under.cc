#include "types/under.h"

#include <mutex>

#include "types/subst.h"
#include "types/universe.h"

namespace ptrsafe {

thread_local DeclResolver* current_resolver = nullptr;

namespace {

// A defined interface type's explicit methods have receivers of that type: an instance needs methods of its own.
Type* with_receivers_of(Interface* expanded, bool changed, Named* origin, Named* instance) {
  if (expanded->methods.empty()) return expanded;
  Interface* result = expanded;
  if (!changed) {
    result = make<Interface>();
    result->flags = expanded->flags;
    result->embeddeds = expanded->embeddeds;
    result->embedded_pos = expanded->embedded_pos;
  }
  List<Ref<Func>> methods = List<Ref<Func>>::of_size(expanded->methods.size());
  for (size_t i = 0; i < methods.size(); i++) {
    Func* m = expanded->methods[i];
    Signature* sig = m->signature();
    if (!sig || !sig->recv || unalias(sig->recv->type) != origin) {
      methods[i] = m;
      continue;
    }
    Var* recv = make<Var>(*sig->recv.get());
    recv->type = instance;
    Signature* s = make<Signature>();
    s->flags = sig->flags;
    s->type_params = sig->type_params;
    s->recv_type_params = sig->recv_type_params;
    s->params = sig->params;
    s->results = sig->results;
    s->recv = recv;
    Func* f = make<Func>(*m);
    f->type = s;
    f->origin = m->origin ? m->origin : Ref<Func>(m);
    methods[i] = f;
  }
  result->methods = methods;
  return result;
}

std::mutex publish_mutex;

// The underlying type of an instance; null while that of its origin is unknown. Several threads may expand the
// same instance: the first to finish publishes.
Type* expand(Named* n) {
  if (n->state.load(std::memory_order_acquire) == 1) return n->underlying;
  Named* origin = n->origin;
  Type* generic = under_if_known(origin);
  if (!generic) return nullptr;
  Type* result = invalid_type();
  if (n->type_args.size() == origin->type_params.size() && !too_deep(n)) {
    result = subst(generic, TypeMap{origin->type_params.span(), n->type_args.span()});
    if (result->kind == TypeKind::Interface)
      result = with_receivers_of(static_cast<Interface*>(result), result != generic, origin, n);
  }
  // While the origin is being declared its structure may still grow.
  if (origin->obj->color == Object::Grey) return result;
  std::lock_guard lock(publish_mutex);
  if (n->state.load(std::memory_order_relaxed) == 0) {
    n->underlying = result;
    n->state.store(1, std::memory_order_release);
  }
  return n->underlying;
}

}  // namespace

Type* under_if_known(Type* t) {
  bool defined = false;
  // Chains of declarations may be cyclic in wrong programs: the hare is compared with a tortoise that jumps to it
  // after 1, 2, 4, … steps.
  Type* tortoise = nullptr;
  uint32_t steps = 0, lap = 1;
  for (;;) {
    switch (t->kind) {
      case TypeKind::Alias: {
        Alias* a = static_cast<Alias*>(t);
        Type* next = a->actual;
        if (!next) next = a->from_rhs;
        if (!next && a->origin.get() == a && a->obj->color == Object::White && current_resolver) {
          current_resolver->declare(a->obj);
          next = a->actual;
        }
        if (!next && a->origin.get() != a && a->origin->actual && !too_deep(a))
          next = subst(a->origin->actual, TypeMap{a->origin->type_params.span(), a->type_args.span()});
        if (!next) return nullptr;
        t = next;
        break;
      }
      case TypeKind::Named: {
        Named* n = static_cast<Named*>(t);
        if (n->is_instance()) return expand(n);
        defined = true;
        Type* next = n->underlying;
        if (!next && n->obj->color == Object::White && current_resolver) {
          current_resolver->declare(n->obj);
          next = n->underlying;
        }
        if (!next) next = n->from_rhs;
        if (!next) return nullptr;
        t = next;
        break;
      }
      case TypeKind::TypeParam:
        return defined ? invalid_type() : constraint_interface(static_cast<TypeParam*>(t));
      default: return t;
    }
    if (t == tortoise) return nullptr;
    if (++steps == lap) tortoise = t, lap *= 2, steps = 0;
  }
}

Type* under(Type* t) {
  switch (t->kind) {
    case TypeKind::Alias:
    case TypeKind::TypeParam: break;
    case TypeKind::Named: {
      Named* n = static_cast<Named*>(t);
      if (n->is_instance()) {
        if (n->state.load(std::memory_order_acquire) == 1) return n->underlying;
      } else if (Type* u = n->underlying; u && u->kind < TypeKind::Named) {
        return u;
      }
      break;
    }
    default: return t;
  }
  Type* u = under_if_known(t);
  if (!u && current_resolver) current_resolver->incomplete(t);
  return u ? u : invalid_type();
}

Interface* constraint_interface(TypeParam* p) {
  if (uint32_t known = p->constraint.load(std::memory_order_acquire)) return Ref<Interface>::from_raw(known);
  Type* bound = p->bound;
  if (!bound || as<TypeParam>(bound)) return universe.empty_interface;
  Type* u = under_if_known(bound);
  if (!u || !is_valid(u)) return universe.empty_interface;
  Interface* result;
  if (u->kind == TypeKind::Interface) {
    result = static_cast<Interface*>(u);
    // An unfinished interface may be replaced by its declaration.
    if (!(result->flags & 2)) return result;
  } else {
    result = make<Interface>();
    Ref<Type> embedded = bound;
    result->embeddeds = List<Ref<Type>>::copy_of({&embedded, 1});
    result->set_implicit();
    result->flags |= 2;
  }
  uint32_t expected = 0;
  if (p->constraint.compare_exchange_strong(expected, Ref<Interface>(result).v, std::memory_order_acq_rel))
    return result;
  return Ref<Interface>::from_raw(expected);
}

}  // namespace ptrsafe
