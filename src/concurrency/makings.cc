#include "concurrency/makings.h"

#include "concurrency/places.h"
#include "flow/ahead.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// The declared struct types that an object of the type is or has, in itself.
void parts(Type* t, int depth, std::vector<const Named*>& out) {
  const Named* n = as_under<Pointer>(t) ? nullptr : named_of(t);
  Struct* s = n ? as_under<Struct>(n->origin.get()) : nullptr;
  if (!s) return;
  out.push_back(n);
  if (depth < 4)
    for (const Ref<Var>& f : s->fields) parts(f->type, depth + 1, out);
}

}  // namespace

Makings::Makings(const CallGraph& graph) {
  absl::flat_hash_map<Type*, std::vector<const Named*>> known;
  auto parts_of = [&](Type* t) -> const std::vector<const Named*>& {
    auto [it, fresh] = known.try_emplace(t);
    if (fresh) parts(t, 0, it->second);
    return it->second;
  };
  for (const Examined* b : flow::ahead(graph.bodies())) {
    const Function& f = b->function;
    for (ValueId v : f.with(Opcode::Alloc)) {
      Pointer* p = f.at(v).type ? as_under<Pointer>(f.at(v).type) : nullptr;
      if (!p) continue;
      const std::vector<const Named*>& all = parts_of(p->elem);
      for (const Named* n : all) types_[n].one_by_one.push_back({b, v, n == all[0]});
    }
    for (ValueId v : f.with(Opcode::MakeSlice)) {
      Slice* s = f.at(v).type ? as_under<Slice>(f.at(v).type) : nullptr;
      if (!s) continue;
      for (const Named* n : parts_of(s->elem)) types_[n].in_slices = true;
    }
  }
}

}  // namespace ptrsafe::concurrency
