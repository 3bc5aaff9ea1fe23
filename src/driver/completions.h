// `ptrsafe completion SHELL`: the script that tells a shell how to complete ptrsafe's command line.
#pragma once

#include <string>

#include "driver/command_table.h"

namespace ptrsafe {

// The scripts need neither ptrsafe nor helpers of the shell's distribution when they run.
std::string bash_completion(const CommandTable& table);
std::string zsh_completion(const CommandTable& table);
std::string fish_completion(const CommandTable& table);

}  // namespace ptrsafe
