// The module graph: the go.mod files of all requirements, the versions that they select together, and whether go.mod
// and go.sum say the same.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "build/modules.h"

namespace ptrsafe::build {

Modules::Summary Modules::read_summary(const ModuleVersion& mod) {
  Summary s;
  ModuleVersion source = mod;
  std::string file, text, error;
  if (const ModFile::Replace* r = replacement(mod)) {
    source = r->to;
    if (source.version.empty()) {
      file = os::absolute_path(replace_dirs_[static_cast<size_t>(r - replaces_.data())], source.path) + "/go.mod";
    }
  }
  if (file.empty()) {
    file = fmt::format("{}/cache/download/{}/@v/{}.mod", env_.gomodcache, escape_module(source.path),
                       escape_module(source.version));
  }
  if (!overlay_.read_file(file, &text, &error)) {
    // Without the cache's copy the unpacked module may still have its own.
    if (source.version.empty()) return s;
    file = fmt::format("{}/{}@{}/go.mod", env_.gomodcache, escape_module(source.path), escape_module(source.version));
    if (!overlay_.read_file(file, &text, &error)) return s;
  }
  ModFile f = parse_mod_file(text, ModFileKind::Dependency);
  s.found = true;
  s.go = f.go;
  s.require.reserve(f.require.size());
  for (auto& r : f.require) s.require.push_back(std::move(r.mod));
  return s;
}

// Minimal version selection (R. Cox, "Minimal Version Selection"; pruning: the Go modules reference,
// "Module graph pruning"): walks all requirements that count and keeps the highest version of each path.
void Modules::build_graph(Program* program) {
  struct Item {
    ModuleVersion mod;
    Pruning pruning;
  };
  StringMap<std::string> highest;
  StringMap<Summary> summaries;  // by path@version
  StringSet visited, visited_unpruned;
  std::deque<Item> queue;
  StringSet main_paths;
  for (const Module* m : mains_) main_paths.insert(m->path);
  auto key = [](const ModuleVersion& m) { return m.path + "@" + m.version; };
  auto minor_of = [](const std::string& go) { return parse_go_release(go.empty() ? "1.16" : go).minor; };

  auto note = [&](const ModuleVersion& r) {
    if (main_paths.contains(r.path)) return false;
    if (excluded(r)) return false;
    std::string& v = highest[r.path];
    if (v.empty() || compare_semver(v, r.version) < 0) v = r.version;
    return true;
  };
  auto enqueue = [&](const ModuleVersion& r, Pruning pruning) {
    StringSet& seen = pruning == Pruning::Unpruned ? visited_unpruned : visited;
    if (seen.insert(key(r)).second) queue.push_back({r, pruning});
  };
  for (const Main& m : main_files_) {
    // A main module's requirements are roots; how deep they are followed is the module's own matter.
    Pruning pruning = minor_of(m.file.go) >= 17 ? Pruning::Pruned : Pruning::Unpruned;
    for (const auto& r : m.file.require) {
      if (note(r.mod)) enqueue(r.mod, pruning);
    }
  }
  auto walk = [&] {
    while (!queue.empty()) {
      Item item = std::move(queue.front());
      queue.pop_front();
      std::string k = key(item.mod);
      auto at = summaries.find(k);
      if (at == summaries.end()) {
        at = summaries.emplace(k, read_summary(item.mod)).first;
        if (!at->second.found) missing_mod_files_.push_back(k);
      }
      // A copy of the list: the table may move while requirements are entered.
      const Summary summary = at->second;
      Pruning own = minor_of(summary.go) >= 17 ? Pruning::Pruned : Pruning::Unpruned;
      bool follow = item.pruning != Pruning::Pruned || own == Pruning::Unpruned;
      Pruning next = item.pruning == Pruning::Unpruned ? Pruning::Unpruned : own;
      for (const auto& r : summary.require) {
        if (note(r) && follow) enqueue(r, next);
      }
    }
  };
  walk();
  // In a workspace the go.mod of one module does not know what others make of its requirements: each that is raised
  // is followed as if it stood in a go.mod of the workspace itself, and so on until nothing is raised any more.
  if (workspace()) {
    StringSet raised;  // paths
    StringSet followed;
    auto follow_raised = [&](const std::vector<ModuleVersion>& requirements) {
      for (const auto& r : requirements) {
        auto at = highest.find(r.path);
        if (at == highest.end() || compare_semver(at->second, r.version) <= 0) continue;
        ModuleVersion selected{r.path, at->second};
        if (!followed.insert(key(selected)).second) continue;
        raised.insert(r.path);
        queue.push_back({selected, Pruning::Workspace});
      }
    };
    do {
      walk();
      for (const Main& m : main_files_) {
        std::vector<ModuleVersion> requirements;
        for (const auto& r : m.file.require) requirements.push_back(r.mod);
        follow_raised(requirements);
      }
      const std::vector<std::string> paths(raised.begin(), raised.end());
      for (const auto& path : paths) {
        if (auto at = summaries.find(path + "@" + highest[path]); at != summaries.end()) {
          const std::vector<ModuleVersion> requirements = at->second.require;
          follow_raised(requirements);
        }
      }
    } while (!queue.empty());
  }
  auto selection = std::make_unique<Selection>();
  for (const auto& [path, version] : highest) {
    Module* m = nullptr;
    if (auto old = roots_.find(path); old != roots_.end() && old->second->version == version) m = old->second;
    if (!m) m = make_module({path, version});
    if (auto at = summaries.find(path + "@" + version); at != summaries.end() && at->second.found) {
      m->go = at->second.go;
      m->go_known = true;
      check_go_line({path, version}, m->go);
    }
    selection->emplace(path, m);
  }
  check_roots(*selection);
  if (program && !missing_mod_files_.empty()) {
    std::sort(missing_mod_files_.begin(), missing_mod_files_.end());
    std::string list;
    for (size_t i = 0; i < missing_mod_files_.size() && i < 10; i++) list += "\n\t\t" + missing_mod_files_[i];
    if (missing_mod_files_.size() > 10) list += fmt::format("\n\t\t… and {} more", missing_mod_files_.size() - 10);
    program->errors.push_back(
        {{},
         fmt::format("go.mod files of required modules are not in the module cache:{}\n\tto download them:\n\tgo mod "
                     "download",
                     list),
         false,
         main_files_[0].mod_path});
  }
  graph_owner_ = std::move(selection);
  graph_.store(graph_owner_.get(), std::memory_order_release);
}

// Requirements of main modules that are lower than what is selected, or that do not count.
void Modules::check_roots(const Selection& selection) {
  if (workspace() || mod_flag_ == "mod") return;
  for (const auto& r : main_files_[0].file.require) {
    auto at = selection.find(r.mod.path);
    if (at == selection.end() || at->second->version == r.mod.version) continue;
    tidiness_.outdated(fmt::format("{} is required at {}, but {} is selected", r.mod.path, r.mod.version,
                                   at->second->version));
  }
}

// A go line counts as a requirement since go 1.21.
void Modules::check_go_line(const ModuleVersion& mod, const std::string& go) {
  GoRelease theirs = parse_go_release(go);
  const std::string& own = workspace() ? needs.go : mains_[0]->go;
  if (theirs.minor < 21 || mod_flag_ == "mod" || theirs <= parse_go_release(own.empty() ? "1.16" : own)) return;
  std::string_view file = workspace() ? "go.work" : "go.mod";
  tidiness_.outdated(fmt::format("{}{} requires go >= {}, {} says {}", mod.path,
                                 mod.version.empty() ? "" : "@" + mod.version, go, file, own.empty() ? "nothing" : own));
}

void Modules::read_sums() {
  check_sums_ = mod_flag_ != "mod";
  if (!check_sums_) return;
  auto read = [&](const std::string& file) {
    std::string text, ignored;
    if (!overlay_.read_file(file, &text, &ignored)) return;
    for (std::string_view rest = text; !rest.empty();) {
      size_t nl = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, nl);
      rest.remove_prefix(std::min(nl + 1, rest.size()));
      size_t path = line.find(' ');
      size_t version = path == std::string_view::npos ? path : line.find(' ', path + 1);
      if (version == std::string_view::npos) continue;
      line = line.substr(0, version);
      if (!line.ends_with("/go.mod")) sums_.insert(std::string(line));
    }
  };
  auto sum_of = [](std::string mod_file) {
    if (mod_file.ends_with(".mod")) mod_file.resize(mod_file.size() - 4);
    return mod_file + ".sum";
  };
  if (workspace()) read(work_file_ + ".sum");
  for (const Main& m : main_files_) {
    bool other = !workspace() && !env_.flag_modfile.empty();
    read(sum_of(other ? os::absolute_path(env_.dir, env_.flag_modfile) : m.mod_path));
  }
}

void Modules::use(Module* m) {
  if (m->main || vendor_ || m->used.exchange(true)) return;
  std::string name = m->source.path + "@" + m->source.version;
  if (check_sums_ && !m->source.version.empty() && !sums_.contains(m->source.path + " " + m->source.version)) {
    tidiness_.missing_sum(name);
  }
  if (graph_.load(std::memory_order_acquire)) return;
  // Only go.mod was read so far. That is enough as long as no module in use wants more than it says.
  Summary s = read_summary({m->path, m->version});
  {
    std::lock_guard guard(lock_);
    m->go = s.go;
    m->go_known = true;
  }
  check_go_line({m->path, m->version}, s.go);
  for (const auto& r : s.require) {
    auto at = roots_.find(r.path);
    if (at == roots_.end() || excluded(r) || compare_semver(at->second->version, r.version) >= 0) continue;
    misled_ = true;
  }
}

void Modules::needed(const Module* m) {
  if (m->main || vendor_ || !pruned() || mod_flag_ == "mod" || required_.contains(m->path)) return;
  tidiness_.outdated(fmt::format("{}@{} provides packages and is not required", m->path, m->version));
}

void Modules::imported_directly(const Module* m) {
  if (m->main || vendor_ || workspace() || pruned() || mod_flag_ == "mod" || required_.contains(m->path)) return;
  tidiness_.outdated(fmt::format("{}@{} is imported by the main module and not required", m->path, m->version));
}

void Modules::check_workspace_version(const Main& m, const std::string& dir, const std::string& work_go) {
  const std::string go = work_go.empty() ? "1.18" : work_go;
  if (m.file.go.empty() || parse_go_release(m.file.go) <= parse_go_release(go)) return;
  tidiness_.contradiction(fmt::format("module {} listed in go.work file requires go >= {}, but go.work lists go {}; to "
                                      "update it:\n\tgo work use",
                                      dir, m.file.go, go));
}

}  // namespace ptrsafe::build
