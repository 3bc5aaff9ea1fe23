#include "escape/shapes.h"

#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "escape/text.h"
#include "escape/types.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {
namespace {

struct Shapes {
  std::mutex mutex;
  Package* package = nullptr;
  absl::flat_hash_map<std::string, Named*> by_name;

  Named* find(Type* underlying) {
    std::string name = link_text(underlying);
    std::lock_guard lock(mutex);
    if (!package) {
      package = make<Package>();
      package->path = package->name = intern("go.shape");
    }
    Named*& n = by_name[name];
    if (!n) {
      auto* o = make<TypeName>();
      o->name = intern(name);
      o->pkg = package;
      o->color = Object::Black;
      n = make<Named>(o);
      n->underlying = underlying;
      o->type = n;
    }
    return n;
  }
};
Shapes& shapes() {
  static Shapes* s = new Shapes;
  return *s;
}

}  // namespace

bool is_shape(Type* t) {
  Named* n = as<Named>(t);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "go.shape";
}

bool has_shape(Type* t) {
  t = unalias(t);
  switch (t->kind) {
    case TypeKind::Named: {
      if (is_shape(t)) return true;
      for (const Ref<Type>& a : static_cast<Named*>(t)->type_args)
        if (has_shape(a)) return true;
      return false;
    }
    case TypeKind::Pointer: return has_shape(static_cast<Pointer*>(t)->elem);
    case TypeKind::Slice: return has_shape(static_cast<Slice*>(t)->elem);
    case TypeKind::Array: return has_shape(static_cast<Array*>(t)->elem);
    case TypeKind::Chan: return has_shape(static_cast<Chan*>(t)->elem);
    case TypeKind::Map: return has_shape(static_cast<Map*>(t)->key) || has_shape(static_cast<Map*>(t)->elem);
    case TypeKind::Struct:
      for (const Ref<Var>& f : static_cast<Struct*>(t)->fields)
        if (has_shape(f->type)) return true;
      return false;
    case TypeKind::Signature: {
      auto* s = static_cast<Signature*>(t);
      for (size_t i = 0; i < s->param_count(); i++)
        if (has_shape(s->param(i)->type)) return true;
      for (size_t i = 0; i < s->result_count(); i++)
        if (has_shape(s->result(i)->type)) return true;
      return false;
    }
    default: return false;
  }
}

Type* shape_of(Type* argument, TypeParam* parameter) {
  if (is_shape(argument)) return argument;
  Type* u = under(argument);
  bool methods_only = type_set(constraint_interface(parameter))->is_method_set();
  if (methods_only && u->kind == TypeKind::Pointer && !not_in_heap(static_cast<Pointer*>(u)->elem)) u = pointer_to(basic_type(BasicKind::Uint8));
  return shapes().find(u);
}

}  // namespace ptrsafe::escape
