// summarise: the summary of a function from its body.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

FunctionSummary summarise(Examined& body, Summaries& callees);

// The part about maps that callers can reach: what goes, what is there afterwards, what results tell of it.
// `returns`: the Return instructions that are reached.
void summarise_maps(Examined& body, Summaries& callees, const std::vector<ValueId>& returns, FunctionSummary& out);

}  // namespace ptrsafe::flow
