// Bounds: whether a length is known to stay within a slice or string, by how it is computed or by a test before it.
#pragma once

#include <vector>

#include "flow/access_path.h"
#include "flow/body.h"
#include "flow/callees.h"
#include "types/sizes.h"

namespace ptrsafe::flow {

class Bounds {
 public:
  // The slice or string at `place` (its header's address), or the value `slice`; whichever is known.
  Bounds(const Body& body, const Sizes& sizes, Callees& callees, AccessPath place, ir::ValueId slice)
      : body_(body), sizes_(sizes), callees_(callees), place_(std::move(place)), slice_(slice) {}

  // Sizes of elements: of what the new length counts, and of the slice.
  struct Ratio {
    int64_t element = 1, own = 1;
  };
  // Before an instruction; or, if `edge` is given, behind the end of its block on the way to that one.
  struct Place {
    Place(ir::ValueId v) : at(v) {}  // NOLINT(google-explicit-constructor): an instruction is a place
    Place(ir::ValueId v, ir::BlockId to) : at(v), edge(to), on_edge(true) {}
    ir::ValueId at;
    ir::BlockId edge{};
    bool on_edge = false;
  };
  // `n` elements are at most the length (the capacity counts too), whenever `at` is reached.
  bool within(ir::ValueId n, Place at, Ratio ratio, int depth = 0) const;
  // A test before `at` compares the length of what stands at `other` with it.
  bool covers(const AccessPath& other, Place at) const;
  // `v` is the length, or the capacity.
  bool is_length(ir::ValueId v) const { return is_length_of(v, place_, slice_); }

 private:
  bool is_length_of(ir::ValueId v, const AccessPath& place, ir::ValueId slice) const;
  // less <= more
  struct Order {
    ir::ValueId less, more;
  };
  // Some test on the way to `at` says that less <= more, for operands that `accept`s.
  template <class Accept>
  bool tested(Place at, Accept accept) const;
  // What is known on each way to the place, by the tests of the body.
  void known_at(const Body& body, Place at, int depth, std::vector<Order>& out) const;
  // What is known if the condition has that value: by a comparison, by the way on which it gets the value (`n >= 0 && n <= c`), or by a helper that compares what
  // it is given.
  void known_if(const Body& body, ir::ValueId condition, bool truth, int depth, std::vector<Order>& out) const;
  bool tested_within(ir::ValueId n, Place at, Ratio ratio, int depth) const;
  // Two values that are the same number: the length counts as one, whether `len` or the header's word gives it.
  bool same_number(ir::ValueId x, ir::ValueId y, int depth = 0) const;

  const Body& body_;
  Sizes sizes_;
  Callees& callees_;
  AccessPath place_;
  ir::ValueId slice_;
};

}  // namespace ptrsafe::flow
