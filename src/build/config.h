// Config: the build configuration of one run: what the flags, the environment and go.env say.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ptrsafe::build {

struct Config {
  std::string dir;                  // working directory, absolute
  std::string goroot;               // empty: find it
  std::string goos, goarch;         // empty: GOOS, GOARCH, then this machine's
  std::vector<std::string> tags;    // of --tags, added to GOFLAGS' -tags
  std::string mod;                  // "", "mod", "vendor", "readonly"
  std::optional<bool> cgo_enabled;  // empty: CGO_ENABLED, then as the go command decides
  bool tests = true;
  // Files in the place of others, by clean absolute path, as of -overlay; empty: the file is not there.
  std::map<std::string, std::string> replaced;
  std::string lang;                                // of --lang, for file lists: "go1.21"
  std::map<std::string, std::string> environment;  // the process environment (a copy, so that tests can set it)
  // Parse bodies of dependencies too (the default skips them by matching braces).
  bool dependency_bodies = false;
  // Or those of generic functions alone.
  bool generic_bodies = false;
  // Parse bodies of named packages; false only to measure declarations alone.
  bool named_bodies = true;

  // Filled in by load():
  int go_minor = 0;  // of the GOROOT: 26 for go1.26.x
  std::string gomodcache;
};

}  // namespace ptrsafe::build
