// Makings: where the program makes objects of each declared struct type, by themselves or as a part, by value, of others.
//
// Read once from all bodies, when somebody asks first.
#pragma once

#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

class Makings {
 public:
  explicit Makings(const CallGraph& graph);

  struct Making {
    const Examined* body;
    ValueId alloc;
    bool whole;  // no part of another object
  };
  struct OfType {
    std::vector<Making> one_by_one;
    bool in_slices = false;  // made as elements, with zeros
  };
  // Null: none is made.
  const OfType* of(const Named* type) const {
    auto it = types_.find(type);
    return it == types_.end() ? nullptr : &it->second;
  }

 private:
  absl::flat_hash_map<const Named*, OfType> types_;
};

}  // namespace ptrsafe::concurrency
