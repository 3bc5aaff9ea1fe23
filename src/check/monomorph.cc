// Endless instantiation: a generic function or type that, through a cycle of instantiations, needs itself for
// ever larger type arguments. Type parameters form a graph: an edge for each argument that mentions one, heavier
// where the argument is larger than the parameter itself; a cycle with a heavy edge never ends.
#include <fmt/format.h>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "check/checker.h"

namespace ptrsafe {
namespace {

struct Vertex {
  Object* obj;
  int weight = 0;      // of the heaviest path found so far
  size_t length = 0;   // edges on it
  size_t last_edge = 0;
};

struct Edge {
  size_t from, to;
  int weight;
};

class InstanceGraph {
 public:
  explicit InstanceGraph(Package* pkg) : pkg_(pkg) {}

  // `own` stands for the type's parameter `canonical` in a method's receiver.
  void same(TypeParam* own, TypeParam* canonical) { canonical_[own] = canonical; }

  void add(List<Ref<TypeParam>> params, List<Ref<Type>> args) {
    for (size_t i = 0; i < params.size() && i < args.size(); i++) {
      to_ = params[i];
      whole_ = unalias(args[i]);
      walked_.clear();
      walk(whole_, 0);
    }
  }

  // A type parameter on a cycle that grows, null if there is none.
  Object* find_growth() {
    // The heaviest paths are relaxed until nothing changes; one with as many edges as vertices is cyclic.
    bool again = true;
    while (again) {
      again = false;
      for (size_t i = 0; i < edges_.size(); i++) {
        const Edge& e = edges_[i];
        Vertex& to = vertices_[e.to];
        int weight = vertices_[e.from].weight + e.weight;
        if (weight <= to.weight) continue;
        to.last_edge = i;
        to.length = vertices_[e.from].length + 1;
        if (to.length == vertices_.size()) return on_cycle(e.to);
        to.weight = weight;
        again = true;
      }
    }
    return nullptr;
  }

 private:
  Object* on_cycle(size_t v) const {
    std::vector<bool> seen(vertices_.size());
    while (!seen[v]) {
      seen[v] = true;
      v = edges_[vertices_[v].last_edge].from;
    }
    return vertices_[v].obj;
  }

  size_t vertex(Object* key, Object* obj) {
    auto [it, fresh] = index_.try_emplace(key, vertices_.size());
    if (fresh) vertices_.push_back({obj});
    return it->second;
  }

  size_t vertex(TypeParam* p) {
    if (auto it = canonical_.find(p); it != canonical_.end()) p = it->second;
    return vertex(p->obj, p->obj);
  }

  // A type declared in a generic function depends on the function's parameters; false if it is none.
  bool local_vertex(Named* n, size_t* out) {
    TypeName* o = n->obj;
    if (o->pkg.get() != pkg_ || !o->parent || o->parent.get() == pkg_->scope.get()) return false;
    if (auto it = index_.find(o); it != index_.end()) {
      *out = it->second;
      return true;
    }
    bool found = false;
    for (Scope* s = o->parent; s && s != pkg_->scope.get(); s = s->parent) {
      for (Object* e : s->objects()) {
        TypeName* t = as_object<TypeName>(e);
        TypeParam* p = t ? as<TypeParam>(t->type) : nullptr;
        if (!p || t->is_alias()) continue;
        *out = vertex(o, o);
        found = true;
        size_t from = vertex(p);
        edges_.push_back({from, *out, 1});
      }
    }
    return found;
  }

  void flow(size_t from, Type* t) { edges_.push_back({from, vertex(to_), t == whole_ ? 0 : 1}); }

  void walk(Type* t, int depth) {
    if (!t || depth > 1000) return;
    depth++;
    t = unalias(t);
    // Parts that are shared say the same again, and would be met exponentially often.
    if (t->kind != TypeKind::Basic && !walked_.insert(t).second) return;
    switch (t->kind) {
      case TypeKind::TypeParam: flow(vertex(static_cast<TypeParam*>(t)), t); break;
      case TypeKind::Named: {
        Named* n = static_cast<Named*>(t);
        size_t local;
        if (local_vertex(n->origin, &local)) flow(local, t);
        for (Type* a : n->type_args.span()) walk(a, depth);
        break;
      }
      case TypeKind::Array: walk(static_cast<Array*>(t)->elem, depth); break;
      case TypeKind::Slice: walk(static_cast<Slice*>(t)->elem, depth); break;
      case TypeKind::Pointer: walk(static_cast<Pointer*>(t)->elem, depth); break;
      case TypeKind::Chan: walk(static_cast<Chan*>(t)->elem, depth); break;
      case TypeKind::Map:
        walk(static_cast<Map*>(t)->key, depth);
        walk(static_cast<Map*>(t)->elem, depth);
        break;
      case TypeKind::Struct:
        for (Var* f : static_cast<Struct*>(t)->fields.span()) walk(f->type, depth);
        break;
      case TypeKind::Tuple:
        for (Var* v : static_cast<Tuple*>(t)->vars.span()) walk(v->type, depth);
        break;
      case TypeKind::Signature:
        walk(static_cast<Signature*>(t)->params, depth);
        walk(static_cast<Signature*>(t)->results, depth);
        break;
      case TypeKind::Interface:
        for (Func* m : type_set(static_cast<Interface*>(t))->methods.span()) walk(m->type, depth);
        break;
      default: break;
    }
  }

  Package* pkg_;
  std::vector<Vertex> vertices_;
  std::vector<Edge> edges_;
  absl::flat_hash_map<Object*, size_t> index_;
  absl::flat_hash_map<TypeParam*, TypeParam*> canonical_;
  TypeParam* to_ = nullptr;
  Type* whole_ = nullptr;
  absl::flat_hash_set<Type*> walked_;  // parts of whole_
};

}  // namespace

void Checker::monomorph() {
  if (!errors_.empty() || instances_.empty()) return;
  InstanceGraph graph(pkg_);
  for (Object* o : state_.objects) {
    Func* f = as_object<Func>(o);
    Signature* sig = f ? f->signature() : nullptr;
    if (!sig || !sig->recv || sig->recv_type_params.empty()) continue;
    Named* base = as<Named>(deref(sig->recv->type).first);
    if (!base) continue;
    List<Ref<TypeParam>> params = base->origin->type_params;
    for (size_t i = 0; i < params.size() && i < sig->recv_type_params.size(); i++)
      graph.same(sig->recv_type_params[i], params[i]);
  }
  for (const PendingInstance& p : instances_) {
    Type* t = p.instance.type;
    List<Ref<TypeParam>> params;
    if (Alias* a = as_alias(t)) {
      params = a->origin->type_params;
    } else if (t->kind == TypeKind::Named) {
      params = static_cast<Named*>(t)->origin->type_params;
    } else if (Object* o = Ref<Object>::from_raw(p.file->info[p.instance.node])) {
      Func* f = as_object<Func>(o);
      if (f && f->signature()) params = f->signature()->type_params;
    }
    graph.add(params, p.instance.type_args);
  }
  if (Object* o = graph.find_growth()) error(o->pos, "instantiation cycle:");
}

}  // namespace ptrsafe
