// Fixes in a run of `check`: which of its findings have one that holds, and what becomes of them.
#pragma once

#include "driver/analysis.h"
#include "driver/options.h"
#include "fix/edits.h"

namespace ptrsafe {

// Fixes that hold together.
struct Fixing {
  fix::Edits edits;
  struct Done {
    size_t finding;  // its number
    std::string message;
  };
  std::vector<Done> done;
};

// True if somebody will see the fixes: they cost an analysis of the program, or several, where there are any.
bool wants_fixes(const Options& options);

// Fills in the fixes of those of `findings` that are shown and not suppressed; `all` are those that the rules of the options found in the
// program. The fixes that are returned hold together; those that overlap with them are only in their findings.
Fixing find_fixes(Analysis& a, const Options& options, const std::vector<Finding>& all, std::vector<Finding>& findings);

// --fix: writes the files, says what was done in the report's messages, and returns how many findings are mended. What could not be
// written makes the status of the report that of a wrong call.
size_t apply_fixes(const Fixing& fixing, const std::vector<Finding>& findings, const std::string& base, Report& report);

// --fix-diff: the diff is the result.
void show_fixes(const Fixing& fixing, const std::vector<Finding>& findings, const std::string& base, Report& report);

}  // namespace ptrsafe
