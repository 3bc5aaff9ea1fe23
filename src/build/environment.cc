#include "build/environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/os/files.h"

namespace ptrsafe::build {
namespace {

#if defined(__APPLE__)
constexpr const char* kHostOs = "darwin";
#elif defined(_WIN32)
constexpr const char* kHostOs = "windows";
#else
constexpr const char* kHostOs = "linux";
#endif
#if defined(__aarch64__)
constexpr const char* kHostArch = "arm64";
#elif defined(__riscv)
constexpr const char* kHostArch = "riscv64";
#elif defined(__s390x__)
constexpr const char* kHostArch = "s390x";
#elif defined(__powerpc64__)
constexpr const char* kHostArch = "ppc64le";
#elif defined(__i386__)
constexpr const char* kHostArch = "386";
#elif defined(__arm__)
constexpr const char* kHostArch = "arm";
#else
constexpr const char* kHostArch = "amd64";
#endif

std::string_view trim(std::string_view s) {
  size_t from = s.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return s.substr(from, s.find_last_not_of(" \t\r\n") - from + 1);
}

// KEY=VALUE lines with # comments.
void read_env_file(const std::string& path, std::map<std::string, std::string, std::less<>>* out) {
  std::string text, error;
  if (!os::read_file(path, &text, &error)) return;
  std::string_view rest = text;
  while (!rest.empty()) {
    size_t nl = rest.find('\n');
    std::string_view line = trim(rest.substr(0, nl));
    rest = nl == std::string_view::npos ? std::string_view() : rest.substr(nl + 1);
    size_t eq = line.find('=');
    if (line.empty() || line[0] == '#' || eq == std::string_view::npos || eq == 0) continue;
    out->insert_or_assign(std::string(line.substr(0, eq)), std::string(line.substr(eq + 1)));
  }
}

// Splits at blanks; a part may stand in single or double quotes.
std::vector<std::string> split_quoted(std::string_view s) {
  std::vector<std::string> out;
  size_t at = 0;
  while (at < s.size()) {
    while (at < s.size() && std::isspace(static_cast<unsigned char>(s[at]))) at++;
    if (at >= s.size()) break;
    if (s[at] == '"' || s[at] == '\'') {
      size_t close = std::min(s.find(s[at], at + 1), s.size());
      out.emplace_back(s.substr(at + 1, close - at - 1));
      at = close + 1;
      continue;
    }
    size_t end = at;
    while (end < s.size() && !std::isspace(static_cast<unsigned char>(s[end]))) end++;
    out.emplace_back(s.substr(at, end - at));
    at = end;
  }
  return out;
}

void split_tags(std::string_view s, std::vector<std::string>* out) {
  while (!s.empty()) {
    size_t end = s.find_first_of(", \t");
    if (std::string_view tag = s.substr(0, end); !tag.empty()) out->emplace_back(tag);
    s = end == std::string_view::npos ? std::string_view() : s.substr(end + 1);
  }
}

bool is_goroot(const std::string& dir) { return !dir.empty() && os::is_directory(dir + "/src/runtime"); }

bool cgo_supported(std::string_view goos, std::string_view goarch) {
  // cmd/dist's table: every port of these systems but the ones listed.
  static constexpr std::string_view kWith[] = {"aix", "android", "darwin", "dragonfly", "freebsd", "illumos",
                                               "ios", "linux",   "netbsd", "openbsd",   "solaris", "windows"};
  if (std::find(std::begin(kWith), std::end(kWith), goos) == std::end(kWith)) return false;
  if (goos == "openbsd") return goarch != "mips64" && goarch != "ppc64";
  if (goos == "linux") return goarch != "ppc64";
  return true;
}

}  // namespace

GoRelease goroot_release(const std::string& dir, std::string* text) {
  std::string version, error;
  if (!is_goroot(dir) || !os::read_file(dir + "/VERSION", &version, &error)) return {};
  GoRelease r = parse_goroot_version(version);
  if (text) {
    std::string_view s = trim(std::string_view(version).substr(0, version.find('\n')));
    if (size_t go = s.find("go1"); go != std::string_view::npos) s = s.substr(go + 2);
    *text = s.substr(0, s.find_first_of(" \t"));
  }
  return r;
}

std::string newest_goroot(const std::vector<std::string>& trees) {
  std::string best;
  GoRelease best_release;
  for (const auto& dir : trees) {
    GoRelease r = goroot_release(dir);
    if (r.valid() && r > best_release) best = dir, best_release = r;
  }
  return best;
}

std::string Environment::get(std::string_view name) const {
  auto at = config_->environment.find(std::string(name));
  if (at != config_->environment.end() && !at->second.empty()) return at->second;
  if (auto u = user_env_.find(name); u != user_env_.end()) return u->second;
  if (auto r = root_env_.find(name); r != root_env_.end()) return r->second;
  return "";
}

std::string Environment::find_executable(const std::string& name) const {
  if (name.find('/') != std::string::npos) return os::is_executable(os::absolute_path(dir, name)) ? name : "";
  auto path = config_->environment.find("PATH");
  if (path == config_->environment.end()) return "";
  std::string_view rest = path->second;
  while (!rest.empty()) {
    size_t colon = rest.find(':');
    std::string_view part = rest.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    if (part.empty() || part[0] != '/') continue;
    std::string file = os::join_path(part, name);
    if (os::is_executable(file)) return file;
  }
  return "";
}

std::string Environment::find_goroot(std::string* error) const {
  auto explain = [&](const std::string& name, const std::string& d) {
    *error = fmt::format(
        "{} {}: no Go tree there ({}/src/runtime is missing); point it at a Go installation, or unset it", name, d, d);
    return std::string();
  };
  if (!config_->goroot.empty()) {
    std::string d = os::absolute_path(dir, config_->goroot);
    return is_goroot(d) ? d : explain("--goroot", d);
  }
  if (std::string d = get("GOROOT"); !d.empty()) {
    d = os::absolute_path(dir, d);
    return is_goroot(d) ? d : explain("GOROOT", d);
  }
  std::vector<std::string> tried;
  if (std::string go = find_executable("go"); !go.empty()) {
    std::string d = os::parent_path(os::parent_path(os::real_path(go)));
    if (is_goroot(d)) return d;
  }
  std::vector<std::string> trees;
  auto add_matching = [&](const std::string& parent, std::string_view prefix) {
    std::vector<os::Entry> entries;
    std::string ignored;
    if (!os::list_directory(parent, &entries, &ignored)) return;
    for (const auto& e : entries) {
      if (e.name.starts_with(prefix)) trees.push_back(parent + "/" + e.name);
    }
  };
  for (const char* d : {"/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/usr/share/go", "/opt/go",
                        "/snap/go/current", "/opt/homebrew/opt/go/libexec", "/usr/local/opt/go/libexec"}) {
    if (is_goroot(d)) return d;
  }
  add_matching("/usr/lib", "go-1.");
  if (std::string best = newest_goroot(trees); !best.empty()) return best;
  trees.clear();
  auto home = config_->environment.find("HOME");
  if (home != config_->environment.end() && !home->second.empty()) {
    trees.push_back(home->second + "/go/sdk");
    add_matching(home->second + "/go/sdk", "go");
    add_matching(home->second + "/sdk", "go");
    add_matching(home->second + "/go/pkg/mod/golang.org", "toolchain@");
  }
  if (std::string best = newest_goroot(trees); !best.empty()) return best;
  *error =
      "no Go installation found: there is no go command on the path and nothing at /usr/local/go, /usr/lib/go or "
      "~/sdk; "
      "install Go (https://go.dev/dl), or name its directory with --goroot or GOROOT";
  return "";
}

bool Environment::read_release(std::string* error) {
  release = goroot_release(goroot, &release_text);
  if (!release.valid()) {
    // Trees built from a repository say "devel" and nothing else; the go line of std tells the release then.
    std::string text, ignored;
    if (os::read_file(goroot + "/src/go.mod", &text, &ignored)) {
      size_t at = text.find("\ngo ");
      if (at != std::string::npos) {
        std::string_view line = trim(std::string_view(text).substr(at + 4, text.find('\n', at + 4) - at - 4));
        release = parse_go_release(line);
        release_text = line;
      }
    }
  }
  if (!release.valid()) {
    *error = fmt::format(
        "GOROOT {}: cannot tell its Go release: {}/VERSION is missing or malformed; reinstall Go, or choose "
        "another tree with --goroot",
        goroot, goroot);
    return false;
  }
  goroot_src = goroot + "/src";
  root_env_.clear();
  read_env_file(goroot + "/go.env", &root_env_);
  return true;
}

bool Environment::concerned_with(std::string_view variable) {
  if (variable.starts_with("GO") || variable.starts_with("CGO_") || variable.starts_with("PTRSAFE_")) return true;
  for (std::string_view name : {"PATH", "HOME", "XDG_CONFIG_HOME", "CC", "NO_COLOR"})
    if (variable == name) return true;
  return false;
}

bool Environment::init(const Config& config, std::string* error) {
  config_ = &config;
  dir = config.dir.empty() ? "/" : os::clean_path(config.dir);
  host_os = kHostOs;
  host_arch = kHostArch;
  auto of = [&](const char* name) {
    auto at = config.environment.find(name);
    return at == config.environment.end() ? std::string() : at->second;
  };
  std::string file = of("GOENV");
  if (file.empty()) {
    std::string base = of("XDG_CONFIG_HOME");
    if (host_os == "darwin" && !of("HOME").empty()) base = of("HOME") + "/Library/Application Support";
    if (base.empty() && !of("HOME").empty()) base = of("HOME") + "/.config";
    if (!base.empty()) file = base + "/go/env";
  }
  if (!file.empty() && file != "off") read_env_file(file, &user_env_);
  goroot_fixed = !config.goroot.empty();
  goroot = find_goroot(error);
  return !goroot.empty() && read_release(error);
}

bool Environment::use_goroot(const std::string& d, std::string* error) {
  goroot = d;
  return read_release(error);
}

bool Environment::read_flags(std::string* error) {
  for (const std::string& flag : split_quoted(get("GOFLAGS"))) {
    std::string_view f = flag;
    if (!f.starts_with("-") || f == "-" || f == "--") {
      *error = fmt::format("parsing GOFLAGS: non-flag \"{}\"; each part must be -name or -name=value", flag);
      return false;
    }
    f.remove_prefix(f.starts_with("--") ? 2 : 1);
    size_t eq = f.find('=');
    std::string_view name = f.substr(0, eq);
    std::string value(eq == std::string_view::npos ? std::string_view() : f.substr(eq + 1));
    if (name == "mod") flag_mod = value;
    if (name == "modfile") flag_modfile = value;
    if (name == "overlay") flag_overlay = value;
    if (name == "tags") flag_tags_.clear(), split_tags(value, &flag_tags_);
    if (name == "race" || name == "msan" || name == "asan") {
      bool off = value == "false" || value == "f" || value == "F" || value == "FALSE" || value == "False" || value == "0";
      if (!off) instrumentation_.insert(std::string(name));
    }
  }
  if (!config_->mod.empty()) flag_mod = config_->mod;
  if (!flag_mod.empty() && flag_mod != "mod" && flag_mod != "vendor" && flag_mod != "readonly") {
    *error = fmt::format("-mod={} is not supported: it must be readonly, vendor or mod", flag_mod);
    return false;
  }
  return true;
}

bool Environment::default_cgo() const {
  if (config_->cgo_enabled) return *config_->cgo_enabled;
  std::string set = get("CGO_ENABLED");
  if (set == "1") return true;
  if (set == "0") return false;
  if (goos != host_os || goarch != host_arch || !cgo_supported(goos, goarch)) return false;
  auto cc = config_->environment.find("CC");
  if (cc != config_->environment.end() && !cc->second.empty()) return true;
  bool clang = goos == "darwin" || goos == "ios" || goos == "freebsd" || goos == "openbsd";
  return !find_executable(clang ? "clang" : "gcc").empty();
}

void Environment::add_experiments() {
  // The tree itself says what is on by default: `baseline := goexperiment.Flags{Name: value, …}`.
  StringSet on;
  std::string text, ignored;
  bool regabi = goarch == "amd64" || goarch == "arm64" || goarch == "loong64" || goarch == "ppc64" ||
                goarch == "ppc64le" || goarch == "riscv64" || (goarch == "s390x" && release.minor >= 26);
  bool regabi_always = regabi && goarch != "s390x";
  bool xchg8 = goarch == "386" || goarch == "amd64" || goarch == "arm" || goarch == "arm64" || goarch == "ppc64le" ||
               goarch == "ppc64";
  if (os::read_file(goroot_src + "/internal/buildcfg/exp.go", &text, &ignored)) {
    size_t at = text.find("baseline := goexperiment.Flags{");
    size_t end = at == std::string::npos ? at : text.find('}', at);
    if (end != std::string::npos) {
      std::string_view body = std::string_view(text).substr(at, end - at);
      body.remove_prefix(body.find('{') + 1);
      while (!body.empty()) {
        size_t nl = body.find('\n');
        std::string_view line = body.substr(0, nl);
        body = nl == std::string_view::npos ? std::string_view() : body.substr(nl + 1);
        line = trim(line.substr(0, line.find("//")));
        size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        std::string_view value = trim(line.substr(colon + 1));
        if (value.ends_with(",")) value.remove_suffix(1);
        bool holds = value == "true" || (value == "regabiSupported" && regabi) ||
                     (value == "regabiAlwaysOn" && regabi_always) ||
                     (value == "dwarf5Supported" && goos != "darwin" && goos != "ios" && goos != "aix") ||
                     (value == "haveXchg8" && xchg8);
        if (holds) on.insert(name);
      }
    }
  }
  std::string setting = get("GOEXPERIMENT");
  std::string_view rest = setting;
  while (!rest.empty()) {
    size_t comma = rest.find(',');
    std::string_view part = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    if (part.empty()) continue;
    if (part == "none") {
      on.clear();
      continue;
    }
    bool off = part.starts_with("no");
    if (off) part.remove_prefix(2);
    for (std::string name : part == "regabi" ? std::vector<std::string>{"regabiwrappers", "regabiargs"}
                                             : std::vector<std::string>{std::string(part)}) {
      if (off)
        on.erase(name);
      else
        on.insert(name);
    }
  }
  for (const char* name : {"regabiwrappers", "regabiargs"}) {
    if (regabi_always) on.insert(name);
    if (!regabi) on.erase(name);
  }
  for (const auto& name : on) tags.tags.insert("goexperiment." + name);
}

void Environment::add_architecture_features() {
  auto setting = [&](const char* name, const char* fallback) {
    std::string v = get(name);
    return v.empty() ? std::string(fallback) : v;
  };
  auto number_after = [](std::string_view s, std::string_view prefix, int fallback) {
    int n = fallback;
    if (s.starts_with(prefix)) std::from_chars(s.data() + prefix.size(), s.data() + s.size(), n);
    return n;
  };
  auto add = [&](std::string feature) { tags.tags.insert(goarch + "." + feature); };
  if (goarch == "386") {
    add(setting("GO386", "sse2"));
  } else if (goarch == "amd64") {
    int n = std::min(number_after(setting("GOAMD64", "v1"), "v", 1), 4);
    for (int i = 1; i <= n; i++) add(fmt::format("v{}", i));
  } else if (goarch == "arm") {
    int n = std::min(number_after(setting("GOARM", "7"), "", 7), 7);
    for (int i = 5; i <= n; i++) add(fmt::format("{}", i));
  } else if (goarch == "arm64") {
    std::string v = setting("GOARM64", "v8.0");
    int major = number_after(v, "v", 8), minor = v.size() > 3 ? number_after(v.substr(3), "", 0) : 0;
    minor = std::clamp(minor, 0, 9);
    for (int i = 0; i <= minor; i++) add(fmt::format("v{}.{}", major, i));
    for (int i = 0; major == 9 && i <= std::min(minor + 5, 9); i++) add(fmt::format("v8.{}", i));
  } else if (goarch == "mips" || goarch == "mipsle") {
    add(setting("GOMIPS", "hardfloat"));
  } else if (goarch == "mips64" || goarch == "mips64le") {
    add(setting("GOMIPS64", "hardfloat"));
  } else if (goarch == "ppc64" || goarch == "ppc64le") {
    int n = std::min(number_after(setting("GOPPC64", "power8"), "power", 8), 10);
    for (int i = 8; i <= n; i++) add(fmt::format("power{}", i));
  } else if (goarch == "riscv64") {
    int n = number_after(setting("GORISCV64", "rva20u64"), "rva", 20);
    add("rva20u64");
    if (n >= 22) add("rva22u64");
    if (n >= 23) add("rva23u64");
  } else if (goarch == "wasm") {
    add("satconv");
    add("signext");
  }
}

bool Environment::finish(std::string* error) {
  if (get("GO111MODULE") == "off") {
    *error = "GO111MODULE=off (GOPATH mode) is not supported: unset it, and use a go.mod (go mod init)";
    return false;
  }
  if (std::string mode = get("GO111MODULE"); !mode.empty() && mode != "on" && mode != "auto") {
    *error = fmt::format("unknown environment setting GO111MODULE={}; use on, or unset it", mode);
    return false;
  }
  if (!read_flags(error)) return false;
  goos = config_->goos.empty() ? get("GOOS") : config_->goos;
  if (goos.empty()) goos = host_os;
  goarch = config_->goarch.empty() ? get("GOARCH") : config_->goarch;
  if (goarch.empty()) goarch = host_arch;
  if (!is_known_os(goos) || !is_known_arch(goarch)) {
    *error = fmt::format("unsupported GOOS/GOARCH pair {}/{}; `go tool dist list` prints the valid ones", goos, goarch);
    return false;
  }
  cgo = default_cgo();
  gomodcache = get("GOMODCACHE");
  if (gomodcache.empty()) {
    std::string gopath = get("GOPATH");
    gopath = gopath.substr(0, gopath.find(':'));
    if (gopath.empty()) {
      auto home = config_->environment.find("HOME");
      if (home != config_->environment.end() && !home->second.empty()) gopath = home->second + "/go";
    }
    if (!gopath.empty()) gomodcache = gopath + "/pkg/mod";
  }
  if (!gomodcache.empty()) gomodcache = os::absolute_path(dir, gomodcache);

  tags.goos = goos;
  tags.goarch = goarch;
  tags.tags = {goos, goarch, "gc"};
  if (goos == "android") tags.tags.insert("linux");
  if (goos == "illumos") tags.tags.insert("solaris");
  if (goos == "ios") tags.tags.insert("darwin");
  if (is_unix_os(goos)) tags.tags.insert("unix");
  if (cgo) tags.tags.insert("cgo");
  for (int i = 1; i <= release.minor; i++) tags.tags.insert(fmt::format("go1.{}", i));
  add_architecture_features();
  add_experiments();
  for (const auto& t : flag_tags_) tags.tags.insert(t);
  for (const auto& t : instrumentation_) tags.tags.insert(t);
  std::vector<std::string> given;
  for (const auto& t : config_->tags) split_tags(t, &given);
  for (const auto& t : given) tags.tags.insert(t);
  return true;
}

}  // namespace ptrsafe::build
