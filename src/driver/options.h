// Options: the command line of ptrsafe, parsed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "build/config.h"
#include "rules/finding.h"
#include "rules/rules.h"

namespace ptrsafe {

// Exit statuses of all commands.
enum ExitStatus : int {
  kExitClean = 0,
  kExitFindings = 1,  // for `types`: errors
  kExitUsage = 2,
  kExitIncomplete = 3,  // something could not be loaded or type-checked
  kExitInternal = 4,
  kExitInterrupted = 130,
};

enum class Format : uint8_t { Text, Json, Sarif, Github, Checkstyle, Html };
enum class Print : uint8_t { Nothing, Tokens, Tree, Packages, Ssa, Races, Layouts };

struct Options {
  std::string command;
  std::vector<std::string> patterns;
  build::Config build;
  unsigned jobs = 0;  // 0: one a core
  Format format = Format::Text;
  std::string output;  // file; empty: stdout
  std::string base;    // paths below it are shown relative to it: the working directory, or none
  bool color = false;  // text output is for a terminal
  bool progress = false;
  bool stats = false;
  std::string cache;                   // directory; empty: none
  std::vector<std::string> arguments;  // the command line, as it was given

  // types
  size_t max_errors = 10;  // a package; 0: all
  bool fake_import_c = false;
  Print print = Print::Nothing;

  // escape
  bool why = false;
  bool maps = false;  // only what concerns values and keys of maps
  // explain: a rule, or FILE:LINE[:COLUMN]
  std::string subject;
  // check
  RuleSet rules;
  bool share_with_tests = false;  // not of the command line: see CheckOptions
  bool fix = false, fix_diff = false;
  // Texts in the place of those of files on disk, by clean absolute path: fixes that are tried before they are made.
  std::map<std::string, std::string> texts;
  Confidence show = Confidence::Likely;
  std::vector<std::string> only_files;  // absolute paths; if there are any, findings in other files do not count
  int fail_on = static_cast<int>(Confidence::Likely);  // above Proven: never
  // What flags say goes before what ptrsafe.toml says.
  bool rules_given = false, show_given = false, fail_on_given = false;
  RuleSet disabled;  // by --disable
  std::string config;          // ptrsafe.toml for all packages; empty: the nearest one above each
  std::string baseline, write_baseline;  // files; empty: none
  std::string diff;            // revision whose findings do not count; empty: none
  std::vector<build::Config> matrix;  // of --matrix, in place of `build`; empty without
};

// Parses the command line. If that settles the run (help, a usage error, which it prints), returns false and
// sets `*status`.
bool parse_options(int argc, char** argv, Options* out, int* status);

// "ptrsafe 0.1.0 (Go language versions 1.0 to 1.27)", with the compiler's build below.
std::string version_text();

}  // namespace ptrsafe
