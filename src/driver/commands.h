// The commands of ptrsafe, one function each. They return what is to be said, and the exit status.
#pragma once

#include "driver/options.h"
#include "report/document.h"

namespace ptrsafe {

Report run_types(const Options& options);
Report run_check(const Options& options);
Report run_maps(const Options& options);
Report run_escape(const Options& options);
Report run_explain(const Options& options);

}  // namespace ptrsafe
