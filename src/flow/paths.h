// Path queries: does a path whose conditions do not contradict each other lead from one instruction to another, under
// an assumption about one value?
//
// The partitions of Das, Lerner, Seigle, "ESP: Path-Sensitive Program Verification in Polynomial Time" (2002), on
// demand: a state is the block with what the path has shown of values and variables; a bounded number is looked at.
#pragma once

#include <span>
#include <vector>

#include "flow/function_flow.h"

namespace ptrsafe::flow {

struct PathQuery {
  ValueId from;    // begins after this instruction; 0: at `from_edge`
  BlockId edge_from{}, edge_to{};  // with `from` 0: begins on this edge
  ValueId goal;    // the instruction to be reached, with one of the assumed values as its operand
  std::span<const ValueId> goals;  // instead of `goal`: returns, of which any will do
  size_t goal_operand = 0;
  ValueId subject;           // what must be one of the assumed values there instead of that operand
  uint8_t goal_is = 0;       // kTrue, kFalse, kNil: an operand of the goal must be able to be that
  size_t is_operand = 0;
  bool any_operand = false;  // whatever its operands are
  bool boxed = false;        // the goal's operand is an interface that holds an assumed value, or is one
  std::vector<ValueFact> assumed;
  ValueId compared;          // is the constant, or is not
  bool is_constant = false;
  uint64_t constant = 0;     // const_hash
};

struct PathAnswer {
  enum Kind : uint8_t { No, Yes, Unknown } kind = No;  // Unknown: too many ways
  // Tests for nil or presence that the assumption decided, and the conditions that stayed open behind the last of them.
  std::vector<const Node*> tests;
  int open = 0;
  int rounds = 0;  // of them, loops that something is there to go through
};

PathAnswer find_path(const FunctionFlow& flow, const PathQuery& query);

}  // namespace ptrsafe::flow
