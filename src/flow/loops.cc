#include "flow/loops.h"

namespace ptrsafe::flow {

Loops::Loops(const ir::Function& f, const ir::Dominators& dominators) : innermost_(f.blocks.size(), kNoLoop) {
  // Inner loops first: in post order a header comes after those of the loops inside.
  const auto& order = dominators.order();
  for (size_t i = order.size(); i-- > 0;) {
    ir::BlockId header = order[i];
    std::vector<ir::BlockId> work;
    for (ir::BlockId p : f.blocks[header.v].preds)
      if (dominators.dominates(header, p)) work.push_back(p);
    if (work.empty()) continue;
    auto loop = static_cast<LoopId>(headers_.size());
    headers_.push_back(header);
    parents_.push_back(kNoLoop);
    innermost_[header.v] = loop;
    while (!work.empty()) {
      ir::BlockId b = work.back();
      work.pop_back();
      LoopId inner = innermost_[b.v];
      if (inner == kNoLoop) {
        innermost_[b.v] = loop;
      } else {
        while (parent(inner) != kNoLoop) inner = parent(inner);
        if (inner == loop) continue;
        parents_[static_cast<size_t>(inner)] = loop;
        b = this->header(inner);
      }
      for (ir::BlockId p : f.blocks[b.v].preds) work.push_back(p);
    }
  }
}

bool Loops::contains(LoopId l, ir::BlockId b) const {
  LoopId at = innermost_[b.v];
  while (at != kNoLoop && at != l) at = parent(at);
  return at != kNoLoop;
}

LoopId Loops::outermost(ir::BlockId inside) const {
  LoopId l = innermost_[inside.v];
  while (l != kNoLoop && parent(l) != kNoLoop) l = parent(l);
  return l;
}

LoopId Loops::outermost(ir::BlockId inside, ir::BlockId outside) const {
  LoopId found = kNoLoop;
  for (LoopId l = innermost_[inside.v]; l != kNoLoop && !contains(l, outside); l = parent(l)) found = l;
  return found;
}

}  // namespace ptrsafe::flow
