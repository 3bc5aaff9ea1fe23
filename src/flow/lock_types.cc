#include "flow/lock_types.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "types/object.h"
#include "types/package.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

bool locks_by_pointer(const Named* n) {
  bool lock = false, unlock = false;
  for (const Ref<Func>& m : n->origin->methods) {
    bool plain = (m->bits & Func::kPointerReceiver) && m->signature() && m->signature()->param_count() == 0 && m->signature()->result_count() == 0;
    lock = lock || (plain && m->name.view() == "Lock");
    unlock = unlock || (plain && m->name.view() == "Unlock");
  }
  return lock && unlock;
}

class Finder {
 public:
  Finder(const LockArguments* a, const LockArguments::Argument** t) : arguments_(a), through_(t) {}

  std::string find(Type* t, int depth) {
    if (!t || depth > 12) return {};
    t = unalias(t);
    if (TypeParam* p = as<TypeParam>(t)) {
      const LockArguments::Argument* a = arguments_ ? arguments_->of(p) : nullptr;
      if (a && through_) *through_ = a;
      return a ? a->lock : std::string();
    }
    Type* u = under(t);
    if (t->kind == TypeKind::Named && u->kind != TypeKind::Interface) {
      const Named* n = static_cast<Named*>(t);
      std::string_view path = n->obj->pkg ? n->obj->pkg->path.view() : std::string_view(), name = n->obj->name.view();
      constexpr std::string_view kSync[] = {"Cond", "Map", "Mutex", "Once", "Pool", "RWMutex", "WaitGroup"};
      bool known = path == "sync" ? std::find(std::begin(kSync), std::end(kSync), name) != std::end(kSync)
                                  : path == "sync/atomic" && u->kind == TypeKind::Struct;
      if (known || locks_by_pointer(n)) return n->obj->pkg ? std::string(n->obj->pkg->name.view()) + "." + std::string(name) : std::string(name);
    }
    if (u->kind == TypeKind::Array) return find(static_cast<Array*>(u)->elem, depth + 1);
    if (u->kind != TypeKind::Struct) return {};
    // A type with several parts of one type below it, and so on: each has been looked at from as far above.
    auto [known, first] = none_.try_emplace(u, depth);
    if (!first && known->second <= depth) return {};
    known->second = depth;
    for (const Ref<Var>& f : static_cast<Struct*>(u)->fields)
      if (std::string s = find(f->type, depth + 1); !s.empty()) return s;
    return {};
  }

 private:
  const LockArguments* arguments_;
  const LockArguments::Argument** through_;
  absl::flat_hash_map<const Type*, int> none_;  // what has no lock, by the least depth at which that was seen; or is being looked at
};

}  // namespace

std::string lock_in(Type* t, const LockArguments* arguments, const LockArguments::Argument** through) {
  return Finder(arguments, through).find(t, 0);
}

}  // namespace ptrsafe::flow
