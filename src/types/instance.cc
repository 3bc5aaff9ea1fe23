// Instances of generic types: made once for arguments of the same form, found in a sharded table.
//
// Two argument lists that are identical but written differently (through an alias, byte for uint8) get instances
// of their own, which are identical types: otherwise the way a type is written in messages would depend on which
// package was checked first.
#include <algorithm>
#include <array>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "types/object.h"
#include "types/package.h"
#include "types/predicates.h"
#include "types/subst.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

constexpr int kMaxForm = 2000;     // nesting up to which forms are compared
constexpr int kMaxFormSteps = 100'000;  // written out, shared parts can make types endless
constexpr uint16_t kMaxNest = 400;  // nesting of instances in arguments

bool same_form(Type* x, Type* y, int depth, int& steps);

bool same_forms(List<Ref<Type>> x, List<Ref<Type>> y, int depth, int& steps) {
  if (x.size() != y.size()) return false;
  for (size_t i = 0; i < x.size(); i++)
    if (!same_form(x[i], y[i], depth, steps)) return false;
  return true;
}

bool same_vars(List<Ref<Var>> x, List<Ref<Var>> y, int depth, int& steps) {
  if (x.size() != y.size()) return false;
  for (size_t i = 0; i < x.size(); i++) {
    if (!(x[i]->name == y[i]->name) || x[i]->embedded() != y[i]->embedded()) return false;
    if (!same_package(x[i]->pkg, y[i]->pkg) && !x[i]->exported() && x[i]->is_field()) return false;
    if (!same_form(x[i]->type, y[i]->type, depth, steps)) return false;
  }
  return true;
}

bool same_tuples(Tuple* x, Tuple* y, int depth, int& steps) {
  if (!x || !y) return x == y;
  return same_vars(x->vars, y->vars, depth, steps);
}

// Identical, and written alike.
bool same_form(Type* x, Type* y, int depth, int& steps) {
  if (x == y) return true;
  if (!x || !y || x->kind != y->kind || depth > kMaxForm || ++steps > kMaxFormSteps) return false;
  depth++;
  switch (x->kind) {
    case TypeKind::Basic:
    case TypeKind::TypeParam: return false;
    case TypeKind::Array:
      return static_cast<Array*>(x)->length == static_cast<Array*>(y)->length &&
             same_form(static_cast<Array*>(x)->elem, static_cast<Array*>(y)->elem, depth, steps);
    case TypeKind::Slice: return same_form(static_cast<Slice*>(x)->elem, static_cast<Slice*>(y)->elem, depth, steps);
    case TypeKind::Pointer: return same_form(static_cast<Pointer*>(x)->elem, static_cast<Pointer*>(y)->elem, depth, steps);
    case TypeKind::Map:
      return same_form(static_cast<Map*>(x)->key, static_cast<Map*>(y)->key, depth, steps) &&
             same_form(static_cast<Map*>(x)->elem, static_cast<Map*>(y)->elem, depth, steps);
    case TypeKind::Chan:
      return static_cast<Chan*>(x)->dir() == static_cast<Chan*>(y)->dir() &&
             same_form(static_cast<Chan*>(x)->elem, static_cast<Chan*>(y)->elem, depth, steps);
    case TypeKind::Struct: {
      Struct *a = static_cast<Struct*>(x), *b = static_cast<Struct*>(y);
      if (!same_vars(a->fields, b->fields, depth, steps)) return false;
      for (size_t i = 0; i < a->fields.size(); i++)
        if (a->tag(i).view() != b->tag(i).view()) return false;
      return true;
    }
    case TypeKind::Tuple: return same_tuples(static_cast<Tuple*>(x), static_cast<Tuple*>(y), depth, steps);
    case TypeKind::Signature: {
      Signature *a = static_cast<Signature*>(x), *b = static_cast<Signature*>(y);
      return a->variadic() == b->variadic() && a->type_params.empty() && b->type_params.empty() &&
             same_tuples(a->params, b->params, depth, steps) && same_tuples(a->results, b->results, depth, steps);
    }
    case TypeKind::Interface: {
      Interface *a = static_cast<Interface*>(x), *b = static_cast<Interface*>(y);
      if (a->flags != b->flags || a->methods.size() != b->methods.size()) return false;
      for (size_t i = 0; i < a->methods.size(); i++) {
        Func *m = a->methods[i], *n = b->methods[i];
        if (!(m->name == n->name) || (!same_package(m->pkg, n->pkg) && !m->exported())) return false;
        if (!same_form(m->type, n->type, depth, steps)) return false;
      }
      return same_forms(a->embeddeds, b->embeddeds, depth, steps);
    }
    case TypeKind::Union: {
      Union *a = static_cast<Union*>(x), *b = static_cast<Union*>(y);
      if (a->terms.size() != b->terms.size()) return false;
      for (size_t i = 0; i < a->terms.size(); i++)
        if (a->terms[i].tilde != b->terms[i].tilde || !same_form(a->terms[i].type, b->terms[i].type, depth, steps)) return false;
      return true;
    }
    case TypeKind::Named: {
      Named *a = static_cast<Named*>(x), *b = static_cast<Named*>(y);
      return a->is_instance() && a->origin == b->origin && same_forms(a->type_args, b->type_args, depth, steps);
    }
    case TypeKind::Alias: {
      Alias *a = static_cast<Alias*>(x), *b = static_cast<Alias*>(y);
      return !a->type_args.empty() && a->origin == b->origin && same_forms(a->type_args, b->type_args, depth, steps);
    }
  }
  return false;
}

uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 32);
}

// How deep instances and composite types nest; Type::small of an instance remembers it.
class Nesting {
 public:
  uint16_t of(Type* t) {
    if (!t || depth_ > kMaxNest) return t ? kMaxNest : 0;
    // Parts that are shared would be met exponentially often.
    if (depth_ < kMemoDepth) return of_parts(t);
    if (auto known = known_.find(t); known != known_.end()) return known->second;
    uint16_t n = of_parts(t);
    known_[t] = n;
    return n;
  }

 private:
  static constexpr int kMemoDepth = 8;

  uint16_t more(Type* part) {
    depth_++;
    uint16_t n = std::min<uint16_t>(static_cast<uint16_t>(of(part) + 1), kMaxNest);
    depth_--;
    return n;
  }

  uint16_t of_parts(Type* t) {
    switch (t->kind) {
      case TypeKind::Array: return more(static_cast<Array*>(t)->elem);
      case TypeKind::Slice: return more(static_cast<Slice*>(t)->elem);
      case TypeKind::Pointer: return more(static_cast<Pointer*>(t)->elem);
      case TypeKind::Chan: return more(static_cast<Chan*>(t)->elem);
      case TypeKind::Map: return std::max(more(static_cast<Map*>(t)->key), more(static_cast<Map*>(t)->elem));
      case TypeKind::Struct: {
        uint16_t n = 0;
        for (Var* f : static_cast<Struct*>(t)->fields.span()) n = std::max(n, more(f->type));
        return n;
      }
      case TypeKind::Tuple: {
        uint16_t n = 0;
        for (Var* v : static_cast<Tuple*>(t)->vars.span()) n = std::max(n, more(v->type));
        return n;
      }
      case TypeKind::Signature: {
        Signature* s = static_cast<Signature*>(t);
        return std::max(s->params ? more(s->params) : uint16_t{0}, s->results ? more(s->results) : uint16_t{0});
      }
      case TypeKind::Alias: return more(static_cast<Alias*>(t)->actual);
      case TypeKind::Named: return t->small;
      default: return 0;
    }
  }

  int depth_ = 0;
  absl::flat_hash_map<Type*, uint16_t> known_;
};

struct Entry {
  Ref<Type> type;  // Named or Alias
  Ref<Entry> next;
};

struct alignas(64) Shard {
  std::mutex mutex;
  absl::flat_hash_map<uint64_t, Ref<Entry>> heads;
};
constexpr size_t kShards = 64;

Shard& shard_of(uint64_t hash) {
  static auto* shards = new std::array<Shard, kShards>();
  return (*shards)[(hash >> 40) % kShards];
}

List<Ref<Type>> arguments_of(Type* t) {
  return t->kind == TypeKind::Named ? static_cast<Named*>(t)->type_args : static_cast<Alias*>(t)->type_args;
}
Type* origin_of(Type* t) {
  if (t->kind == TypeKind::Named) return static_cast<Named*>(t)->origin;
  return static_cast<Alias*>(t)->origin;
}

// Calls make_new(list of arguments) unless there is such an instance. Forms are compared without holding the
// lock; entries are only ever added at the head of a chain.
template <class F>
Type* find_or_make(Type* origin, std::span<const Ref<Type>> args, uint64_t hash, F make_new) {
  Shard& shard = shard_of(hash);
  Ref<Entry> head, seen;
  {
    std::lock_guard lock(shard.mutex);
    auto it = shard.heads.find(hash);
    if (it != shard.heads.end()) head = it->second;
  }
  auto same = [&](Type* t) {
    List<Ref<Type>> have = arguments_of(t);
    if (origin_of(t) != origin || have.size() != args.size()) return false;
    int steps = 0;
    for (size_t i = 0; i < args.size(); i++)
      if (!same_form(have[i], args[i], 0, steps)) return false;
    return true;
  };
  for (Ref<Entry> e = head; e; e = e->next)
    if (same(e->type)) return e->type;
  seen = head;
  Entry* entry = make<Entry>();
  entry->type = make_new(List<Ref<Type>>::copy_of(args));
  for (;;) {
    {
      std::lock_guard lock(shard.mutex);
      Ref<Entry>& current = shard.heads[hash];
      if (current == seen) {
        entry->next = current;
        current = entry;
        return entry->type;
      }
      head = current;
    }
    for (Ref<Entry> e = head; e && !(e == seen); e = e->next)
      if (same(e->type)) return e->type;
    seen = head;
  }
}

uint64_t hash_of(Type* origin, std::span<const Ref<Type>> args) {
  uint64_t h = mix(0x2545f4914f6cdd1du, Ref<Type>(origin).v);
  for (Type* a : args) h = mix(h, type_hash(a));
  return h;
}

uint16_t nesting_of(std::span<const Ref<Type>> args) {
  int n = 0;
  for (Type* a : args) n = std::max<int>(n, Nesting().of(a));
  return static_cast<uint16_t>(std::min<int>(n + 1, kMaxNest));
}

}  // namespace

Named* instance_of(Named* origin, std::span<const Ref<Type>> args) {
  uint64_t hash = hash_of(origin, args);
  Type* t = find_or_make(origin, args, hash, [&](List<Ref<Type>> list) -> Type* {
    Named* n = make<Named>(origin->obj);
    n->origin = origin;
    n->type_args = list;
    n->small = nesting_of(args);
    uint32_t h = static_cast<uint32_t>(hash ^ (hash >> 32));
    n->instance_hash = h ? h : 1;
    return n;
  });
  return static_cast<Named*>(t);
}

Type* alias_instance(Alias* origin, std::span<const Ref<Type>> args) {
  auto make_new = [&](List<Ref<Type>> list) -> Type* {
    Alias* a = make<Alias>(origin->obj);
    a->origin = origin;
    a->type_args = list;
    a->small = nesting_of(args);
    if (origin->from_rhs && args.size() == origin->type_params.size() && a->small < kMaxNest) {
      a->from_rhs = subst(origin->from_rhs, TypeMap{origin->type_params.span(), list.span()});
      a->actual = unalias(a->from_rhs);
    } else if (origin->actual) {
      a->actual = invalid_type();
    }
    return a;
  };
  // While the alias is being declared its instances are made anew each time.
  if (!origin->actual) return make_new(List<Ref<Type>>::copy_of(args));
  return find_or_make(origin, args, hash_of(origin, args), make_new);
}

bool too_deep(Type* t) {
  return (t->kind == TypeKind::Named || t->kind == TypeKind::Alias ? t->small : Nesting().of(t)) >= kMaxNest;
}

}  // namespace ptrsafe
