// The face of the rules: a checked package in, findings out.
#pragma once

#include <vector>

#include "base/pool.h"
#include "flow/package_flow.h"
#include "rules/finding.h"
#include "types/package.h"
#include "types/sizes.h"

namespace ptrsafe {

struct RuleSet {
  bool enabled[32] = {};
  bool has(RuleId r) const { return enabled[static_cast<int>(r)]; }
  void add(RuleId r) { enabled[static_cast<int>(r)] = true; }
  // Some rule in it `is` that.
  template <class Is>
  bool any(Is is) const {
    for (int r = 0; r < 32; r++)
      if (enabled[r] && is(static_cast<RuleId>(r))) return true;
    return false;
  }
};

// Findings of the enabled rules, by package of `program`, each list ordered by file, line, column and rule, with their fingerprints.
// Functions with type errors yield nothing. Not from a task of `pool`.
std::vector<std::vector<Finding>> run_rules(flow::ProgramFlow& program, const RuleSet& rules, Sizes sizes, Pool& pool);
// The rule asks for the races of the whole program, which other programs may have, or lack.
bool needs_races(RuleId rule);

// For --stats: the lookups in maps that the package follows.
size_t followed_lookups(flow::ProgramFlow& program, const Package& package);

}  // namespace ptrsafe
