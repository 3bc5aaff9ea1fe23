// `//ptrsafe:stack` and `//ptrsafe:heap`: what source files assert of the escape analysis.
#pragma once

#include <vector>

#include "driver/analysis.h"
#include "rules/finding.h"

namespace ptrsafe {

// Findings of escape-assertion in the named packages. The analysis needs the bodies of all dependencies, so the programs are loaded anew with
// them, if a named package asserts anything.
std::vector<Finding> contradicted_assertions(const Analysis& a, const Options& options);

}  // namespace ptrsafe
