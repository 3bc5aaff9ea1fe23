// The files that describe modules: go.mod, go.work and vendor/modules.txt (the Go modules reference).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "build/string_table.h"

namespace ptrsafe::build {

struct ModuleVersion {
  std::string path;
  std::string version;  // empty: none given, or a directory
  friend auto operator<=>(const ModuleVersion&, const ModuleVersion&) = default;
};

struct ModError {
  uint32_t offset = 0;
  std::string message;
};

// What go.mod or go.work says. go.work has `use` but neither module, require nor exclude.
struct ModFile {
  std::string module;
  std::string go;         // "1.21", empty without a go line
  std::string toolchain;  // "go1.22.1", "default", or empty
  struct Require {
    ModuleVersion mod;
    bool indirect = false;
    uint32_t offset = 0;
  };
  std::vector<Require> require;
  struct Replace {
    ModuleVersion from;  // version empty: all versions
    ModuleVersion to;    // version empty: path is a directory
    uint32_t offset = 0;
  };
  std::vector<Replace> replace;
  std::vector<ModuleVersion> exclude;
  std::vector<std::string> tool;
  std::vector<std::string> ignore;
  struct Use {
    std::string dir;
    uint32_t offset = 0;
  };
  std::vector<Use> use;
  std::vector<ModError> errors;  // in order; what follows an error is still read
};

enum class ModFileKind : uint8_t {
  GoMod,       // of a main module: every line must be understood
  Dependency,  // unknown lines, replace, exclude and the like are skipped
  GoWork,
};

ModFile parse_mod_file(std::string_view text, ModFileKind kind);

// vendor/modules.txt: which module each vendored package comes from.
struct VendorList {
  struct Module {
    ModuleVersion mod;
    ModuleVersion replacement;  // path empty: not replaced
    bool replaced = false;
    bool explicit_ = false;
    bool listed = false;  // has packages, or stands for itself; false for the replacements at the end
    std::string go;       // of "## explicit; go 1.17"
  };
  std::vector<Module> modules;
  StringMap<uint32_t> packages;  // import path to index in `modules`
  bool workspace = false;        // "## workspace"
};
VendorList parse_vendor_list(std::string_view text);

}  // namespace ptrsafe::build
