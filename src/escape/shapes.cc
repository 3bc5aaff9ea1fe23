#include "escape/shapes.h"

#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
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

// Whether a type that another one is written with has the property. Each is looked at once: instances of instances mention one type in many ways.
class Mentions {
 public:
  explicit Mentions(bool (*property)(Type*)) : property_(property) {}

  bool in(Type* t) {
    t = unalias(t);
    if (property_(t)) return true;
    switch (t->kind) {
      case TypeKind::Named: {
        auto& args = static_cast<Named*>(t)->type_args;
        return !args.empty() && first(t) && std::any_of(args.begin(), args.end(), [&](const Ref<Type>& a) { return in(a); });
      }
      case TypeKind::Pointer: return in(static_cast<Pointer*>(t)->elem);
      case TypeKind::Slice: return in(static_cast<Slice*>(t)->elem);
      case TypeKind::Array: return in(static_cast<Array*>(t)->elem);
      case TypeKind::Chan: return in(static_cast<Chan*>(t)->elem);
      case TypeKind::Map: return first(t) && (in(static_cast<Map*>(t)->key) || in(static_cast<Map*>(t)->elem));
      case TypeKind::Struct: {
        auto& fields = static_cast<Struct*>(t)->fields;
        return first(t) && std::any_of(fields.begin(), fields.end(), [&](const Ref<Var>& f) { return in(f->type); });
      }
      case TypeKind::Interface: {
        auto& methods = static_cast<Interface*>(t)->methods;
        return first(t) && std::any_of(methods.begin(), methods.end(), [&](const Ref<Func>& m) { return m->type && in(m->type); });
      }
      case TypeKind::Signature: return first(t) && (any(static_cast<Signature*>(t)->params) || any(static_cast<Signature*>(t)->results));
      default: return false;
    }
  }

 private:
  bool first(Type* t) { return seen_.insert(t).second; }
  bool any(Tuple* list) {
    return list && std::any_of(list->vars.begin(), list->vars.end(), [&](const Ref<Var>& v) { return in(v->type); });
  }

  bool (*property_)(Type*);
  absl::flat_hash_set<const Type*> seen_;
};

}  // namespace

bool is_shape(Type* t) {
  Named* n = as<Named>(t);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "go.shape";
}

bool has_shape(Type* t) { return Mentions(is_shape).in(t); }

bool has_type_parameters(Type* t) {
  return Mentions([](Type* part) { return part->kind == TypeKind::TypeParam; }).in(t);
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
