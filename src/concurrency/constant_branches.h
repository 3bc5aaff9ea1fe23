// Constant branches: which blocks of a body are left when each branch whose condition is constant goes one way only.
//
// Conditions fold as far as SSA form, and variables that keep one constant, show it; reached blocks are found in one walk, without the
// optimism of Wegman and Zadeck's "Constant Propagation with Conditional Branches" (1991).
#pragma once

#include <vector>

#include "concurrency/call_graph.h"
#include "types/constant.h"

namespace ptrsafe::concurrency {

class ConstantBranches {
 public:
  explicit ConstantBranches(const CallGraph& graph) : graph_(graph) {}

  // By block: it can be reached.
  std::vector<bool> reached(const Examined& body) const;

 private:
  // No constant: not known.
  Const value(const Examined& body, ValueId v, int depth) const;
  Const loaded(const Examined& body, ValueId load, ValueId address, int depth) const;
  // Of a variable that has one value wherever it is read in `reader`, or in literals that are made at it.
  Const only_value(const Examined& home, ValueId cell, ValueId reader, int depth) const;
  // The literal, and those in it, only read what they have captured under that number.
  bool only_reads(const Examined& literal, uint32_t captured, int depth) const;

  const CallGraph& graph_;
};

}  // namespace ptrsafe::concurrency
