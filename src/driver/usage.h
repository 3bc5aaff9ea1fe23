// Usage: what is said of a command line that is not understood: the nearest command or flag, flags of other commands, and
// what the contract of the command line names but this version has not.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace ptrsafe {

// What all help texts and the manual page say.
inline constexpr std::string_view kAboutPackages = "Packages: `./...`, `.`, import paths with `...`, `std`, `cmd`, `all`.";
inline constexpr std::string_view kAboutEnvironment =
    "Go's environment (GOFLAGS, GOOS, GOWORK, …) counts as for the go command. Results go to stdout, progress and warnings to stderr.";
inline constexpr std::pair<int, std::string_view> kExitMeanings[] = {
    {0, "clean"}, {1, "findings (types: errors)"}, {2, "wrong call"}, {3, "something could not be loaded or checked"}, {4, "internal error"}, {130, "interrupted"}};

// "Exit status: 0 clean, 1 findings …"
std::string exit_statuses();

// The arguments as CLI11 wants them: "-tags" like "--tags", as Go's commands take it; "help COMMAND" like "COMMAND --help".
std::vector<std::string> normal_arguments(const CLI::App& app, int argc, char** argv);

bool is_command(const CLI::App& app, const std::string& name);

// Empty, or what is wrong with the command or with the name of a flag.
std::string wrong_name(const CLI::App& app, const std::vector<std::string>& arguments);

// Empty, or why `value` is not one of `choices`.
std::string wrong_choice(const std::string& value, const std::vector<std::string>& choices);

}  // namespace ptrsafe
