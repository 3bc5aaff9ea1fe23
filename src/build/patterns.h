// Patterns: package patterns as the go command reads them ("go help packages"), and the directories that
// those with "..." run across.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "build/overlay.h"

namespace ptrsafe::build {

enum class PatternKind : uint8_t {
  Directory,   // ".", "./x", "/x", with or without "..."
  ImportPath,  // "net/http", with or without "..."
  Std,
  Cmd,
  All,
  Work,
  Tool,
};
struct Pattern {
  PatternKind kind = PatternKind::ImportPath;
  std::string text;  // as given
  std::string path;  // of a Directory: clean and absolute, with its "..."; else as given
  std::string base;  // of a Directory: what stands before the first element with "..."
  bool wildcard = false;
};
Pattern parse_pattern(const std::string& text, const std::string& dir);

// True if `name` matches `pattern`, in which "..." stands for any string; "x/..." matches x too.
bool matches_pattern(std::string_view pattern, std::string_view name);

// Directories below `root`, itself included, that hold .go files, in order. Those whose names begin with _ or
// ., `testdata`, and (with `skip_vendor`) `vendor` are left out. A directory with a go.mod below `root`
// goes to *nested instead, unless that is null. `ignore`: clean absolute directories, and relative paths that are
// left out wherever they occur.
struct WalkOptions {
  bool skip_vendor = true;
  std::vector<std::string> ignore;
  const Overlay* overlay = nullptr;
};
void walk_directories(const std::string& root, const WalkOptions& options, std::vector<std::string>* found,
                      std::vector<std::string>* nested, std::vector<std::string>* errors);

}  // namespace ptrsafe::build
