// Iterators: loops over functions. What such a loop gets is what the iterator yields, and its body runs where that calls yield: with the
// locks that are held there.
#pragma once

#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

struct Yield {
  const Examined* iterator;  // or a literal in it
  ValueId call;
};

// The instruction gets the next values of a loop over a function.
bool over_function(const Function& f, const Instr& next);
// The calls of yield by the functions that the loop of the RangeNext may run.
std::vector<Yield> yields(const CallGraph& graph, const Examined& body, const Instr& next);
// The RangeNext instructions of the body's loops over functions.
std::vector<ValueId> loops_over_functions(const Examined& body);
// `v` stands in what the loop of the RangeNext repeats.
bool in_loop_over_function(const Examined& body, ValueId next, ValueId v);

}  // namespace ptrsafe::concurrency
