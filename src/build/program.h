// Program: the packages that a run looks at, as found on disk, with their files parsed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "build/config.h"
#include "syntax/node.h"

namespace ptrsafe {
class Pool;
struct Package;  // types/object.h: the checked package
}  // namespace ptrsafe

namespace ptrsafe::build {

// A Go language version; minor 0 means "not known". go1.21 is {21}.
struct GoVersion {
  int minor = 0;
  friend auto operator<=>(GoVersion, GoVersion) = default;
};

// One file that belongs to a package. A file is parsed once, even if test variants share it.
struct FileUnit {
  std::unique_ptr<Tree> tree;
  SourceFile* source = nullptr;  // tree->file
  GoVersion version;             // its language version: go.mod's line, changed by //go:build go1.N
  bool uses_cgo = false;         // imports "C"
  bool is_test = false;          // name ends in _test.go
};

struct PackageUnit;

struct ImportEdge {
  std::string_view path;          // as written
  PackageUnit* target = nullptr;  // null for "C", and where it could not be resolved (an error says why)
};

// A package as the go command sees it, with its test variants as packages of their own.
struct PackageUnit {
  std::string import_path;  // "net/http", "net/http [net/http.test]", "net/http_test [net/http.test]"
  std::string path;         // what its types carry: "net/http", "net/http_test"
  std::string name;         // of the package clause
  std::string dir;
  std::string for_test;       // import path of the package under test, for variants and external tests
  std::string module_path;    // empty for std
  GoVersion version;          // go.mod's line; for std that of the toolchain
  bool standard = false;      // below GOROOT/src
  bool main_module = false;   // of the main module, or of one that go.work uses
  bool named = false;         // matches the patterns: analysed; otherwise a dependency
  bool has_assembly = false;  // .s files: functions may lack bodies
  bool uses_cgo = false;
  bool is_unsafe = false;           // package unsafe itself
  std::vector<FileUnit*> files;     // sorted by name, as `go list` has them (GoFiles, CgoFiles, then test files)
  std::vector<ImportEdge> imports;  // sorted by path, each once
  Diagnostics errors;               // of loading: no files, import not found, import cycle, …; not syntax errors
  Package* checked = nullptr;       // set by the checker
  // The unit of an earlier program of the same load() with the same files and imports, a dependency from the standard library: one
  // is checked for both. Null mostly.
  const PackageUnit* same_as = nullptr;
  // Of a package that is compiled again for tests ("p [p.test]", "q [p.test]"): the same without them, if that is loaded, too.
  PackageUnit* plain = nullptr;
  uint32_t index = 0;               // place in Program::packages

  // The package that `path`, as written in an import declaration, stands for here.
  PackageUnit* find_import(std::string_view path) const;
};

struct Program {
  std::string dir;  // of go.mod or go.work, or the working directory
  Config config;    // as used, with the defaults filled in
  // In an order in which imports come before importers (import cycles are broken, with an error), and
  // otherwise sorted by import path.
  std::vector<std::unique_ptr<PackageUnit>> packages;
  std::vector<std::unique_ptr<FileUnit>> files;
  std::vector<const FileUnit*> shared_files;  // of an earlier program, which owns them, and has to live as long
  Diagnostics errors;  // that belong to no package: bad go.mod, patterns that match nothing, …
  std::vector<std::string> warnings;
  bool misconfigured = false;  // the settings of the run make no sense (`errors` says why); nothing was loaded
};

// Loads what `patterns` name and all that it imports. Never throws; what is missing is an error in the
// package that wants it, and the rest goes on. One Program for each go.mod or go.work that the patterns
// touch (`./...` may find several). Directories are relative to config.dir.
std::vector<std::unique_ptr<Program>> load(const Config& config, const std::vector<std::string>& patterns, Pool& pool);

}  // namespace ptrsafe::build
