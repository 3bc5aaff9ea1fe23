// Loader: finds the packages of one program, starting from the named ones, and parses their files on all
// threads; then makes the Program.
#pragma once

#include <deque>
#include <mutex>

#include "build/environment.h"
#include "build/modules.h"
#include "build/overlay.h"
#include "build/package_node.h"
#include "build/scan.h"
#include "build/shared_standard.h"
#include "build/string_table.h"

namespace ptrsafe {
class Pool;
}

namespace ptrsafe::build {

class Loader {
 public:
  // `shared` is what earlier programs of the same toolchain and target have read; run() adds to it.
  Loader(const Config& config, const Environment& env, const Overlay& overlay, Modules& modules, Pool& pool,
         SharedStandard& shared, Program& program);

  // Adds a named package: by directory (its import path known), or by import path alone (dir empty). Calls
  // for a package that is there already widen what is wanted of it. Before run().
  PackageNode* add(std::string import_path, std::string dir, Module* module, bool standard, bool wildcard);
  // A list of files of one directory.
  PackageNode* add_files(const std::string& dir, std::vector<std::string> files, Module* module, bool standard);
  // The pattern `all`: everything that is found counts as named.
  void name_everything() { all_ = true; }
  bool empty() const { return nodes_.empty(); }

  // Reads and parses everything, and fills in the program.
  void run();

  // True for an import path whose first element has no dot: the standard library's, if anybody's.
  static bool may_be_standard(std::string_view path);

 private:
  PackageNode* intern(ImportScope scope, std::string_view path);
  void visit(PackageNode* node);
  bool resolve(PackageNode* node);
  bool borrow(PackageNode* node);
  void scan_and_follow(PackageNode* node);
  void parse_files(PackageNode* node);

  // units.cc: from nodes to the Program.
  void make_program();
  void check_imports(PackageNode* node, Part part, Diagnostics* errors);
  std::string import_error(const PackageNode* importer, Part part, const NodeImport& import) const;
  void break_cycles();
  void set_versions(PackageNode* node);
  void warn_of_newer_go();
  void note_needed_modules();
  void name_imported();
  void join_shared();
  void share();
  PackageUnit* new_unit(PackageNode* node, const std::string& variant_of);
  void make_test_units(PackageNode* node);
  void drop_unused_units();
  void order_units();
  bool depends_on(uint32_t node, uint32_t on) const {
    return closure_[size_t{node} * words_ + on / 64] >> (on % 64) & 1;
  }

  const Config& config_;
  const Environment& env_;
  const Overlay& overlay_;
  Modules& modules_;
  Pool& pool_;
  SharedStandard& shared_;
  Program& program_;
  ScanOptions scan_;
  bool all_ = false;

  std::mutex lock_;  // of the two below, while tasks run
  StringMap<PackageNode*> by_path_;
  std::deque<std::unique_ptr<PackageNode>> nodes_;

  std::vector<PackageNode*> sorted_;  // that exist, by import path
  std::vector<PackageNode*> order_;   // imports before importers
  std::vector<uint64_t> closure_;     // bit sets: the nodes that a node depends on, itself included
  size_t words_ = 0;
  StringSet reported_;  // keys of what is missing
};

}  // namespace ptrsafe::build
