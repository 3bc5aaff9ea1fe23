// Scan: reads the directory of a package, decides which files belong to it, and what they import.
#pragma once

#include "build/constraint.h"
#include "build/overlay.h"
#include "build/package_node.h"

namespace ptrsafe::build {

struct ScanOptions {
  const TagSet* tags = nullptr;
  const Overlay* overlay = nullptr;
  bool cgo = false;
};

// Fills in `node` from node.dir. Files are read, their headers scanned, but not parsed. False with an error
// if the directory cannot be read.
bool scan_package(PackageNode& node, const ScanOptions& options, std::string* error);

}  // namespace ptrsafe::build
