// Packages of the standard library that one program has read, for the programs that are loaded after it in the same run: a tree of
// several hundred modules would read, parse and check the same ones as often.
#pragma once

#include <string>
#include <vector>

#include "build/package_node.h"
#include "build/string_table.h"

namespace ptrsafe::build {

// A dependency of the first program that has it, which owns the files and the unit.
struct SharedPackage {
  std::string dir, name;
  std::vector<FileUnit*> files;
  size_t cgo_files = 0;
  std::vector<NodeImport> imports;  // without targets
  bool has_assembly = false;
  PackageUnit* unit = nullptr;
};

// By import path; all of one toolchain and target.
using SharedStandard = StringMap<SharedPackage>;

}  // namespace ptrsafe::build
