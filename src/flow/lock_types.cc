#include "flow/lock_types.h"

#include <algorithm>

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

struct Finder {
  const LockArguments* arguments;
  const LockArguments::Argument** through;

  std::string find(Type* t, int depth) const {
    if (!t || depth > 12) return {};
    t = unalias(t);
    if (TypeParam* p = as<TypeParam>(t)) {
      const LockArguments::Argument* a = arguments ? arguments->of(p) : nullptr;
      if (a && through) *through = a;
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
    for (const Ref<Var>& f : static_cast<Struct*>(u)->fields)
      if (std::string s = find(f->type, depth + 1); !s.empty()) return s;
    return {};
  }
};

}  // namespace

std::string lock_in(Type* t, const LockArguments* arguments, const LockArguments::Argument** through) {
  return Finder{arguments, through}.find(t, 0);
}

}  // namespace ptrsafe::flow
