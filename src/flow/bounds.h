// Bounds: whether a length is known to stay within a slice or string, by how it is computed or by a test before it.
#pragma once

#include "flow/access_path.h"
#include "flow/body.h"
#include "types/sizes.h"

namespace ptrsafe::flow {

class Bounds {
 public:
  // The slice or string at `place` (its header's address), or the value `slice`; whichever is known.
  Bounds(const Body& body, const Sizes& sizes, AccessPath place, ir::ValueId slice)
      : body_(body), sizes_(sizes), place_(std::move(place)), slice_(slice) {}

  // Sizes of elements: of what the new length counts, and of the slice.
  struct Ratio {
    int64_t element = 1, own = 1;
  };
  // `n` elements are at most the length (the capacity counts too), wherever `at` is run.
  bool within(ir::ValueId n, ir::ValueId at, Ratio ratio, int depth = 0) const;
  // A test before `at` compares the length of what stands at `other` with it.
  bool covers(const AccessPath& other, ir::ValueId at) const;
  // `v` is the length, or the capacity.
  bool is_length(ir::ValueId v) const { return is_length_of(v, place_, slice_); }

 private:
  bool is_length_of(ir::ValueId v, const AccessPath& place, ir::ValueId slice) const;
  // Some test on the way to `at` says that less <= more, for operands that `accept`s.
  template <class Accept>
  bool tested(ir::ValueId at, Accept accept) const;
  bool tested_within(ir::ValueId n, ir::ValueId at, Ratio ratio, int depth) const;

  const Body& body_;
  Sizes sizes_;
  AccessPath place_;
  ir::ValueId slice_;
};

}  // namespace ptrsafe::flow
