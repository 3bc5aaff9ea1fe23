#include "build/toolchain.h"

#include <fmt/format.h>

#include "base/os/files.h"

namespace ptrsafe::build {
namespace {

// Older releases know nothing of toolchains: they try what a newer go.mod asks for.
constexpr int kFirstSwitching = 21;

struct Cached {
  std::string dir;
  std::string name;  // "1.27.3"
  GoRelease release;
};

// The tree of exactly `name` ("1.27.3"), else the newest patch of the oldest release that is new enough.
Cached find_cached(const Environment& env, const std::string& name) {
  GoRelease wanted = parse_go_release(name);
  Cached best;
  std::vector<os::Entry> entries;
  std::string parent = env.gomodcache + "/golang.org", ignored;
  if (!os::list_directory(parent, &entries, &ignored)) return best;
  const std::string prefix = "toolchain@v0.0.1-go", suffix = "." + env.host_os + "-" + env.host_arch;
  for (const auto& e : entries) {
    if (!e.name.starts_with(prefix) || !e.name.ends_with(suffix)) continue;
    Cached c;
    c.name = e.name.substr(prefix.size(), e.name.size() - prefix.size() - suffix.size());
    c.dir = parent + "/" + e.name;
    c.release = parse_go_release(c.name);
    if (!c.release.valid() || !os::is_directory(c.dir + "/src/runtime")) continue;
    if (c.name == name) return c;
    if (c.release < wanted) continue;
    bool closer = !best.release.valid() || c.release.minor < best.release.minor ||
                  (c.release.minor == best.release.minor && c.release > best.release);
    if (closer) best = std::move(c);
  }
  return best;
}

}  // namespace

namespace {

// The tree behind the command goX.Y.Z on the path: it stands in the tree, or is the wrapper that
// golang.org/dl/goX.Y.Z installs, whose tree is in ~/sdk.
std::string find_on_path(const Environment& env, const std::string& name) {
  std::string command = env.find_executable("go" + name);
  if (command.empty()) return "";
  for (const std::string& dir :
       {os::parent_path(os::parent_path(os::real_path(command))), env.get("HOME") + "/sdk/go" + name}) {
    if (goroot_release(dir).valid()) return dir;
  }
  return "";
}

}  // namespace

bool select_toolchain(const Environment& env, const Modules::Needs& needs, std::string* goroot, std::string* error) {
  std::string setting = env.get("GOTOOLCHAIN");
  if (setting.empty()) setting = "auto";
  if (env.goroot_fixed) setting = "local";
  std::string name = setting, mode;  // "go1.27.1+auto": a floor, and how to go beyond it
  if (size_t plus = setting.find('+'); plus != std::string::npos) {
    name = setting.substr(0, plus);
    mode = setting.substr(plus + 1);
  } else if (setting == "auto" || setting == "path") {
    name = "local";
    mode = setting;
  }
  std::string wanted;  // empty: the tree that we have
  GoRelease have = env.release;
  if (have.minor < kFirstSwitching) return true;
  if (name.starts_with("go") && name != "go" + env.release_text) {
    GoRelease r = parse_go_release(name.substr(2));
    if (!r.valid()) {
      *error = fmt::format("invalid GOTOOLCHAIN \"{}\"; use auto, local or a name such as go1.26.0", setting);
      return false;
    }
    wanted = name.substr(2);
    have = r;
  } else if (name != "local" && !name.starts_with("go")) {
    *error = fmt::format("invalid GOTOOLCHAIN \"{}\"; use auto, local or a name such as go1.26.0", setting);
    return false;
  }
  GoRelease needed = parse_go_release(needs.go);
  std::string file(os::base_name(needs.file));
  if (needed.valid() && needed > have) {
    if (mode.empty()) {
      std::string why = env.goroot_fixed ? "--goroot is given" : "GOTOOLCHAIN=" + setting;
      *error = fmt::format(
          "{} requires go >= {} (running go {}; {}); set GOTOOLCHAIN=auto, or choose a newer tree with --goroot", file,
          needs.go, wanted.empty() ? env.release_text : wanted, why);
      return false;
    }
    wanted = needs.go;
    if (needed.kind == 0 && needed.minor >= kFirstSwitching) wanted += ".0";  // the language version's first release
    have = needed;
  }
  bool only_preferred = false;  // the toolchain line is a wish where the go line is content
  if (!mode.empty() && needs.toolchain.starts_with("go")) {
    GoRelease preferred = parse_go_release(needs.toolchain.substr(2));
    if (preferred.valid() && preferred > have) {
      only_preferred = wanted.empty();
      wanted = needs.toolchain.substr(2);
    }
  }
  if (wanted.empty()) return true;
  *goroot = find_on_path(env, wanted);
  if (!goroot->empty()) return true;
  if (mode == "path") {
    if (only_preferred) return true;
    *error = fmt::format("{} requires go >= {} (running go {}), and GOTOOLCHAIN={} allows only the command go{} on the "
                         "path; to install it:\n\tgo install golang.org/dl/go{}@latest && go{} download",
                         file, needs.go, env.release_text, setting, wanted, wanted, wanted);
    return false;
  }
  Cached c = find_cached(env, wanted);
  if (!c.dir.empty()) {
    *goroot = c.dir;
    return true;
  }
  if (only_preferred) return true;
  *error = fmt::format(
      "{} requires go >= {} (running go {}), whose toolchain is not in the module cache; to download it:\n\tgo mod "
      "download "
      "golang.org/toolchain@v0.0.1-go{}.{}-{}",
      file.empty() ? "GOTOOLCHAIN=" + setting : file, wanted, env.release_text, wanted, env.host_os, env.host_arch);
  return false;
}

}  // namespace ptrsafe::build
