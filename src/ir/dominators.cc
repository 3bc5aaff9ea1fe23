#include "ir/dominators.h"

namespace ptrsafe::ir {

std::vector<BlockId> reverse_post_order(const Function& f) {
  std::vector<BlockId> order;
  std::vector<bool> seen(f.blocks.size());
  std::vector<std::pair<BlockId, size_t>> stack{{BlockId{0}, 0}};
  seen[0] = true;
  while (!stack.empty()) {
    // The last successor first, so that a loop's body comes before what follows the loop.
    auto& [b, next] = stack.back();
    const BlockList& succs = f.blocks[b.v].succs;
    if (next == succs.size()) {
      order.push_back(b);
      stack.pop_back();
      continue;
    }
    BlockId s = succs[succs.size() - ++next];
    if (seen[s.v]) continue;
    seen[s.v] = true;
    stack.push_back({s, 0});
  }
  return {order.rbegin(), order.rend()};
}

Dominators::Dominators(const Function& f) : order_(reverse_post_order(f)), number_(f.blocks.size()), idom_(f.blocks.size()) {
  for (size_t i = 0; i < order_.size(); i++) number_[order_[i].v] = static_cast<uint32_t>(i + 1);
  std::vector<bool> known(f.blocks.size());
  known[0] = true;
  auto intersect = [&](BlockId a, BlockId b) {
    while (!(a == b)) {
      while (number_[a.v] > number_[b.v]) a = idom_[a.v];
      while (number_[b.v] > number_[a.v]) b = idom_[b.v];
    }
    return a;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 1; i < order_.size(); i++) {
      BlockId b = order_[i];
      BlockId dominator;
      bool first = true;
      for (BlockId p : f.blocks[b.v].preds) {
        if (!known[p.v]) continue;
        dominator = first ? p : intersect(p, dominator);
        first = false;
      }
      if (known[b.v] && idom_[b.v] == dominator) continue;
      idom_[b.v] = dominator;
      known[b.v] = true;
      changed = true;
    }
  }
}

bool Dominators::dominates(BlockId a, BlockId b) const {
  if (!reachable(a) || !reachable(b)) return false;
  while (number_[b.v] > number_[a.v]) b = idom_[b.v];
  return a == b;
}

}  // namespace ptrsafe::ir
