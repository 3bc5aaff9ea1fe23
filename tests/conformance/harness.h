// Harness: what the conformance tests share: the standard library loaded once, packages put together by
// hand from files, isolated runs (a crash or a hang costs one test, not the run), and the score ratchet.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/pool.h"
#include "build/program.h"
#include "check/check.h"

namespace ptrsafe::conformance {

// One error as a suite sees it: position (physical, unless asked for otherwise), the whole message.
struct Reported {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  std::string message;
};

// A package made by hand. Keeps its files alive for packages that import it.
struct HandPackage {
  std::unique_ptr<build::PackageUnit> unit;
  std::vector<std::unique_ptr<build::FileUnit>> files;
  std::vector<Reported> errors;  // of loading, of syntax and of types, in this order
};

struct HandOptions {
  std::string import_path = "p";
  build::GoVersion version;       // none: that of the toolchain
  bool bodies_may_lack = false;   // functions without a body are fine, as with `go tool compile`
  std::map<std::string, build::PackageUnit*> imports;  // before the standard library
  // As the compiler: positions as //line directives say, and no type errors where there are syntax errors.
  bool as_compiler = false;
  CheckOptions check;
};

// One file of a package made by hand.
struct SourceText {
  std::string path;
  std::string text;
};

class Harness {
 public:
  // `goroot` empty: $GOROOT, the go command on the path, the usual place.
  explicit Harness(std::string goroot);

  const std::string& goroot() const { return goroot_; }
  int go_minor() const { return go_minor_; }   // of GOROOT/VERSION
  std::string version_key() const;             // "go1.26"
  bool has_package(std::string_view path) const;  // of std, by its directory

  // Loads these packages of std and checks their declarations. False if the loader gave no program.
  bool load_std(const std::set<std::string>& paths);
  build::PackageUnit* std_unit(std::string_view path) const;
  const build::Config& config() const { return config_; }
  Pool& pool() { return pool_; }

  // Checks `files` as one package on the calling thread.
  HandPackage check(const std::vector<std::string>& files, const HandOptions& options) const;
  HandPackage check(std::vector<SourceText> files, const HandOptions& options) const;

 private:
  std::string goroot_;
  int go_minor_ = 0;
  Pool pool_;
  build::Config config_;
  std::vector<std::unique_ptr<build::Program>> programs_;
  std::map<std::string, build::PackageUnit*, std::less<>> units_;
};

// The whole file, or false.
bool read_file(const std::string& path, std::string& text);

// Import paths in the source of one file, found without a parser (a superset is harmless).
void collect_imports(std::string_view source, std::set<std::string>& paths);

// "go1.21" to {21}; none for anything else.
build::GoVersion parse_version(std::string_view text);

// What became of one isolated run.
struct Outcome {
  enum Kind { Done, Crashed, TimedOut } kind = Done;
  std::string text;  // what the body returned, or the signal
};

// Runs body(0) … body(n-1) in child processes, `jobs` at a time, each with a large stack. A body that
// crashes or runs longer than `seconds` yields an Outcome of that kind; the others go on. A child is
// replaced after `per_child` runs (0: never): what it allocated for good goes with it.
std::vector<Outcome> run_isolated(size_t n, unsigned jobs, int seconds, const std::function<std::string(size_t)>& body,
                                  size_t per_child = 0);

// One figure of a suite. `required` is the row; the stored figure may not be undercut either.
struct Score {
  std::string name;
  double value = 0;
  double required = 0;   // at least, or at most for `fewer`
  bool fewer = false;    // fewer is better
};

// Prints each score with its floor; compares with `file` (tests/scores.json), under suite and version.
// With `update`, better figures are written back. True if no figure fell below its stored floor, and,
// with `strict`, none below its requirement.
bool judge_scores(const std::string& file, const std::string& suite, const std::string& version,
                  const std::vector<Score>& scores, bool update, bool strict);

}  // namespace ptrsafe::conformance
