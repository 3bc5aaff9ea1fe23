// The rules' pages: docs/rules/NAME.md, built into the binary (CMakeLists.txt), so that `ptrsafe explain RULE` needs no files.
#pragma once

#include <string_view>

#include "rules/finding.h"

namespace ptrsafe {

// Markdown.
std::string_view page_of(RuleId r);

}  // namespace ptrsafe
