// load(), as if some files had been changed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "build/program.h"

namespace ptrsafe::build {

// As load(); the files at those clean absolute paths, which are there, have these texts.
std::vector<std::unique_ptr<Program>> load_changed(const Config& config, const std::vector<std::string>& patterns, const std::map<std::string, std::string>& texts,
                                                   Pool& pool);

}  // namespace ptrsafe::build
