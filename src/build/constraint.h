// Build constraints: `//go:build` expressions, `// +build` lines, and file-name suffixes such as
// _linux_amd64.go, evaluated for one configuration (cmd/go, "Build constraints").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "build/string_table.h"

namespace ptrsafe::build {

// The tags that hold in one configuration.
struct TagSet {
  std::string goos, goarch;
  StringSet tags;  // everything that holds, GOOS and GOARCH and release tags included

  bool holds(std::string_view tag) const;
  // False if a suffix of the name asks for another system or architecture. `name` has no directory.
  bool file_name_matches(std::string_view name) const;
};

bool is_known_os(std::string_view s);
bool is_known_arch(std::string_view s);
bool is_unix_os(std::string_view s);

// A parsed constraint: a tree in an array, every operand before its operator, the root last.
class Constraint {
 public:
  // Parses the text after `//go:build `. False, with the error as go/build/constraint words it.
  static bool parse(std::string_view text, Constraint* out, std::string* error);

  bool eval(const TagSet& tags) const;

  // The lowest Go release that the constraint implies: N for go1.N, 0 for go1, -1 if it implies none.
  int go_minor() const;

 private:
  friend class ConstraintParser;
  enum class Kind : uint8_t { Tag, Not, And, Or };
  struct Term {
    Kind kind;
    uint32_t a = 0, b = 0;
    std::string_view tag;  // in the text that was parsed
  };
  std::vector<Term> terms_;
};

// The beginning of a Go file, up to its imports.
struct ImportLine {
  std::string path;     // decoded
  uint32_t offset = 0;  // of the declaration: its name, else the string literal
};
struct Header {
  bool matches = true;          // the constraints hold
  int go_minor = -1;            // implied by //go:build, -1 without
  std::string_view package;     // empty if there is no package clause
  uint32_t package_offset = 0;  // of the name
  std::vector<ImportLine> imports;
  bool imports_c = false;
  std::string error;  // a bad //go:build line
  uint32_t error_offset = 0;
};

// Reads the header of `text`. With `ignore_constraints`, `matches` stays true. Where the constraints do
// not hold, package and imports are not looked at.
void scan_header(std::string_view text, const TagSet& tags, bool ignore_constraints, Header* out);

// Only the constraints, for files that are not Go (assembly: same comment syntax).
bool header_matches(std::string_view text, const TagSet& tags);

// The tags that the constraints name, some perhaps more than once.
std::vector<std::string> constraint_names(std::string_view text);

}  // namespace ptrsafe::build
