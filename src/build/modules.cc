#include "build/modules.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace ptrsafe::build {
namespace {

bool has_go_file(const std::vector<os::Entry>& entries, const std::string& dir) {
  for (const auto& e : entries) {
    if (!e.name.ends_with(".go")) continue;
    if (e.kind == os::EntryKind::File || (e.kind == os::EntryKind::Symlink && os::is_regular(dir + "/" + e.name)))
      return true;
  }
  return false;
}

// True if `path` is `module` or lies below it.
bool in_module(std::string_view path, std::string_view module) {
  return path.starts_with(module) && (path.size() == module.size() || path[module.size()] == '/');
}

}  // namespace

ModuleRoot find_module_root(const std::string& dir, const std::string& gowork) {
  ModuleRoot root;
  if (gowork != "off") {
    if (!gowork.empty()) {
      root.work_file = gowork;
    } else {
      for (std::string d = dir;; d = os::parent_path(d)) {
        if (os::is_regular(d + "/go.work")) {
          root.work_file = d + "/go.work";
          break;
        }
        if (d == "/" || d == ".") break;
      }
    }
  }
  for (std::string d = dir;; d = os::parent_path(d)) {
    if (os::is_regular(d + "/go.mod")) {
      root.mod_file = d + "/go.mod";
      break;
    }
    if (d == "/" || d == ".") break;
  }
  return root;
}

void Modules::report(Program* program, const std::string& file, const std::string& text,
                     const std::vector<ModError>& errors) {
  constexpr size_t kMost = 10;
  if (errors.empty()) return;
  // A source of its own, so that the errors have lines and columns.
  const SourceFile* source = SourceFile::create(file, text);
  for (size_t i = 0; i < errors.size() && i <= kMost; i++) {
    Diagnostic d;
    d.pos = source->pos(errors[i].offset);
    d.message = i < kMost ? errors[i].message : "too many errors";
    program->errors.push_back(std::move(d));
  }
}

bool Modules::load_main(const std::string& mod_file, const std::string& dir, Program* program, bool root) {
  std::string file = root && !env_.flag_modfile.empty() ? os::absolute_path(env_.dir, env_.flag_modfile) : mod_file;
  std::string text, error;
  if (!overlay_.read_file(file, &text, &error)) {
    program->errors.push_back({{}, error, false, file});
    return false;
  }
  Main m;
  m.mod_path = mod_file;
  m.file = parse_mod_file(text, ModFileKind::GoMod);
  report(program, file, text, m.file.errors);
  if (!m.file.errors.empty()) return false;
  if (m.file.module.empty()) {
    report(program, file, text,
           {{0, "missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"}});
    return false;
  }
  for (const Main& other : main_files_) {
    if (other.module->path != m.file.module) continue;
    program->errors.push_back(
        {{}, fmt::format("module {} appears multiple times in workspace", m.file.module), false, file});
    return false;
  }
  auto module = std::make_unique<Module>();
  module->path = m.file.module;
  module->source = {m.file.module, ""};
  module->dir = dir;
  module->go = m.file.go;
  module->go_known = true;
  module->main = module->local = true;
  module->tools = m.file.tool;
  for (const auto& i : m.file.ignore) module->ignore.push_back(i);
  if (!m.file.go.empty() && parse_go_release(m.file.go) > parse_go_release(needs.go)) {
    needs.go = m.file.go;
    needs.file = file;
  }
  if (!m.file.toolchain.empty() && !workspace()) needs.toolchain = m.file.toolchain;
  m.module = module.get();
  mains_.push_back(module.get());
  owned_.push_back(std::move(module));
  for (const auto& r : m.file.replace) add_replace(r, dir);
  for (const auto& e : m.file.exclude) excludes_.insert(e.path + "@" + e.version);
  main_files_.push_back(std::move(m));
  return true;
}

bool Modules::load_work(const std::string& file, Program* program) {
  std::string text, error;
  if (!overlay_.read_file(file, &text, &error)) {
    program->errors.push_back({{}, error + "; GOWORK=off ignores it", false, file});
    return false;
  }
  ModFile work = parse_mod_file(text, ModFileKind::GoWork);
  report(program, file, text, work.errors);
  if (!work.errors.empty()) return false;
  needs.go = work.go.empty() ? "1.18" : work.go;
  needs.toolchain = work.toolchain;
  needs.file = file;
  // Its replacements come first: they override those of the modules.
  for (const auto& r : work.replace) add_replace(r, root_dir_);
  std::vector<ModError> missing;
  for (const auto& u : work.use) {
    std::string dir = os::absolute_path(root_dir_, u.dir);
    std::string mod_file = dir + "/go.mod";
    if (!os::is_regular(mod_file)) {
      missing.push_back(
          {u.offset, fmt::format("cannot load module {} listed in go.work file: open {}: no such file or directory",
                                 u.dir, mod_file)});
      continue;
    }
    load_main(mod_file, dir, program, false);
  }
  report(program, file, text, missing);
  if (work.use.empty()) {
    program->errors.push_back({{}, "no modules were found in the current workspace; see 'go help work'", false, file});
  }
  return !mains_.empty();
}

bool Modules::load(const ModuleRoot& root, Program* program) {
  mod_flag_ = env_.flag_mod;
  if (!root.work_file.empty()) {
    work_file_ = root.work_file;
    root_dir_ = os::parent_path(root.work_file);
    return load_work(root.work_file, program);
  }
  if (root.mod_file.empty()) return true;
  root_dir_ = os::parent_path(root.mod_file);
  return load_main(root.mod_file, root_dir_, program, true);
}

bool Modules::load_vendor(Program* program) {
  vendor_dir_ = root_dir_ + "/vendor";
  std::string file = vendor_dir_ + "/modules.txt", text, error;
  if (!overlay_.read_file(file, &text, &error)) {
    bool required = false;
    for (const Main& m : main_files_) required = required || !m.file.require.empty();
    if (!required) return true;
    program->errors.push_back(
        {{},
         fmt::format("inconsistent vendoring: {}; to write it:\n\tgo {} vendor", error, workspace() ? "work" : "mod"),
         false,
         file});
    return true;
  }
  vendor_list_ = parse_vendor_list(text);
  for (const auto& v : vendor_list_.modules) {
    auto m = std::make_unique<Module>();
    m->path = v.mod.path;
    m->version = v.mod.version;
    m->source = v.replaced ? v.replacement : v.mod;
    m->go = v.go;
    m->go_known = true;
    vendor_modules_.push_back(m.get());
    owned_.push_back(std::move(m));
  }
  // What go.mod and modules.txt must agree on.
  if (workspace() != vendor_list_.workspace) return true;
  StringMap<const VendorList::Module*> by_path;
  for (const auto& v : vendor_list_.modules) {
    if (v.listed) by_path.try_emplace(v.mod.path, &v);
  }
  std::string problems;
  auto problem = [&](std::string s) { problems += "\n\t" + s; };
  bool checked = mod_flag_ != "mod";
  for (const Main& m : main_files_) {
    if (parse_go_release(m.file.go.empty() ? "1.16" : m.file.go).minor < 14 || workspace()) checked = false;
    if (!checked) break;
    for (const auto& r : m.file.require) {
      auto at = by_path.find(r.mod.path);
      if (at == by_path.end() || !at->second->explicit_) {
        problem(fmt::format("{}@{}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt",
                            r.mod.path, r.mod.version));
      } else if (at->second->mod.version != r.mod.version) {
        problem(fmt::format("{}@{}: is explicitly required in go.mod, but vendor/modules.txt indicates {}@{}",
                            r.mod.path, r.mod.version, r.mod.path, at->second->mod.version));
      }
    }
    StringSet required;
    for (const auto& r : m.file.require) required.insert(r.mod.path);
    for (const auto& v : vendor_list_.modules) {
      if (v.listed && v.explicit_ && !required.contains(v.mod.path)) {
        problem(fmt::format("{}@{}: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod",
                            v.mod.path, v.mod.version));
      }
    }
    for (const auto& r : m.file.replace) {
      auto at = by_path.find(r.from.path);
      if (at == by_path.end() || (!r.from.version.empty() && at->second->mod.version != r.from.version)) continue;
      if (!at->second->replaced || at->second->replacement != r.to) {
        problem(
            fmt::format("{}: is replaced in go.mod, but not marked as replaced in vendor/modules.txt", r.from.path));
      }
    }
  }
  if (!problems.empty()) {
    program->errors.push_back(
        {{},
         fmt::format("inconsistent vendoring in {}:{}\n\n\tTo ignore the vendor directory, use -mod=readonly or "
                     "-mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor",
                     root_dir_, problems),
         false,
         file});
  }
  return true;
}

bool Modules::select(Program* program) {
  if (mains_.empty()) return true;
  std::string vendor_file = root_dir_ + "/vendor/modules.txt";
  vendor_ = mod_flag_ == "vendor";
  if (mod_flag_.empty() && os::is_directory(root_dir_ + "/vendor")) {
    std::string text, ignored;
    std::string go = workspace() ? needs.go : main_files_[0].file.go;
    int minor = parse_go_release(go.empty() ? "1.16" : go).minor;
    bool listed = overlay_.read_file(vendor_file, &text, &ignored);
    // A workspace's vendor directory says so; one left over from a module does not count for a workspace.
    bool fits = !listed || (parse_vendor_list(text).workspace == workspace());
    vendor_ = minor >= (workspace() ? 22 : 14) && fits && !(workspace() && !listed);
  }
  if (vendor_) return load_vendor(program);

  if (!workspace() && parse_go_release(mains_[0]->go.empty() ? "1.16" : mains_[0]->go).minor >= 17) {
    for (const auto& r : main_files_[0].file.require) {
      auto at = roots_.find(r.mod.path);
      if (excluded(r.mod) || (at != roots_.end() && compare_semver(at->second->version, r.mod.version) >= 0)) continue;
      roots_.insert_or_assign(r.mod.path, make_module(r.mod));
    }
    return true;
  }
  build_graph(program);
  return true;
}

void Modules::add_replace(const ModFile::Replace& r, const std::string& dir) {
  // Of several for the same version the first counts: those of go.work come first.
  if (!replaced_.insert(r.from.path + "@" + r.from.version).second) return;
  replaces_by_path_[r.from.path].push_back(static_cast<uint32_t>(replaces_.size()));
  replaces_.push_back(r);
  replace_dirs_.push_back(dir);
}

const ModFile::Replace* Modules::replacement(const ModuleVersion& mod) const {
  auto at = replaces_by_path_.find(mod.path);
  if (at == replaces_by_path_.end()) return nullptr;
  const ModFile::Replace* any = nullptr;
  for (uint32_t i : at->second) {
    const ModFile::Replace& r = replaces_[i];
    if (r.from.version == mod.version) return &r;
    if (r.from.version.empty() && !any) any = &r;
  }
  return any;
}

Module* Modules::make_module(const ModuleVersion& mod) {
  auto m = std::make_unique<Module>();
  m->path = mod.path;
  m->version = mod.version;
  m->source = mod;
  locate(m.get());
  owned_.push_back(std::move(m));
  return owned_.back().get();
}

void Modules::locate(Module* m) {
  if (const ModFile::Replace* r = replacement({m->path, m->version})) {
    m->source = r->to;
    if (r->to.version.empty()) {
      m->local = true;
      m->dir = os::absolute_path(replace_dirs_[static_cast<size_t>(r - replaces_.data())], r->to.path);
      return;
    }
  }
  m->dir = fmt::format("{}/{}@{}", env_.gomodcache, escape_module(m->source.path), escape_module(m->source.version));
}

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
    bool follow = item.pruning == Pruning::Unpruned || own == Pruning::Unpruned;
    Pruning next = item.pruning == Pruning::Unpruned ? Pruning::Unpruned : own;
    for (const auto& r : summary.require) {
      if (note(r) && follow) enqueue(r, next);
    }
  }
  auto selection = std::make_unique<Selection>();
  for (const auto& [path, version] : highest) {
    Module* m = nullptr;
    if (auto old = roots_.find(path); old != roots_.end() && old->second->version == version) m = old->second;
    selection->emplace(path, m ? m : make_module({path, version}));
  }
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

bool Modules::provides(Module* m, const std::string& dir) {
  std::vector<os::Entry> entries;
  std::string ignored;
  bool there = os::list_directory(dir, &entries, &ignored);
  if (!overlay_.empty() && (there || overlay_.has_directory(dir))) overlay_.merge(dir, &entries), there = true;
  if (!there || !has_go_file(entries, dir)) return false;
  if (m->local) {
    // A directory with a go.mod of its own, on the way down, belongs to another module.
    for (std::string d = dir; d.size() > m->dir.size(); d = os::parent_path(d)) {
      if (os::is_regular(d + "/go.mod")) return false;
    }
  }
  return true;
}

Modules::Found Modules::search(const Selection& selection, std::string_view path, bool check_all) {
  Found found;
  std::string ambiguous;
  auto consider = [&](Module* m) {
    std::string dir = path.size() == m->path.size() ? m->dir : m->dir + std::string(path.substr(m->path.size()));
    if (!m->local && !os::is_directory(m->dir)) {
      if (found.missing.empty()) found.missing = m->source.path + "@" + m->source.version;
      return;
    }
    if (!provides(m, dir)) return;
    if (found.module) {
      ambiguous += fmt::format("\n\t{}{} ({})", m->path, m->version.empty() ? "" : " " + m->version, dir);
      return;
    }
    found.module = m;
    found.dir = std::move(dir);
  };
  for (Module* m : mains_) {
    if (in_module(path, m->path)) consider(m);
  }
  for (std::string_view prefix = path; !prefix.empty();) {
    if (auto at = selection.find(prefix); at != selection.end()) {
      consider(at->second);
      if (found.module && !check_all) break;
    }
    size_t slash = prefix.rfind('/');
    if (slash == std::string_view::npos) break;
    prefix = prefix.substr(0, slash);
  }
  if (found.module && !ambiguous.empty()) {
    found.error =
        fmt::format("ambiguous import: found package {} in multiple modules:\n\t{}{} ({}){}", path, found.module->path,
                    found.module->version.empty() ? "" : " " + found.module->version, found.dir, ambiguous);
    found.module = nullptr;
  }
  return found;
}

Modules::Found Modules::find(std::string_view path) {
  Found found;
  if (mains_.empty()) {
    found.error = fmt::format(
        "no required module provides package {}: go.mod file not found in current directory or any parent "
        "directory; see 'go help modules'",
        path);
    return found;
  }
  if (vendor_) {
    for (Module* m : mains_) {
      if (!in_module(path, m->path)) continue;
      std::string dir = m->dir + std::string(path.substr(m->path.size()));
      if (provides(m, dir)) {
        found.module = m;
        found.dir = std::move(dir);
        return found;
      }
    }
    auto at = vendor_list_.packages.find(path);
    if (at != vendor_list_.packages.end()) {
      found.module = vendor_modules_[at->second];
      found.dir = vendor_dir_ + "/" + std::string(path);
      return found;
    }
    found.error = fmt::format(
        "cannot find module providing package {}: import lookup disabled by -mod=vendor; to add it to {}:\n\t"
        "go {} vendor",
        path, vendor_dir_, workspace() ? "work" : "mod");
    return found;
  }
  Selection* graph = graph_.load(std::memory_order_acquire);
  found = search(graph ? *graph : roots_, path, true);
  if (found.module || !found.error.empty()) return found;
  if (!graph) {
    std::lock_guard guard(lock_);
    if (!graph_.load(std::memory_order_acquire)) build_graph(nullptr);
    graph = graph_.load(std::memory_order_acquire);
    Found again = search(*graph, path, true);
    if (again.module || !again.error.empty()) return again;
    if (!again.missing.empty()) found.missing = again.missing;
  }
  if (!found.missing.empty()) {
    found.error = fmt::format("module {} is not in the module cache; to download it:\n\tgo mod download {}",
                              found.missing, found.missing);
    return found;
  }
  for (const auto& r : replaces_) {
    bool required = graph->contains(r.from.path);
    if (!required && in_module(path, r.from.path)) {
      found.error =
          fmt::format("module {} provides package {} and is replaced but not required; to add it:\n\tgo get {}",
                      r.from.path, path, r.from.path);
      return found;
    }
  }
  found.error = fmt::format("no required module provides package {}; to add it:\n\tgo get {}", path, path);
  return found;
}

int Modules::go_minor(Module* m) {
  std::lock_guard guard(lock_);
  if (!m->go_known) {
    m->go_known = true;
    if (m->local) {
      std::string text, error;
      if (overlay_.read_file(m->dir + "/go.mod", &text, &error))
        m->go = parse_mod_file(text, ModFileKind::Dependency).go;
    } else {
      m->go = read_summary({m->path, m->version}).go;
    }
  }
  return m->go.empty() ? 16 : parse_go_release(m->go).minor;
}

std::vector<Module*> Modules::candidates(std::string_view prefix) {
  std::vector<Module*> out;
  if (vendor_) {
    out = vendor_modules_;
  } else {
    if (!mains_.empty() && !graph_.load(std::memory_order_acquire)) {
      std::lock_guard guard(lock_);
      if (!graph_.load(std::memory_order_acquire)) build_graph(nullptr);
    }
    if (Selection* graph = graph_.load(std::memory_order_acquire)) {
      for (const auto& [path, m] : *graph) out.push_back(m);
    }
  }
  std::erase_if(out, [&](const Module* m) {
    return !in_module(prefix, m->path) && !std::string_view(m->path).starts_with(prefix);
  });
  std::sort(out.begin(), out.end(), [](const Module* a, const Module* b) { return a->path < b->path; });
  return out;
}

Module* Modules::module_of_directory(const std::string& dir) {
  Module* best = nullptr;
  auto consider = [&](Module* m) {
    if (!m->dir.empty() && os::path_below(dir, m->dir) && (!best || m->dir.size() > best->dir.size())) best = m;
  };
  for (Module* m : mains_) consider(m);
  if (!vendor_) {
    Selection* graph = graph_.load(std::memory_order_acquire);
    for (const auto& [path, m] : graph ? *graph : roots_) consider(m);
  }
  return best;
}

}  // namespace ptrsafe::build
