// Loops of a function's control flow graph: natural loops, one a header, as a tree (Aho, Sethi, Ullman, "Compilers",
// section 10.4). Blocks from which no further iteration can follow do not belong to a loop, wherever they stand.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/dominators.h"
#include "ir/ir.h"

namespace ptrsafe::flow {

using LoopId = int32_t;
constexpr LoopId kNoLoop = -1;

class Loops {
 public:
  Loops(const ir::Function& f, const ir::Dominators& dominators);

  bool empty() const { return headers_.empty(); }
  ir::BlockId header(LoopId l) const { return headers_[static_cast<size_t>(l)]; }
  bool contains(LoopId l, ir::BlockId b) const;
  // The smallest loop around the block, and around a loop; kNoLoop if there is none.
  LoopId innermost(ir::BlockId b) const { return innermost_[b.v]; }
  LoopId parent(LoopId l) const { return parents_[static_cast<size_t>(l)]; }
  // The largest loop around `inside`, kNoLoop if there is none.
  LoopId outermost(ir::BlockId inside) const;
  // The largest one that `outside` does not belong to: for a variable declared at `outside`, the loop whose iterations
  // share it.
  LoopId outermost(ir::BlockId inside, ir::BlockId outside) const;

 private:
  std::vector<ir::BlockId> headers_;
  std::vector<LoopId> parents_;
  std::vector<LoopId> innermost_;  // by block
};

}  // namespace ptrsafe::flow
