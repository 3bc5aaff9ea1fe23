// summarise: the summary of a function from its body.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

FunctionSummary summarise(const Examined& body, Summaries& callees);

}  // namespace ptrsafe::flow
