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

ModuleRoot find_module_root(const std::string& dir, const std::string& gowork, const Overlay& overlay) {
  ModuleRoot root;
  if (gowork != "off") {
    if (!gowork.empty()) {
      root.work_file = gowork;
    } else {
      for (std::string d = dir;; d = os::parent_path(d)) {
        if (overlay.is_regular(d + "/go.work")) {
          root.work_file = d + "/go.work";
          break;
        }
        if (d == "/" || d == ".") break;
      }
    }
  }
  for (std::string d = dir;; d = os::parent_path(d)) {
    if (overlay.is_regular(d + "/go.mod")) {
      root.mod_file = d + "/go.mod";
      break;
    }
    if (d == "/" || d == ".") break;
  }
  return root;
}

bool Modules::read_own(const std::string& file, std::string* text, std::string* error) const {
  // The go command's limit for go.mod files of dependencies.
  constexpr size_t kLargest = size_t{16} << 20;
  if (!overlay_.read_file(file, text, error)) return false;
  if (text->size() <= kLargest) return true;
  *error = "file is larger than 16 MiB; remove what is not needed";
  return false;
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
  if (!read_own(file, &text, &error)) {
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
  for (const auto& r : m.file.require) required_.insert(r.mod.path);
  for (const auto& e : m.file.exclude) excludes_.insert(e.path + "@" + e.version);
  main_files_.push_back(std::move(m));
  return true;
}

bool Modules::load_work(const std::string& file, Program* program) {
  std::string text, error;
  if (!read_own(file, &text, &error)) {
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
  work_replaces_ = replaces_.size();
  std::vector<ModError> missing;
  for (const auto& u : work.use) {
    std::string dir = os::absolute_path(root_dir_, u.dir);
    std::string mod_file = dir + "/go.mod";
    if (!overlay_.is_regular(mod_file)) {
      missing.push_back(
          {u.offset, fmt::format("cannot load module {} listed in go.work file: open {}: no such file or directory",
                                 u.dir, mod_file)});
      continue;
    }
    if (load_main(mod_file, dir, program, false)) check_workspace_version(main_files_.back(), u.dir, work.go);
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

bool Modules::pruned() const {
  return !workspace() && parse_go_release(mains_[0]->go.empty() ? "1.16" : mains_[0]->go).minor >= 17;
}

bool Modules::select(Program* program, bool whole_graph) {
  if (mains_.empty()) return true;
  std::string vendor_file = root_dir_ + "/vendor/modules.txt";
  vendor_ = mod_flag_ == "vendor";
  // Where an overlay removes the list, it is the directory as a whole that was not there (driver/revision.h).
  std::string replaced;
  bool removed = overlay_.replaces(vendor_file, &replaced) && replaced.empty();
  if (mod_flag_.empty() && !removed && (os::is_directory(root_dir_ + "/vendor") || overlay_.has_directory(root_dir_ + "/vendor"))) {
    std::string text, ignored;
    std::string go = workspace() ? needs.go : main_files_[0].file.go;
    int minor = parse_go_release(go.empty() ? "1.16" : go).minor;
    bool listed = read_own(vendor_file, &text, &ignored);
    // A workspace's vendor directory says so; one left over from a module does not count for a workspace.
    bool fits = !listed || (parse_vendor_list(text).workspace == workspace());
    vendor_ = minor >= (workspace() ? 22 : 14) && fits && !(workspace() && !listed);
  }
  if (vendor_) return load_vendor(program);
  read_sums();
  if (pruned() && !whole_graph) {
    for (const auto& r : main_files_[0].file.require) {
      auto at = roots_.find(r.mod.path);
      if (excluded(r.mod) || (at != roots_.end() && compare_semver(at->second->version, r.mod.version) >= 0)) continue;
      roots_.insert_or_assign(r.mod.path, make_module(r.mod));
    }
    check_roots(roots_);
    return true;
  }
  build_graph(program);
  return true;
}

void Modules::add_replace(const ModFile::Replace& r, const std::string& dir) {
  // Of several for the same version the first counts: those of go.work come first.
  auto [at, fresh] = replaced_.try_emplace(r.from.path + "@" + r.from.version, static_cast<uint32_t>(replaces_.size()));
  if (!fresh) {
    auto target = [](const ModFile::Replace& r, const std::string& dir) {
      return r.to.version.empty() ? os::absolute_path(dir, r.to.path) : r.to.path + "@" + r.to.version;
    };
    std::string one = target(replaces_[at->second], replace_dirs_[at->second]), other = target(r, dir);
    if (workspace() && at->second >= work_replaces_ && one != other) {
      tidiness_.contradiction(fmt::format("conflicting replacements for {}:\n\t{}\n\t{}\nthe first is used; to resolve "
                                          "it:\n\tgo work edit -replace {}=[override]",
                                          r.from.path, one, other, r.from.path));
    }
    return;
  }
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

bool Modules::provides(Module* m, const std::string& dir) {
  std::vector<os::Entry> entries;
  std::string ignored;
  bool there = os::list_directory(dir, &entries, &ignored);
  if (!overlay_.empty() && (there || overlay_.has_directory(dir))) overlay_.merge(dir, &entries), there = true;
  if (!there || !has_go_file(entries, dir)) return false;
  if (m->local) {
    // A directory with a go.mod of its own, on the way down, belongs to another module.
    for (std::string d = dir; d.size() > m->dir.size(); d = os::parent_path(d)) {
      if (overlay_.is_regular(d + "/go.mod")) return false;
    }
  }
  return true;
}

Modules::Found Modules::search(const Selection& selection, std::string_view path, bool check_all) {
  Found found;
  std::string ambiguous;
  int providers = 0;
  auto consider = [&](Module* m) {
    std::string dir = path.size() == m->path.size() ? m->dir : m->dir + std::string(path.substr(m->path.size()));
    if (!m->local && !os::is_directory(m->dir)) {
      if (found.missing.empty()) found.missing = m->source.path + "@" + m->source.version;
      return;
    }
    if (!provides(m, dir)) return;
    // Shorter module paths first, as the go command lists them.
    ambiguous = fmt::format("\n\t{}{} ({})", m->path, m->version.empty() ? "" : " " + m->version, dir) + ambiguous;
    providers++;
    if (found.module) return;
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
  if (providers > 1) {
    found.error = fmt::format("ambiguous import: found package {} in multiple modules:{}", path, ambiguous);
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
    // One that was put there by hand: the go command takes it too.
    std::vector<os::Entry> entries;
    std::string ignored, dir = vendor_dir_ + "/" + std::string(path);
    if (os::list_directory(dir, &entries, &ignored) && has_go_file(entries, dir)) {
      found.module = &unlisted_;
      found.dir = std::move(dir);
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
  if (found.module) use(found.module);
  if (found.module || !found.error.empty()) return found;
  if (!graph) {
    std::lock_guard guard(lock_);
    if (!graph_.load(std::memory_order_acquire)) build_graph(nullptr);
    graph = graph_.load(std::memory_order_acquire);
    Found again = search(*graph, path, true);
    if (again.module) use(again.module);
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
  for (const Module* m : mains_) {
    if (!in_module(path, m->path)) continue;
    // A directory below may be a module of its own, which has to be required.
    bool nested = false;
    for (std::string dir = m->dir + std::string(path.substr(m->path.size())); dir.size() > m->dir.size() && !nested;
         dir.resize(dir.rfind('/')))
      nested = overlay_.is_regular(dir + "/go.mod");
    if (nested) break;
    // Nothing that could be fetched.
    found.error = fmt::format("no required module provides package {}: there are no Go files in {}{}", path, m->dir,
                              path.substr(m->path.size()));
    return found;
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
