// Usage: what is said of a command line that is not understood: the nearest command or flag, flags of other commands, and
// what the contract of the command line names but this version has not.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ptrsafe {

// The arguments as CLI11 wants them: "-tags" like "--tags", as Go's commands take it; "help COMMAND" like "COMMAND --help".
std::vector<std::string> normal_arguments(const CLI::App& app, int argc, char** argv);

// Empty, or what is wrong with the command or with the name of a flag.
std::string wrong_name(const CLI::App& app, const std::vector<std::string>& arguments);

// Empty, or why `value` is not one of `choices`.
std::string wrong_choice(const std::string& value, const std::vector<std::string>& choices);

}  // namespace ptrsafe
