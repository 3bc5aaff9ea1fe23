// Modules: the modules of one program (main modules, requirements, vendored ones), the selection of their
// versions, and the search for the module that provides a package.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "build/environment.h"
#include "build/gomod.h"
#include "build/overlay.h"
#include "build/program.h"
#include "build/tidiness.h"

namespace ptrsafe::build {

struct Module {
  std::string path;
  std::string version;   // as required; empty for main modules
  std::string dir;       // where its files are; empty for modules that exist in vendor/ only
  std::string go;        // its go line; see go_minor()
  ModuleVersion source;  // what replaces it, or itself
  bool main = false;
  bool local = false;  // a directory outside the module cache
  bool go_known = false;
  std::atomic<bool> used = false;   // provides a package of the program
  std::vector<std::string> ignore;  // absolute directories that patterns skip (main modules)
  std::vector<std::string> tools;   // import paths (main modules)
};

// Where the go.mod or go.work of a directory is; empty strings if there is none.
struct ModuleRoot {
  std::string work_file;  // go.work in use
  std::string mod_file;   // go.mod of the enclosing module
};
// `gowork` is the GOWORK setting: empty, "off", or a path.
ModuleRoot find_module_root(const std::string& dir, const std::string& gowork, const Overlay& overlay);

class Modules {
 public:
  // `root` may be without go.mod: then there is only the standard library.
  Modules(const Environment& env, const Overlay& overlay) : env_(env), overlay_(overlay) {}

  // Reads go.mod or go.work. Errors and warnings go to `program`; false if nothing can be loaded.
  bool load(const ModuleRoot& root, Program* program);
  // What go.mod or go.work ask for: a release ("1.27.3"), the toolchain line, and the file that says so.
  struct Needs {
    std::string go, toolchain, file;
  };
  Needs needs;
  // The rest of load(), once the toolchain is settled: the build list or vendor/modules.txt. `whole_graph`: the go.mod
  // files of all requirements count, even if go.mod claims to list all that they select.
  bool select(Program* program, bool whole_graph);
  // True if packages were found by go.mod's requirements, and these turned out not to be what the module graph selects.
  bool misled() const { return misled_ && !graph_.load(std::memory_order_acquire); }
  // `m` provides a package: go.sum should have an entry for it, and go.mod keep up with what it requires. Thread-safe.
  void use(Module* m);
  // A package of `m` is among those that the main module imports, over however many others; since go 1.17 go.mod has to
  // require `m`.
  void needed(const Module* m);
  // The main module imports a package of `m` itself, and so has to require it, whatever its version.
  void imported_directly(const Module* m);
  std::vector<std::string> tidiness_warnings() const { return tidiness_.warnings(workspace()); }

  struct Found {
    Module* module = nullptr;
    std::string dir;
    std::string error;    // if module is null
    std::string missing;  // "path@version" of a module that is not in the cache, if that is the reason
  };
  // The module that provides the package `path`. Thread-safe.
  Found find(std::string_view path);

  // The minor number of the module's language version. Thread-safe.
  int go_minor(Module* m);

  const std::vector<Module*>& mains() const { return mains_; }
  // Modules of the build list that may hold packages that begin with `prefix`, for patterns.
  std::vector<Module*> candidates(std::string_view prefix);
  // The module whose directory holds `dir`; null if there is none among those selected so far.
  Module* module_of_directory(const std::string& dir);
  bool vendored() const { return vendor_; }
  bool workspace() const { return !work_file_.empty(); }
  const VendorList& vendor_list() const { return vendor_list_; }
  const std::string& vendor_dir() const { return vendor_dir_; }
  bool any() const { return !mains_.empty(); }
  const std::string& root_dir() const { return root_dir_; }

 private:
  using Selection = StringMap<Module*>;  // by module path
  enum class Pruning : uint8_t { Pruned, Unpruned, Workspace };
  struct Summary {
    std::string go;
    std::vector<ModuleVersion> require;
    bool found = false;
  };
  struct Main {
    Module* module;
    ModFile file;
    std::string mod_path;  // go.mod's path
  };

  void check_go_line(const ModuleVersion& mod, const std::string& go);
  void read_sums();
  void check_workspace_version(const Main& m, const std::string& dir, const std::string& work_go);
  bool pruned() const;  // go.mod lists all that is needed to build the packages of the main module (go 1.17)
  bool load_main(const std::string& mod_file, const std::string& dir, Program* program, bool root);
  bool load_work(const std::string& file, Program* program);
  bool load_vendor(Program* program);
  Module* make_module(const ModuleVersion& mod);
  void locate(Module* m);
  void add_replace(const ModFile::Replace& r, const std::string& dir);
  bool excluded(const ModuleVersion& mod) const {
    return !excludes_.empty() && excludes_.contains(mod.path + "@" + mod.version);
  }
  const ModFile::Replace* replacement(const ModuleVersion& mod) const;
  Summary read_summary(const ModuleVersion& mod);
  void build_graph(Program* program);
  void check_roots(const Selection& selection);
  Found search(const Selection& selection, std::string_view path, bool check_all);
  bool provides(Module* m, const std::string& dir);
  // A file that describes the main modules: their go.mod, go.work or vendor/modules.txt. False with the reason.
  bool read_own(const std::string& file, std::string* text, std::string* error) const;
  void report(Program* program, const std::string& file, const std::string& text, const std::vector<ModError>& errors);

  const Environment& env_;
  const Overlay& overlay_;
  std::string root_dir_;
  std::string work_file_;
  std::string mod_flag_;
  std::vector<Main> main_files_;
  std::vector<Module*> mains_;
  std::vector<ModFile::Replace> replaces_;
  std::vector<std::string> replace_dirs_;              // what directories in replaces_ are relative to
  StringMap<std::vector<uint32_t>> replaces_by_path_;  // indices in replaces_
  StringMap<uint32_t> replaced_;                       // path@version of `from`, to index in replaces_
  size_t work_replaces_ = 0;                           // of them, the first are go.work's
  StringSet excludes_;                                 // path@version

  bool vendor_ = false;
  std::string vendor_dir_;
  VendorList vendor_list_;
  std::vector<Module*> vendor_modules_;  // as vendor_list_.modules
  Module unlisted_;                      // of vendored packages that modules.txt does not know

  std::vector<std::unique_ptr<Module>> owned_;
  Selection roots_;
  StringSet required_;  // paths that some main module requires
  StringSet sums_;      // "path version" of go.sum's entries for whole modules
  bool check_sums_ = false;
  Tidiness tidiness_;
  std::atomic<bool> misled_ = false;
  std::mutex lock_;              // for graph_ while it is made, owned_ afterwards, and Module::go
  std::atomic<Selection*> graph_{nullptr};
  std::unique_ptr<Selection> graph_owner_;
  std::vector<std::string> missing_mod_files_;
};

}  // namespace ptrsafe::build
