// AccessPath: where an address leads, as a root and steps from it, so that two expressions for the same place compare
// equal: &p.cur twice, or &current in two statements.
#pragma once

#include <cstdint>
#include <vector>

#include "flow/body.h"

namespace ptrsafe::flow {

struct AccessPath {
  static constexpr int64_t kDeref = -1;    // the pointer that is stored there is followed
  static constexpr int64_t kElement = -2;  // and below: element -2 - n of an array; fields are their numbers

  ir::ValueId root;     // the value that it starts from …
  uint32_t global = 0;  // … or the package-level variable (raw Ref<Object>)
  std::vector<int64_t> steps;

  friend bool operator==(const AccessPath& a, const AccessPath& b) = default;
  bool same_root(const AccessPath& o) const { return root == o.root && global == o.global; }
  // `o` is this place or a part of it, reached without following a pointer.
  bool contains(const AccessPath& o) const;
  AccessPath prefix(size_t n) const;
};

// Every address has one; elements under an index that is not constant are roots of their own.
AccessPath access_path(const Body& body, ir::ValueId address);

// The value of a variable that is assigned once; none otherwise.
ir::ValueId only_value(const Body& body, ir::ValueId address);

}  // namespace ptrsafe::flow
