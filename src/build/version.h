// Versions: of Go releases ("1.21", "1.26rc1") and of modules (semantic versions, "v1.2.3-pre").
#pragma once

#include <string>
#include <string_view>

namespace ptrsafe::build {

// A Go release or language version: 1.minor.patch, with patch -1 for a language version ("1.21" sorts
// before "1.21rc1", which sorts before "1.21.0").
struct GoRelease {
  int minor = -1;
  int kind = 0;    // 0: language version; 1: beta; 2: rc; 3: release
  int number = 0;  // of the beta or rc, or the patch
  bool valid() const { return minor >= 0; }
  friend auto operator<=>(const GoRelease&, const GoRelease&) = default;
};

// Parses "1.21", "1.21.3", "1.21rc2" (without "go"). Anything else is not valid().
GoRelease parse_go_release(std::string_view s);
// Parses what VERSION files say: "go1.26.8", "go1.26.8 X:foo", "devel go1.28-0123abc …".
GoRelease parse_goroot_version(std::string_view s);

// Semantic versions, with the leading v. Invalid ones sort before valid ones.
bool is_semver(std::string_view v);
int compare_semver(std::string_view a, std::string_view b);
// "v1.2.3" of "v1.2": missing parts are zero; empty if not valid. Build metadata other than +incompatible is dropped.
std::string canonical_semver(std::string_view v);

// `path` or `version` as the module cache spells it: upper case as '!' and lower case.
std::string escape_module(std::string_view s);

// The module path without "/vN" (or ".vN" of gopkg.in).
std::string_view module_path_prefix(std::string_view path);

}  // namespace ptrsafe::build
