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

// A type that `t` is written with has the property.
bool mentions(Type* t, bool (*property)(Type*)) {
  t = unalias(t);
  if (property(t)) return true;
  auto any = [&](Tuple* list) {
    return list && std::any_of(list->vars.begin(), list->vars.end(), [&](const Ref<Var>& v) { return mentions(v->type, property); });
  };
  switch (t->kind) {
    case TypeKind::Named: {
      auto& args = static_cast<Named*>(t)->type_args;
      return std::any_of(args.begin(), args.end(), [&](const Ref<Type>& a) { return mentions(a, property); });
    }
    case TypeKind::Pointer: return mentions(static_cast<Pointer*>(t)->elem, property);
    case TypeKind::Slice: return mentions(static_cast<Slice*>(t)->elem, property);
    case TypeKind::Array: return mentions(static_cast<Array*>(t)->elem, property);
    case TypeKind::Chan: return mentions(static_cast<Chan*>(t)->elem, property);
    case TypeKind::Map: return mentions(static_cast<Map*>(t)->key, property) || mentions(static_cast<Map*>(t)->elem, property);
    case TypeKind::Struct: {
      auto& fields = static_cast<Struct*>(t)->fields;
      return std::any_of(fields.begin(), fields.end(), [&](const Ref<Var>& f) { return mentions(f->type, property); });
    }
    case TypeKind::Interface: {
      auto& methods = static_cast<Interface*>(t)->methods;
      return std::any_of(methods.begin(), methods.end(), [&](const Ref<Func>& m) { return m->type && mentions(m->type, property); });
    }
    case TypeKind::Signature: return any(static_cast<Signature*>(t)->params) || any(static_cast<Signature*>(t)->results);
    default: return false;
  }
}

}  // namespace

bool is_shape(Type* t) {
  Named* n = as<Named>(t);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "go.shape";
}

bool has_shape(Type* t) { return mentions(t, is_shape); }

bool has_type_parameters(Type* t) {
  return mentions(t, [](Type* part) { return part->kind == TypeKind::TypeParam; });
}

Type* shape_of(Type* argument, TypeParam* parameter, const Rules& rules) {
  if (is_shape(argument)) return argument;
  Type* u = under(argument);
  bool methods_only = type_set(constraint_interface(parameter))->is_method_set();
  if (methods_only && u->kind == TypeKind::Pointer && !not_in_heap(static_cast<Pointer*>(u)->elem)) {
    Type* elem = static_cast<Pointer*>(u)->elem;
    if (rules.keeps_pointers_to_shapes && u == argument && !is_shape(elem) && has_shape(elem)) return argument;
    u = pointer_to(basic_type(BasicKind::Uint8));
  }
  return shapes().find(u);
}

}  // namespace ptrsafe::escape
