// ReachedTypes: the types, as declared, whose values an object of a type leads to by its fields, elements and pointers.
//
// Bounded, as objects that lead to everything tell nothing: kMostTypes of them, kDeepest containers and structs below each other.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "types/type.h"

namespace ptrsafe::concurrency {

class ReachedTypes {
 public:
  static constexpr size_t kMostTypes = 200;
  static constexpr int kDeepest = 5;

  // Kept for the life of the object. Not thread-safe.
  const absl::flat_hash_set<const Named*>& of(Type* t) {
    auto [it, fresh] = known_.try_emplace(t);
    if (fresh) add(t, it->second, 0);
    return it->second;
  }

 private:
  static void add(Type* t, absl::flat_hash_set<const Named*>& seen, int depth);

  absl::node_hash_map<const Type*, absl::flat_hash_set<const Named*>> known_;
};

}  // namespace ptrsafe::concurrency
