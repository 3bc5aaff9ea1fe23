// load(): from patterns to programs. Each go.mod or go.work that the patterns touch is a program of its own.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/name.h"
#include "base/os/files.h"
#include "build/changed.h"
#include "build/environment.h"
#include "build/loader.h"
#include "build/modules.h"
#include "build/overlay.h"
#include "build/patterns.h"
#include "build/program.h"
#include "build/toolchain.h"

namespace ptrsafe::build {
namespace {

constexpr const char* kNoModule =
    "go.mod file not found in current directory or any parent directory; see 'go help modules'";

// One program while its patterns are being expanded.
struct Builder {
  Environment env;
  std::unique_ptr<Modules> modules;
  std::unique_ptr<Program> program;
  std::unique_ptr<Loader> loader;
  bool usable = false;  // its go.mod was understood, and there is a toolchain for it
  bool touched = false;
};

class ProgramsLoader {
 public:
  ProgramsLoader(const Config& config, Pool& pool) : config_(config), pool_(pool) {}

  void put(const std::map<std::string, std::string>& texts) {
    for (const auto& [path, text] : texts) overlay_.put(path, text);
  }

  std::vector<std::unique_ptr<Program>> run(const std::vector<std::string>& patterns) {
    std::string error;
    if (!prepare(&error)) {
      auto p = std::make_unique<Program>();
      p->config = config_;
      p->dir = env_.dir;
      p->errors.push_back({{}, error, false, ""});
      p->misconfigured = true;
      std::vector<std::unique_ptr<Program>> out;
      out.push_back(std::move(p));
      return out;
    }
    resolve(patterns);
    bool misled = false;
    for (auto& [key, b] : builders_) misled = misled || b->modules->misled();
    if (misled) {
      // Rare: some go.mod does not list what its requirements select. Once more, with all of their go.mod files.
      shared_.clear();
      builders_.clear();
      warnings_.clear();
      errors_.clear();
      added_ = 0;
      whole_graphs_ = true;
      resolve(patterns);
    }
    std::vector<std::unique_ptr<Program>> out;
    for (auto& [key, b] : builders_) {
      if (!b->touched && b->program->errors.empty()) continue;
      for (auto& w : b->modules->tidiness_warnings()) b->program->warnings.push_back(std::move(w));
      sort_diagnostics(b->program->errors);
      out.push_back(std::move(b->program));
    }
    if (out.empty()) {
      Builder* b = program_of(env_.dir);
      out.push_back(std::move(b->program));
    }
    // What concerns no program in particular goes to the first.
    auto& first = *out[0];
    first.warnings.insert(first.warnings.begin(), env_.warnings.begin(), env_.warnings.end());
    first.warnings.insert(first.warnings.end(), warnings_.begin(), warnings_.end());
    first.errors.insert(first.errors.end(), errors_.begin(), errors_.end());
    return out;
  }

 private:
  bool prepare(std::string* error) {
    if (!env_.init(config_, error)) return false;
    Environment probe = env_;
    if (!probe.finish(error)) return false;
    if (!probe.flag_overlay.empty() && !overlay_.load(probe.flag_overlay, env_.dir, error)) return false;
    for (const auto& [path, target] : config_.replaced) overlay_.replace(path, target);
    gowork_ = env_.get("GOWORK");
    if (!gowork_.empty() && gowork_ != "off") {
      if (gowork_ == "auto")
        gowork_.clear();
      else if (gowork_[0] != '/')
        return *error = fmt::format("invalid GOWORK: not an absolute path: {}", gowork_), false;
    }
    real_src_ = os::real_path(env_.goroot_src);
    return true;
  }

  // Builds the programs that the patterns touch.
  void resolve(const std::vector<std::string>& patterns) {
    bool files = !patterns.empty() &&
                 std::any_of(patterns.begin(), patterns.end(), [](const std::string& p) { return p.ends_with(".go"); });
    if (files && is_file_list(patterns)) {
      file_list(patterns);
    } else {
      if (!config_.lang.empty())
        warnings_.push_back("--lang is for lists of .go files; packages have the language version of their go.mod");
      for (const auto& text : patterns) expand(parse_pattern(text, env_.dir));
    }
    for (auto& [key, b] : builders_) {
      if (b->usable && (b->touched || !b->program->errors.empty())) b->loader->run();
    }
  }

  // A pattern that found nothing; no news where the reason is an error that was reported.
  void nothing_matched(const Pattern& p, const Builder* b) {
    if (b->usable) warnings_.push_back(fmt::format("\"{}\" matched no packages", p.text));
  }

  void fail(std::string message, std::string path = "") {
    errors_.push_back({{}, std::move(message), false, std::move(path)});
  }

  // The import path of a directory below GOROOT/src; empty for other directories.
  std::string standard_path(const std::string& dir) const {
    for (const std::string& src : {env_.goroot_src, real_src_}) {
      if (!src.empty() && dir.size() > src.size() && os::path_below(dir, src)) return dir.substr(src.size() + 1);
    }
    return "";
  }
  bool in_standard(const std::string& dir) const {
    return !standard_path(dir).empty() || dir == env_.goroot_src || dir == real_src_;
  }

  Builder* make_builder(const ModuleRoot& root) {
    std::string key = !root.work_file.empty() ? root.work_file : root.mod_file;
    auto at = builders_.find(key);
    if (at != builders_.end()) return at->second.get();
    auto b = std::make_unique<Builder>();
    b->env = env_;
    b->program = std::make_unique<Program>();
    Program& program = *b->program;
    program.config = config_;
    std::string error;
    b->usable = true;
    b->modules = std::make_unique<Modules>(b->env, overlay_);
    // GOFLAGS and the module cache are known after finish(); a change of the toolchain repeats it.
    if (!b->env.finish(&error)) b->usable = false;
    if (b->usable && !b->modules->load(root, &program)) b->usable = false;
    if (b->usable) {
      std::string goroot;
      if (!select_toolchain(b->env, b->modules->needs, &goroot, &error)) b->usable = false;
      if (b->usable && !goroot.empty()) b->usable = b->env.use_goroot(goroot, &error) && b->env.finish(&error);
    }
    if (b->usable) b->usable = b->modules->select(&program, whole_graphs_);
    if (!error.empty()) program.errors.push_back({{}, error, false, b->modules->needs.file});
    program.dir = b->modules->any() ? b->modules->root_dir() : key.empty() ? env_.dir : os::parent_path(key);
    Config& c = program.config;
    c.goroot = b->env.goroot;
    c.goos = b->env.goos;
    c.goarch = b->env.goarch;
    c.cgo_enabled = b->env.cgo;
    c.mod = b->modules->vendored() ? "vendor" : b->env.flag_mod.empty() ? "readonly" : b->env.flag_mod;
    c.go_minor = b->env.release.minor;
    c.gomodcache = b->env.gomodcache;
    b->loader = std::make_unique<Loader>(config_, b->env, overlay_, *b->modules, pool_, shared_[fmt::format("{} {} {} {}", c.goroot, c.goos, c.goarch, b->env.cgo)], program);
    return (builders_[key] = std::move(b)).get();
  }

  // The program that the packages of `dir` belong to.
  Builder* program_of(const std::string& dir) {
    ModuleRoot root = find_module_root(dir, gowork_, overlay_);
    if (root.work_file.empty()) return make_builder(root);
    Builder* b = make_builder(root);
    std::string mod_dir = root.mod_file.empty() ? "" : os::parent_path(root.mod_file);
    bool member = mod_dir.empty();
    for (const Module* m : b->modules->mains()) member = member || m->dir == mod_dir;
    if (member || !b->usable) return b;
    // A module that the workspace does not use stands for itself.
    return make_builder({"", root.mod_file});
  }

  Builder* current() { return program_of(env_.dir); }

  bool is_file_list(const std::vector<std::string>& patterns) {
    return std::all_of(patterns.begin(), patterns.end(), [](const std::string& p) { return p.ends_with(".go"); }) ||
           std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) {
             return p.ends_with(".go") && os::is_regular(os::absolute_path(env_.dir, p));
           });
  }

  void file_list(const std::vector<std::string>& patterns) {
    std::string dir;
    std::vector<std::string> names;
    for (const auto& p : patterns) {
      if (!p.ends_with(".go")) return fail(fmt::format("named files must be .go files: {}", p));
      std::string path = os::absolute_path(env_.dir, p), target;
      std::string parent = os::parent_path(path);
      if (os::is_directory(path)) return fail(fmt::format("{} is a directory, should be a Go file", p));
      if (!os::exists(path) && !overlay_.replaces(path, &target))
        return fail(
            fmt::format("no required module provides package {}; "
                        "the file does not exist",
                        p));
      if (!dir.empty() && parent != dir)
        return fail(fmt::format("named files must all be in one directory; have {} and {}", dir, parent));
      dir = parent;
      names.emplace_back(os::base_name(path));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    bool standard = in_standard(dir);
    Builder* b = standard ? current() : program_of(dir);
    b->touched = true;
    if (!b->usable) return;
    Module* m = standard ? nullptr : b->modules->module_of_directory(dir);
    b->loader->add_files(dir, std::move(names), m, standard);
  }

  void expand(const Pattern& p) {
    switch (p.kind) {
      case PatternKind::Directory:
        return p.wildcard ? directories(p) : directory(p);
      case PatternKind::ImportPath:
        return p.wildcard ? import_paths(p) : import_path(p);
      case PatternKind::Std:
      case PatternKind::Cmd: {
        Builder* b = current();
        b->touched = true;
        if (b->usable)
          standard_packages(b, p.kind == PatternKind::Cmd ? "cmd/..." : "...", p.kind == PatternKind::Std,
                            p.kind == PatternKind::Cmd);
        return;
      }
      case PatternKind::All:
      case PatternKind::Work: {
        Builder* b = current();
        b->touched = true;
        if (!b->usable) return;
        if (!b->modules->any()) return fail(kNoModule);
        if (p.kind == PatternKind::All) b->loader->name_everything();
        for (Module* m : b->modules->mains()) module_packages(b, m, m->dir, "...", nullptr);
        if (p.kind == PatternKind::All) add_tools(b);
        return;
      }
      case PatternKind::Tool: {
        Builder* b = current();
        b->touched = true;
        if (!b->usable) return;
        if (!b->modules->any()) return fail(kNoModule);
        add_tools(b);
        return;
      }
    }
  }

  void add_tools(Builder* b) {
    for (const Module* m : b->modules->mains()) {
      for (const auto& t : m->tools) b->loader->add(t, "", nullptr, false, false);
    }
  }

  void directory(const Pattern& p) {
    if (!os::is_directory(p.path) && !overlay_.has_directory(p.path)) {
      if (os::exists(p.path)) return fail(fmt::format("{} is not a directory, nor a .go file", p.path), p.path);
      return fail(fmt::format("stat {}: directory not found", p.path), p.path);
    }
    add_directory(p.path, false);
  }

  // Adds the package in `dir` to the program that it belongs to.
  void add_directory(const std::string& dir, bool wildcard) {
    if (std::string path = standard_path(dir); !path.empty()) {
      Builder* b = current();
      b->touched = true;
      if (b->usable)
        b->loader->add(path, env_.goroot_src == b->env.goroot_src ? b->env.goroot_src + "/" + path : dir, nullptr, true,
                       wildcard);
      return;
    }
    // A directory of a dependency belongs to the program that uses it.
    Builder* here = current();
    if (here->usable) {
      Module* m = here->modules->module_of_directory(dir);
      if (m && !m->main) {
        here->touched = true;
        here->loader->add(package_path(m, dir), dir, m, false, wildcard);
        return;
      }
    }
    Builder* b = program_of(dir);
    b->touched = true;
    if (!b->usable) return;
    Module* m = b->modules->module_of_directory(dir);
    if (!m)
      return fail(
          b->modules->any() ? fmt::format("directory {} is outside the modules listed in go.work", dir) : kNoModule,
          dir);
    if (b->modules->vendored() && os::path_below(dir, b->modules->vendor_dir())) {
      std::string path = dir.substr(std::min(dir.size(), b->modules->vendor_dir().size() + 1));
      b->loader->add(path, "", nullptr, false, wildcard);
      return;
    }
    b->loader->add(package_path(m, dir), dir, m, false, wildcard);
  }

  static std::string package_path(const Module* m, const std::string& dir) {
    return m->path + dir.substr(m->dir.size());
  }

  // "./...": what lies below, and the modules of their own that are found on the way.
  void directories(const Pattern& p) {
    if (!os::is_directory(p.base) && !overlay_.has_directory(p.base)) {
      return fail(fmt::format("pattern {}: lstat {}: no such file or directory", p.text, p.base), p.base);
    }
    size_t before = added_;
    if (in_standard(p.base)) {
      Builder* b = current();
      b->touched = true;
      std::string path = standard_path(p.path);
      if (b->usable) standard_packages(b, path.empty() ? "..." : path, false, false, false);
      if (added_ == before) nothing_matched(p, b);
      return;
    }
    walk_programs(p.base, p.path);
    if (added_ == before) {
      Builder* b = program_of(p.base);
      nothing_matched(p, b);
      b->touched = true;
      if (!b->modules->any() && b->program->errors.empty()) fail(kNoModule, p.base);
    }
  }

  // Walks `dir`, whose packages belong to the module around it, and then the modules found below, each its own.
  void walk_programs(const std::string& start, const std::string& pattern) {
    std::vector<std::string> pending{start};
    StringSet done;
    while (!pending.empty()) {
      std::string dir = std::move(pending.back());
      pending.pop_back();
      if (!done.insert(dir).second) continue;
      // A dependency's directory that is asked for belongs to the program that uses it, as for the go command; modules
      // that are merely found below stand for themselves, replaced or not.
      Builder* here = current();
      Module* m = here->usable && dir == start ? here->modules->module_of_directory(dir) : nullptr;
      Builder* b = m && !m->main ? here : program_of(dir);
      b->touched = b->touched || b->modules->any() || !b->program->errors.empty();
      std::vector<std::string> nested;
      m = b->usable ? b->modules->module_of_directory(dir) : nullptr;
      if (m) {
        module_packages(b, m, dir, pattern, &nested);
      } else {
        // No module: only those below count.
        std::vector<std::string> ignored, errors;
        WalkOptions options;
        options.overlay = &overlay_;
        walk_directories(dir, options, &ignored, &nested, &errors);
      }
      for (size_t i = nested.size(); i-- > 0;) pending.push_back(nested[i]);
    }
  }

  // Packages of `m` at and below `dir` that match: directories by their path, or import paths.
  void module_packages(Builder* b, Module* m, const std::string& dir, const std::string& pattern,
                       std::vector<std::string>* nested) {
    WalkOptions options;
    options.overlay = &overlay_;
    for (const auto& i : m->ignore) {
      options.ignore.push_back(i.starts_with("./") ? os::join_path(m->dir, i) : os::clean_path(i));
    }
    std::vector<std::string> found, errors, skipped;
    walk_directories(dir, options, &found, nested ? nested : &skipped, &errors);
    for (const auto& e : errors) b->program->errors.push_back({{}, e, false, ""});
    bool by_directory = pattern.starts_with("/");
    for (const auto& d : found) {
      std::string path = package_path(m, d);
      if (pattern != "..." && !matches_pattern(pattern, by_directory ? d : path)) continue;
      b->loader->add(std::move(path), d, m, false, true);
      added_++;
    }
  }

  // Packages of GOROOT/src whose import paths match; without cmd, if asked. The pattern `cmd` (commands) does not
  // mean commands that cmd vendors.
  void standard_packages(Builder* b, const std::string& pattern, bool without_cmd, bool commands,
                         bool with_vendor = true) {
    const std::string& src = b->env.goroot_src;
    std::string base = src;
    if (size_t dots = pattern.find("..."); dots != std::string::npos) {
      size_t slash = pattern.rfind('/', dots);
      if (slash != std::string::npos) base += "/" + pattern.substr(0, slash);
    }
    WalkOptions options;
    options.skip_vendor = !with_vendor;
    options.overlay = &overlay_;
    if (without_cmd) options.ignore.push_back(src + "/cmd");
    std::vector<std::string> found, errors;
    walk_directories(base, options, &found, nullptr, &errors);
    for (const auto& e : errors) b->program->errors.push_back({{}, e, false, ""});
    for (const auto& d : found) {
      if (d.size() <= src.size()) continue;
      std::string path = d.substr(src.size() + 1);
      if (path == "builtin") continue;  // documentation of what every package has
      if (path == "runtime/cgo" && !b->env.cgo) continue;
      if (pattern != "..." && !matches_pattern(pattern, path)) continue;
      bool vendored_command = commands && path.starts_with("cmd/vendor/");
      PackageNode* n = b->loader->add(std::move(path), d, nullptr, true, true);
      n->unless_main = n->unless_main || vendored_command;
      added_++;
    }
  }

  void import_path(const Pattern& p) {
    Builder* b = current();
    b->touched = true;
    if (!b->usable) return;
    std::string path = p.path;
    if (size_t at = path.find('@'); at != std::string::npos) {
      return fail(fmt::format(
          "{}: can only use path@version syntax with 'go get' and 'go install' in module-aware mode", path));
    }
    while (path.size() > 1 && path.ends_with("/")) path.pop_back();
    b->loader->add(path, "", nullptr, false, false);
    added_++;
  }

  void import_paths(const Pattern& p) {
    Builder* b = current();
    b->touched = true;
    if (!b->usable) return;
    size_t before = added_;
    std::string prefix = p.path.substr(0, p.path.find("..."));
    if (prefix.ends_with("/")) prefix.pop_back();
    if (Loader::may_be_standard(prefix) && prefix.find('.') == std::string::npos) {
      std::string first = prefix.substr(0, prefix.find('/'));
      if (prefix.empty() || prefix != first || os::is_directory(b->env.goroot_src + "/" + first) ||
          p.path.find('/') == std::string::npos) {
        if (os::is_directory(b->env.goroot_src + "/" + prefix) || prefix.find('/') == std::string::npos)
          standard_packages(b, p.path, false, false, p.path.find("vendor") != std::string::npos);
      }
    }
    for (Module* m : b->modules->mains()) module_packages(b, m, m->dir, p.path, nullptr);
    if (b->modules->vendored()) {
      std::vector<std::string> paths;
      for (const auto& [path, module] : b->modules->vendor_list().packages) {
        if (matches_pattern(p.path, path)) paths.push_back(path);
      }
      std::sort(paths.begin(), paths.end());
      for (auto& path : paths) b->loader->add(std::move(path), "", nullptr, false, true), added_++;
    } else {
      for (Module* m : b->modules->candidates(prefix)) {
        if (os::is_directory(m->dir) || overlay_.has_directory(m->dir)) module_packages(b, m, m->dir, p.path, nullptr);
      }
    }
    if (added_ == before) nothing_matched(p, b);
  }

  const Config& config_;
  Pool& pool_;
  Environment env_;
  Overlay overlay_;
  std::string gowork_;
  std::string real_src_;
  std::map<std::string, SharedStandard> shared_;  // by toolchain and target
  std::map<std::string, std::unique_ptr<Builder>> builders_;  // by go.work or go.mod
  std::vector<std::string> warnings_;
  Diagnostics errors_;
  size_t added_ = 0;
  bool whole_graphs_ = false;
};

}  // namespace

std::vector<std::unique_ptr<Program>> load(const Config& config, const std::vector<std::string>& patterns, Pool& pool) {
  return ProgramsLoader(config, pool).run(patterns);
}

std::vector<std::unique_ptr<Program>> load_changed(const Config& config, const std::vector<std::string>& patterns, const std::map<std::string, std::string>& texts,
                                                   Pool& pool) {
  ProgramsLoader loader(config, pool);
  loader.put(texts);
  return loader.run(patterns);
}

}  // namespace ptrsafe::build
