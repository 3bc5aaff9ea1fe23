// CommandTable: what the command line understands, as plain data. It is read from the parser itself, so that shell completions and
// the man page, which are written from it, cannot say anything else.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ptrsafe {

// A flag, or an argument that stands without one.
struct Argument {
  enum class Takes : uint8_t { Nothing, Words, Rules, RuleOrPlace, File, Directory, Packages, Text };

  std::vector<std::string> names;  // "-h", "--help"; of an argument without a flag, its name
  std::string value;               // as the help calls it: "FILE", "auto|always|never"; empty: it takes none
  Takes takes = Takes::Nothing;
  std::vector<std::string> words;  // those it takes one of
  std::string help;
};

struct Command {
  std::string name, help;
  std::vector<Argument> flags, arguments;
};

struct CommandTable {
  std::vector<Argument> flags;  // without a command
  std::vector<Command> commands;

  // The flags that all commands have which load packages, in order.
  std::vector<Argument> common_flags() const;
};

CommandTable command_table(const CLI::App& app);

}  // namespace ptrsafe
