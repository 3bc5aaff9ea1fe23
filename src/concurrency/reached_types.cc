#include "concurrency/reached_types.h"

#include "types/under.h"

namespace ptrsafe::concurrency {

void ReachedTypes::add(Type* t, absl::flat_hash_set<const Named*>& seen, int depth) {
  if (!t || depth > kDeepest || seen.size() > kMostTypes) return;
  if (const Named* n = as<Named>(t)) {
    if (!seen.insert(n->origin.get()).second) return;
  }
  Type* u = under(t);
  if (!u) return;
  switch (u->kind) {
    case TypeKind::Pointer: add(static_cast<Pointer*>(u)->elem, seen, depth); break;
    case TypeKind::Slice: add(static_cast<Slice*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Array: add(static_cast<Array*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Map: add(static_cast<Map*>(u)->elem, seen, depth + 1); break;
    case TypeKind::Struct:
      for (const Ref<Var>& field : static_cast<Struct*>(u)->fields) add(field->type, seen, depth + 1);
      break;
    default: break;
  }
}

}  // namespace ptrsafe::concurrency
