#include "types/lookup.h"

#include <algorithm>
#include <atomic>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "types/predicates.h"
#include "types/subst.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe {

thread_local const TestMethods* current_test_methods = nullptr;

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_fold(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool matches(const Object* o, Package* pkg, Name name, bool fold_case) {
  if (o->name == name && (name.exported() || same_id(o, pkg, name))) return true;
  return fold_case && equal_fold(o->name.view(), name.view());
}

// Index of the first object that matches, -1 if none.
template <class T>
int index_of(List<Ref<T>> list, Package* pkg, Name name, bool fold_case) {
  for (size_t i = 0; i < list.size(); i++) {
    const T* o = list[i];
    // Compared here first: nearly all differ, and this is one of the hottest loops.
    if ((o->name == name || fold_case) && matches(o, pkg, name, fold_case)) return static_cast<int>(i);
  }
  return -1;
}

// Paths of one element are shared.
List<uint32_t> single_index(uint32_t i) {
  constexpr uint32_t kShared = 256;
  static const List<uint32_t> shared = [] {
    List<uint32_t> l = List<uint32_t>::of_size(kShared);
    for (uint32_t k = 0; k < kShared; k++) l[k] = k;
    return l;
  }();
  List<uint32_t> l;
  l.count = 1;
  if (i < kShared) {
    l.data = Ref<uint32_t>(shared.begin() + i);
    return l;
  }
  return List<uint32_t>::copy_of({&i, 1});
}

// Method number of `name` in a type set's sorted list, -1 if none.
int method_of_set(const TypeSet* s, Package* pkg, Name name, bool fold_case) {
  size_t n = s->methods.size();
  if (n > 16 && !fold_case) {
    bool exported = name.exported();
    auto first = std::lower_bound(s->methods.begin(), s->methods.end(), name, [&](Func* m, Name key) {
      return m->exported() != exported ? m->exported() : m->name.view() < key.view();
    });
    for (; first != s->methods.end() && (*first)->name == name; ++first)
      if (same_id(first->get(), pkg, name)) return static_cast<int>(first - s->methods.begin());
    return -1;
  }
  return index_of(s->methods, pkg, name, fold_case);
}

// One embedded type on the way to the selected name: `parent` and `field` say how it was reached.
struct Step {
  Type* type;
  int parent;       // number of the step that contains it, -1 for the start
  uint32_t field;
  bool indirect;
  bool multiple;    // reached several times at its depth: what it has is ambiguous
};

class Search {
 public:
  Search(Package* pkg, Name name, bool fold_case) : pkg_(pkg), name_(name), fold_case_(fold_case) {}

  LookupResult run(Type* start, bool is_pointer, bool addressable) {
    steps_.push_back({start, -1, 0, is_pointer, false});
    size_t begin = 0;
    while (begin < steps_.size()) {
      size_t end = steps_.size();
      for (size_t i = begin; i < end && !ambiguous_; i++) visit(i, begin == 0);
      if (ambiguous_) return clash();
      if (result_.obj) {
        Func* f = as_object<Func>(result_.obj);
        if (f && (f->bits & Func::kPointerReceiver) && !result_.indirect && !addressable) {
          LookupResult r;
          r.indirect = true;
          return r;
        }
        return result_;
      }
      merge(end);
      begin = end;
    }
    return {};
  }

 private:
  void visit(size_t at, bool first_level) {
    Step step = steps_[at];
    Type* t = step.type;
    if (t->kind == TypeKind::Alias) t = unalias(t);
    if (t->kind == TypeKind::Named) {
      Named* n = static_cast<Named*>(t);
      // A type seen at a shallower depth shadows itself.
      if (!first_level && seen(n)) return;
      seen_.push_back(n);
      int i = method_index(n, pkg_, name_, fold_case_);
      if (i >= 0) {
        found(at, method_at(n, static_cast<size_t>(i)), static_cast<uint32_t>(i));
        return;
      }
      if (current_test_methods && find_test_method(at, n)) return;
    }
    Type* u = under(t);
    if (u->kind == TypeKind::Struct) {
      Struct* s = static_cast<Struct*>(u);
      size_t n = s->fields.size();
      bool embeds = false;
      for (size_t i = 0; i < n; i++) {
        Var* f = s->fields[i];
        if ((f->name == name_ || fold_case_) && matches(f, pkg_, name_, fold_case_)) {
          found(at, f, static_cast<uint32_t>(i));
          if (ambiguous_) return;
        }
        embeds = embeds || f->embedded();
      }
      if (result_.obj || !embeds) return;
      for (size_t i = 0; i < n; i++) {
        Var* f = s->fields[i];
        if (!f->embedded() || !f->type) continue;
        auto [elem, pointer] = deref(f->type);
        steps_.push_back({elem, static_cast<int>(at), static_cast<uint32_t>(i), step.indirect || pointer, step.multiple});
      }
    } else if (u->kind == TypeKind::Interface) {
      const TypeSet* s = type_set(static_cast<Interface*>(u));
      int i = method_of_set(s, pkg_, name_, fold_case_);
      if (i >= 0) found(at, s->methods[static_cast<size_t>(i)].get(), static_cast<uint32_t>(i));
    }
  }

  bool find_test_method(size_t at, Named* n) {
    const TestMethods& all = *current_test_methods;
    for (size_t k = 0; k < all.size(); k++) {
      if (all[k].first != n || !matches(all[k].second, pkg_, name_, fold_case_)) continue;
      found(at, all[k].second, static_cast<uint32_t>(n->methods.size() + k));
      return true;
    }
    return false;
  }

  bool seen(Named* n) const {
    for (Named* s : seen_)
      if (s == n || (s->is_instance() && n->is_instance() && identical(s, n))) return true;
    return false;
  }

  void found(size_t at, Object* o, uint32_t index) {
    const Step& step = steps_[at];
    bool clash = result_.obj || step.multiple;
    result_.index = path(at, index);
    if (clash) {
      ambiguous_ = true;
      return;
    }
    result_.obj = o;
    result_.indirect = step.indirect;
  }

  LookupResult clash() const {
    LookupResult r;
    r.index = result_.index;
    return r;
  }

  List<uint32_t> path(size_t at, uint32_t last) const {
    if (steps_[at].parent < 0) return single_index(last);
    absl::InlinedVector<uint32_t, 8> reversed{last};
    for (int s = static_cast<int>(at); steps_[static_cast<size_t>(s)].parent >= 0; s = steps_[static_cast<size_t>(s)].parent)
      reversed.push_back(steps_[static_cast<size_t>(s)].field);
    std::reverse(reversed.begin(), reversed.end());
    return List<uint32_t>::copy_of(reversed);
  }

  // Types reached more than once at one depth are searched once, and all that they have is ambiguous.
  void merge(size_t begin) {
    size_t kept = begin;
    for (size_t i = begin; i < steps_.size(); i++) {
      bool duplicate = false;
      for (size_t k = begin; k < kept && !duplicate; k++) {
        if (identical(steps_[k].type, steps_[i].type)) {
          steps_[k].multiple = true;
          duplicate = true;
        }
      }
      if (!duplicate) steps_[kept++] = steps_[i];
    }
    steps_.resize(kept);
  }

  Package* pkg_;
  Name name_;
  bool fold_case_;
  bool ambiguous_ = false;
  LookupResult result_;
  absl::InlinedVector<Step, 12> steps_;
  absl::InlinedVector<Named*, 12> seen_;
};

LookupResult lookup_here(Type* t, bool addressable, Package* pkg, Name name, bool fold_case) {
  if (name == names.blank) return {};
  auto [base, is_pointer] = deref(t);
  // *T where T is an interface or type parameter has no methods.
  if (is_pointer && under(base)->kind == TypeKind::Interface) return {};
  return Search(pkg, name, fold_case).run(base, is_pointer, addressable);
}

}  // namespace

bool same_id(const Object* o, Package* pkg, Name name) {
  if (!(o->name == name)) return false;
  if (name.exported()) return true;
  return same_package(o->pkg, pkg);
}

std::pair<Type*, bool> deref(Type* t) {
  Type* u = unalias(t);
  if (u->kind == TypeKind::Pointer) return {static_cast<Pointer*>(u)->elem, true};
  return {t, false};
}

int field_index(List<Ref<Var>> fields, Package* pkg, Name name, bool fold_case) {
  if (name == names.blank) return -1;
  return index_of(fields, pkg, name, fold_case);
}

int method_index(Named* n, Package* pkg, Name name, bool fold_case) {
  Named* origin = n->origin;
  if (origin->obj->color == Object::White && !origin->underlying) ensure_declared(origin->obj);
  return index_of(origin->methods, pkg, name, fold_case);
}

namespace {

// A copy of a generic type's method for one instance, with its receiver's type parameters replaced.
Func* substituted_method(Named* n, Func* generic) {
  Signature* sig = generic->signature();
  Signature* made = sig;
  if (sig->recv_type_params.size() == n->type_args.size())
    made = subst_signature(sig, TypeMap{sig->recv_type_params.span(), n->type_args.span()});
  if (made == sig) {
    made = make<Signature>();
    made->flags = sig->flags;
    made->type_params = sig->type_params;
    made->params = sig->params;
    made->results = sig->results;
  }
  made->recv_type_params = {};
  if (sig->recv) {
    Var* recv = make<Var>(*sig->recv.get());
    recv->origin = sig->recv->origin ? sig->recv->origin : sig->recv;
    recv->type = generic->bits & Func::kPointerReceiver ? static_cast<Type*>(pointer_to(n)) : n;
    made->recv = recv;
  }
  Func* f = make<Func>(*generic);
  f->type = made;
  f->origin = generic;
  f->color = Object::Black;
  return f;
}

}  // namespace

Func* method_at(Named* n, size_t i) {
  Named* origin = n->origin;
  Func* generic = origin->methods[i];
  if (n == origin) return generic;
  // The cache: a count, then one slot a method.
  std::atomic_ref<std::atomic<uint32_t>*> slot(n->method_cache);
  std::atomic<uint32_t>* cache = slot.load(std::memory_order_acquire);
  if (!cache) {
    size_t count = origin->methods.size();
    auto* fresh = static_cast<std::atomic<uint32_t>*>(Region::allocate((count + 1) * sizeof(std::atomic<uint32_t>)));
    for (size_t k = 0; k <= count; k++) new (fresh + k) std::atomic<uint32_t>(0);
    fresh[0].store(static_cast<uint32_t>(count), std::memory_order_relaxed);
    if (slot.compare_exchange_strong(cache, fresh, std::memory_order_acq_rel)) cache = fresh;
  }
  bool cached = i < cache[0].load(std::memory_order_relaxed);
  if (cached) {
    if (uint32_t known = cache[1 + i].load(std::memory_order_acquire)) return Ref<Func>::from_raw(known);
  }
  if (generic->color == Object::White || !generic->type) ensure_declared(generic);
  if (!generic->signature()) return generic;  // its declaration is open
  Func* made = substituted_method(n, generic);
  if (!cached || generic->color == Object::Grey) return made;
  uint32_t expected = 0;
  if (cache[1 + i].compare_exchange_strong(expected, Ref<Func>(made).v, std::memory_order_acq_rel)) return made;
  return Ref<Func>::from_raw(expected);
}

LookupResult lookup_field_or_method(Type* t, bool addressable, Package* pkg, Name name, bool fold_case) {
  // A defined pointer type has no methods, but the fields of what it points to.
  if (Named* n = as<Named>(t)) {
    Type* u = under(n);
    if (u->kind == TypeKind::Pointer) {
      LookupResult r = lookup_here(u, false, pkg, name, fold_case);
      if (r.obj && r.obj->kind == ObjectKind::Func) return {};
      return r;
    }
  }
  return lookup_here(t, addressable, pkg, name, fold_case);
}

std::vector<Selection> method_set(Type* t) {
  // Candidates are the methods of all types that can be reached by embedding; each is then looked up.
  std::vector<Func*> candidates;
  absl::flat_hash_set<Type*> visited;
  std::vector<Type*> work{deref(t).first};
  while (!work.empty()) {
    Type* at = unalias(work.back());
    work.pop_back();
    if (!visited.insert(at).second) continue;
    if (at->kind == TypeKind::Named) {
      Named* n = static_cast<Named*>(at);
      for (Func* m : n->origin->methods.span()) candidates.push_back(m);
    }
    Type* u = under(at);
    if (u->kind == TypeKind::Interface) {
      for (Func* m : type_set(static_cast<Interface*>(u))->methods.span()) candidates.push_back(m);
    } else if (u->kind == TypeKind::Struct) {
      for (Var* f : static_cast<Struct*>(u)->fields.span())
        if (f->embedded() && f->type) work.push_back(deref(f->type).first);
    }
  }
  auto path = [](const Object* o) { return o->pkg ? o->pkg->path.view() : std::string_view(); };
  auto key = [&](const Func* f) { return std::pair(f->name.view(), f->exported() ? std::string_view() : path(f)); };
  std::sort(candidates.begin(), candidates.end(), [&](Func* a, Func* b) { return key(a) < key(b); });
  candidates.erase(std::unique(candidates.begin(), candidates.end(), [&](Func* a, Func* b) { return key(a) == key(b); }),
                   candidates.end());
  std::vector<Selection> result;
  for (Func* m : candidates) {
    LookupResult r = lookup_field_or_method(t, false, m->pkg, m->name);
    if (r.obj && r.obj->kind == ObjectKind::Func)
      result.push_back({Selection::MethodValue, r.indirect, t, r.obj, r.index});
  }
  return result;
}

}  // namespace ptrsafe
