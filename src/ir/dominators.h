// Dominators of the blocks of a function: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
#pragma once

#include <vector>

#include "ir/ir.h"

namespace ptrsafe::ir {

class Dominators {
 public:
  explicit Dominators(const Function& f);

  // Every path from the entry to `b` passes through `a`. Of reachable blocks; a block dominates itself.
  bool dominates(BlockId a, BlockId b) const;
  bool reachable(BlockId b) const { return number_[b.v] != 0; }
  BlockId immediate(BlockId b) const { return idom_[b.v]; }  // the entry's is itself
  const std::vector<BlockId>& order() const { return order_; }  // reverse post order
  uint32_t place(BlockId b) const { return number_[b.v]; }      // there, from 1; 0: unreachable

 private:
  std::vector<BlockId> order_;
  std::vector<uint32_t> number_;  // by block: place in order_ from 1; 0: unreachable
  std::vector<BlockId> idom_;
};

}  // namespace ptrsafe::ir
