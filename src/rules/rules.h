// The face of the rules: a checked package in, findings out.
#pragma once

#include <vector>

#include "flow/package_flow.h"
#include "rules/finding.h"
#include "types/package.h"
#include "types/sizes.h"

namespace ptrsafe {

namespace concurrency {
class Races;
}

struct RuleSet {
  bool enabled[32] = {};
  bool has(RuleId r) const { return enabled[static_cast<int>(r)]; }
  void add(RuleId r) { enabled[static_cast<int>(r)] = true; }
};

// Findings of the enabled rules in the package's files, ordered by file, line, column, rule, each with its
// fingerprint. Thread-safe for different packages of `program`. Functions with type errors yield nothing.
// `races`: of the program; null if no rule on races is enabled (see needs_races).
std::vector<Finding> run_rules(flow::ProgramFlow& program, const Package& package, const RuleSet& rules, Sizes sizes, const concurrency::Races* races);
bool needs_races(const RuleSet& rules);

// For --stats: the lookups in maps that the package follows.
size_t followed_lookups(flow::ProgramFlow& program, const Package& package);

}  // namespace ptrsafe
