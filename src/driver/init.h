// `ptrsafe init`: writes a ptrsafe.toml with all settings explained, and what CI systems and pre-commit need.
#pragma once

#include <string>

namespace ptrsafe {

struct InitOptions {
  bool github = false, gitlab = false, pre_commit = false;
  bool force = false;  // replace what is there
};

// Writes into `dir`, says so, and returns the exit status. Nothing is written if one of the files is there and may not be replaced.
int run_init(const std::string& dir, const InitOptions& options);

}  // namespace ptrsafe
