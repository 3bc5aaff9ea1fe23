// Programs as the escape analysis needs them: with the bodies of dependencies, or where summaries of all of those are kept, without.
#pragma once

#include "driver/analysis.h"
#include "escape/summaries.h"

namespace ptrsafe {

// Loads and type-checks. The result lives to the end of the process. `known` is asked what it has of the dependencies; a caller must let it
// look_at() each program again before that is analysed.
Analysis& load_for_escapes(Options options, escape::Summaries& known, Report& report);

}  // namespace ptrsafe
