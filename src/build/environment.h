// Environment: what the go command would see as its settings (`go env`) in one program: GOROOT and its
// release, target, tags, flags. Read from Config, the process environment, the user's go/env file and
// $GOROOT/go.env, in this order.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "build/config.h"
#include "build/constraint.h"
#include "build/version.h"

namespace ptrsafe::build {

class Environment {
 public:
  // Whether a variable of that name can have any effect.
  static bool concerned_with(std::string_view variable);
  // Finds GOROOT and reads the settings files. False with an error that says what to do.
  bool init(const Config& config, std::string* error);
  // Changes to another GOROOT (a toolchain that go.mod asks for) and reads its go.env.
  bool use_goroot(const std::string& dir, std::string* error);
  // Fills in what depends on GOROOT: target, cgo, tags. After init() and use_goroot().
  bool finish(std::string* error);

  // The value of a setting; empty if nobody set it.
  std::string get(std::string_view name) const;

  // Of a command on the path (or of a path, if `name` has a slash); empty if there is none.
  std::string find_executable(const std::string& name) const;

  std::string dir;            // working directory
  std::string goroot;         // as the go command would print it
  std::string goroot_src;     // goroot + "/src"
  bool goroot_fixed = false;  // --goroot was given: no other toolchain is used
  GoRelease release;          // of goroot
  std::string release_text;   // "1.26.8"
  std::string goos, goarch;
  std::string host_os, host_arch;
  bool cgo = false;
  std::string gomodcache;
  TagSet tags;
  std::string flag_mod, flag_modfile, flag_overlay;  // of --mod, GOFLAGS
  std::vector<std::string> warnings;

 private:
  bool read_release(std::string* error);
  bool read_flags(std::string* error);
  void add_experiments();
  void add_architecture_features();
  bool default_cgo() const;
  std::string find_goroot(std::string* error) const;

  const Config* config_ = nullptr;
  std::map<std::string, std::string, std::less<>> user_env_, root_env_;
  std::vector<std::string> flag_tags_;
  StringSet instrumentation_;  // -race, -msan and -asan of GOFLAGS are tags, too
};

// The newest tree among `trees` (directories); empty if none is a GOROOT.
std::string newest_goroot(const std::vector<std::string>& trees);
// The release of the GOROOT at `dir`; not valid() if it is none.
GoRelease goroot_release(const std::string& dir, std::string* text = nullptr);

}  // namespace ptrsafe::build
