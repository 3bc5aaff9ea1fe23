// PackageNode: one directory of Go files while a program is being loaded; becomes one PackageUnit, and
// further ones for its tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "build/modules.h"
#include "build/program.h"

namespace ptrsafe::build {

struct PackageNode;
struct SharedPackage;  // shared_standard.h

struct NodeImport {
  std::string path;  // as written
  Pos pos;           // of the first import declaration that names it
  FileUnit* file = nullptr;
  PackageNode* target = nullptr;  // null for "C"
  bool implied = false;           // not written: what the linker or cgo adds
};

// Whose rules an import path is read by.
enum class ImportScope : uint8_t { Module, Std, Cmd };

// The part of a package that files and imports belong to.
enum Part : uint8_t { kPackagePart, kTestPart, kExternalTestPart, kParts };

struct PackageNode {
  // Set before its task runs.
  std::string import_path;  // canonical: "vendor/golang.org/x/…" for what std vendors
  std::string dir;          // empty: to be found from import_path
  Module* module = nullptr;
  bool standard = false;
  bool named = false;        // matches a pattern
  bool wildcard = false;     // … only one with "...": without Go files it is dropped silently
  bool unless_main = false;  // not named if it turns out to be a program
  bool read_tests = false;
  bool full = false;       // parse with bodies
  bool file_list = false;  // command-line-arguments: only `only_files`, constraints ignored
  std::vector<std::string> only_files;

  // Set by its task.
  std::string name;
  std::string missing;      // why there is no such package; then nothing below is set
  std::string missing_key;  // errors with the same key are reported once: a path, or a module
  std::vector<std::unique_ptr<FileUnit>> owned;
  std::vector<FileUnit*> files[kParts];  // cgo files stand after the others of kPackagePart
  size_t cgo_files = 0;
  std::vector<NodeImport> imports[kParts];
  bool has_assembly = false;
  bool any_go_file = false;    // some .go file, constraints or not
  bool any_test_file = false;  // some _test.go file that was not read
  Diagnostics errors;

  // Read by an earlier program, which owns its files; null: by this one.
  const SharedPackage* shared = nullptr;

  // Used by later steps.
  uint32_t index = 0;
  PackageUnit* unit = nullptr;

  ImportScope scope() const {
    if (!standard) return ImportScope::Module;
    return import_path == "cmd" || import_path.starts_with("cmd/") ? ImportScope::Cmd : ImportScope::Std;
  }
  bool empty() const {
    return files[kPackagePart].empty() && files[kTestPart].empty() && files[kExternalTestPart].empty();
  }
};

}  // namespace ptrsafe::build
