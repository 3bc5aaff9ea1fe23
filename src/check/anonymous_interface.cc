// Anonymous interfaces that refer to themselves (an implementation restriction of gc, Go issue 56103): an
// interface literal that embeds a defined interface, one of whose methods mentions the same literal, as in
// type T interface { m() interface{ T } }.
#include "check/checker.h"

namespace ptrsafe {
namespace {

constexpr int kMaxDepth = 200;
// Types that one search looks at: instances can make ever new literals.
constexpr int kMaxSteps = 10000;

class CycleFinder {
 public:
  explicit CycleFinder(absl::flat_hash_map<Interface*, bool>& on_path) : on_path_(on_path) {}

  // The structure of defined types is theirs, and is searched where they are declared.
  bool visit(Type* t) {
    if (!t || depth_ > kMaxDepth || ++steps_ > kMaxSteps) return false;
    depth_++;
    bool found = visit_parts(t);
    depth_--;
    return found;
  }

  // `t` itself, whose methods may lead back to a literal that is being visited. Each interface is visited once:
  // whatever led from it to an interface that is on the path now would have been found then.
  bool visit_interface(Interface* t) {
    auto [it, fresh] = on_path_.try_emplace(t, true);
    if (!fresh) return it->second;
    bool found = false;
    for (Func* m : t->methods.span())
      if (visit(m->type)) found = true;
    for (Type* e : t->embeddeds.span())
      if (Interface* embedded = as_under<Interface>(e); embedded && ++steps_ <= kMaxSteps && visit_interface(embedded)) found = true;
    on_path_[t] = false;
    return found;
  }

 private:
  bool visit_parts(Type* t) {
    t = unalias(t);
    switch (t->kind) {
      case TypeKind::Array: return visit(static_cast<Array*>(t)->elem);
      case TypeKind::Slice: return visit(static_cast<Slice*>(t)->elem);
      case TypeKind::Pointer: return visit(static_cast<Pointer*>(t)->elem);
      case TypeKind::Chan: return visit(static_cast<Chan*>(t)->elem);
      case TypeKind::Map: return visit(static_cast<Map*>(t)->key) || visit(static_cast<Map*>(t)->elem);
      case TypeKind::Signature: {
        Signature* s = static_cast<Signature*>(t);
        return visit_vars(s->params) || visit_vars(s->results);
      }
      case TypeKind::Struct: return visit_list(static_cast<Struct*>(t)->fields);
      case TypeKind::Interface: return visit_interface(static_cast<Interface*>(t));
      default: return false;
    }
  }
  bool visit_vars(Tuple* t) { return t && visit_list(t->vars); }
  bool visit_list(List<Ref<Var>> vars) {
    for (Var* v : vars.span())
      if (visit(v->type)) return true;
    return false;
  }

  absl::flat_hash_map<Interface*, bool>& on_path_;  // false: done
  int depth_ = 0;
  int steps_ = 0;
};

}  // namespace

void Checker::check_anonymous_interfaces(Named* n) {
  Interface* i = as<Interface>(n->underlying);
  if (!i || i->methods.empty()) return;
  if (CycleFinder(visited_interfaces_).visit_interface(i))
    error(n->obj->pos, "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
}

}  // namespace ptrsafe
