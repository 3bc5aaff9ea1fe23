// The commands of ptrsafe, one function each. They return the exit status.
#pragma once

#include "driver/options.h"

namespace ptrsafe {

int run_types(const Options& options);
int run_check(const Options& options);
int run_maps(const Options& options);

}  // namespace ptrsafe
