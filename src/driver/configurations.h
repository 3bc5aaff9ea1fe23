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

// The directories of all named packages: those that ptrsafe.toml may configure.
std::vector<std::string> directories(const std::vector<Configured>& all);

// The passports of all maps in all configurations, in order of declaration, but for those that the settings exclude. A map that is the same in
// several ones is there once, with their names.
std::vector<flow::Passport> passports_in(const std::vector<Configured>& all, const Settings& settings);

}  // namespace ptrsafe
