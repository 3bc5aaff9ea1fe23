// Analysis: the phases that every command runs (load, check), with their times, progress and errors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "build/program.h"
#include "driver/options.h"
#include "flow/passport.h"
#include "report/document.h"

namespace ptrsafe {

struct Analysis {
  std::unique_ptr<Pool> pool;
  std::vector<std::unique_ptr<build::Program>> programs;
  Stats stats;
};

// Loads the patterns of the options. Warnings go to the report's messages.
Analysis load_programs(const Options& options, Report& report);

// Type-checks all that was loaded.
void check_programs(Analysis& a, const Options& options);

// Errors by package: of named packages and of dependencies. A package and its test variants count as one; if a
// package has syntax errors, those are shown alone.
struct PackageErrors {
  std::string path;
  bool named;
  Diagnostics errors;  // sorted, no duplicates
};
std::vector<PackageErrors> collect_errors(const Analysis& a);

// Errors that belong to no package: go.mod, patterns.
Diagnostics program_errors(const Analysis& a);

// What text and JSON show of both: at most 10 errors of each package, "too many errors" after them.
Diagnostics all_errors(const Analysis& a);

// The named packages whose bodies were checked, in the order of the program.
std::vector<const Package*> checked_packages(const build::Program& program);

// What the rules of the options find in all named packages of checked programs, in order. A file that belongs to a package and its test
// variant is reported once. In check_command.cc.
std::vector<Finding> find_all(Analysis& a, const Options& options);

// The passports of all maps, with what the escape analysis says of their values. In maps_command.cc.
std::vector<flow::Passport> all_passports(Analysis& a);

// True if the environment or a flag makes no sense, so that nothing was loaded; program_errors() say why.
bool misconfigured(const Analysis& a);

void print_stats(const Stats& s);

}  // namespace ptrsafe
