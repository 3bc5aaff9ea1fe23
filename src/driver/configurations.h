// Configurations of a run: the only one, or those of --matrix.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "driver/analysis.h"
#include "driver/options.h"
#include "driver/settings.h"

namespace ptrsafe {

struct Configured {
  Options options;
  std::string name;  // "linux/amd64+tag"; empty: the only one
  Analysis* analysis = nullptr;  // lives to the end of the process
};

std::vector<Configured> configurations(const Options& options);

// True if some configuration makes no sense, so that nothing was loaded.
bool any_misconfigured(const std::vector<Configured>& all);

// Of errors in each of several configurations each one once, in order. What is not in all of them names those that have it.
Diagnostics united(const std::vector<Configured>& all, std::vector<Diagnostics> of_each);
// all_errors() of each, united.
Diagnostics errors_in(const std::vector<Configured>& all);
// " (in linux/amd64 windows/amd64)"; empty if these are the names of all.
std::string where_found(const std::vector<Configured>& all, const std::vector<std::string>& names);

// Reads the file of --config, if it is given, for commands that have no use for settings. False with errors, a line each.
bool config_is_right(const Options& options, std::string* errors);

// The directories of all named packages: those that ptrsafe.toml may configure.
std::vector<std::string> directories(const std::vector<Configured>& all);

// The passports of all maps in all configurations, in order of declaration, but for those that the settings exclude. A map that is the same in
// several ones is there once, with their names.
std::vector<flow::Passport> passports_in(const std::vector<Configured>& all, const Settings& settings);

}  // namespace ptrsafe
