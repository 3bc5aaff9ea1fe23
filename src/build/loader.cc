#include "build/loader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/files.h"
#include "base/pool.h"
#include "parse/parser.h"

namespace ptrsafe::build {
namespace {

// Files are parsed in batches of about this size: large enough to hide the cost of a task.
constexpr size_t kBatchBytes = 64 << 10;

std::string_view first_element(std::string_view path) { return path.substr(0, path.find('/')); }

// Empty, or what is wrong with the path: it must not lead out of the tree that it is looked up in.
std::string malformed(std::string_view path) {
  if (path.empty()) return "empty string";
  if (path.starts_with("/")) return "leading slash";
  if (path.ends_with("/")) return "trailing slash";
  if (path.find("//") != std::string_view::npos) return "double slash";
  for (size_t at = 0; at <= path.size();) {
    size_t end = std::min(path.find('/', at), path.size());
    std::string_view element = path.substr(at, end - at);
    if (element == "." || element == "..") return "invalid path element \"" + std::string(element) + "\"";
    at = end + 1;
  }
  for (unsigned char c : path) {
    if (c <= ' ' || c == 0x7f ||
        std::string_view("!\"#$%&'()*,:;<=>?[\\]^`{|}").find(static_cast<char>(c)) != std::string_view::npos) {
      return fmt::format("invalid char {:?}", std::string(1, static_cast<char>(c)));
    }
  }
  return "";
}

}  // namespace

Loader::Loader(const Config& config, const Environment& env, const Overlay& overlay, Modules& modules, Pool& pool,
               SharedStandard& shared, Program& program)
    : config_(config), env_(env), overlay_(overlay), modules_(modules), pool_(pool), shared_(shared), program_(program) {
  scan_.tags = &env.tags;
  scan_.overlay = &overlay;
  scan_.cgo = env.cgo;
}

bool Loader::may_be_standard(std::string_view path) { return first_element(path).find('.') == std::string_view::npos; }

PackageNode* Loader::add(std::string import_path, std::string dir, Module* module, bool standard, bool wildcard) {
  PackageNode*& slot = by_path_[import_path];
  bool fresh = !slot;
  if (fresh) {
    nodes_.push_back(std::make_unique<PackageNode>());
    slot = nodes_.back().get();
    slot->import_path = std::move(import_path);
    slot->wildcard = wildcard;
  }
  PackageNode* n = slot;
  if (n->dir.empty()) {
    n->dir = std::move(dir);
    n->module = module;
    n->standard = standard;
  }
  n->wildcard = n->wildcard && wildcard;
  n->named = true;
  n->full = config_.named_bodies;
  n->read_tests = config_.tests;
  return n;
}

PackageNode* Loader::add_files(const std::string& dir, std::vector<std::string> files, Module* module, bool standard) {
  PackageNode* n = add("command-line-arguments", dir, module, standard, false);
  n->file_list = n->read_tests = true;
  n->only_files = std::move(files);
  return n;
}

PackageNode* Loader::intern(ImportScope scope, std::string_view path) {
  std::string canonical;
  if (scope != ImportScope::Module && !may_be_standard(path)) {
    canonical = scope == ImportScope::Cmd ? "cmd/vendor/" : "vendor/";
    canonical += path;
    path = canonical;
  }
  std::lock_guard guard(lock_);
  auto at = by_path_.find(path);
  if (at != by_path_.end()) return at->second;
  nodes_.push_back(std::make_unique<PackageNode>());
  PackageNode* n = nodes_.back().get();
  n->import_path = path;
  if (all_) n->full = n->wildcard = true;  // named, if something imports it: name_imported()
  if (config_.dependency_bodies) n->full = true;
  by_path_.emplace(n->import_path, n);
  pool_.submit([this, n] { visit(n); });
  return n;
}

bool Loader::resolve(PackageNode* n) {
  const std::string& path = n->import_path;
  n->missing_key = path;
  if (path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")) {
    n->missing = fmt::format("\"{}\" is relative, but relative import paths are not supported in module mode", path);
    return false;
  }
  if (std::string why = malformed(path); !why.empty()) {
    n->missing = fmt::format("malformed import path \"{}\": {}", path, why);
    return false;
  }
  if (path == "builtin" && !n->named) {
    n->missing = "\"builtin\" is a pseudo-package, not an importable package";
    return false;
  }
  bool std_path = may_be_standard(path);
  if (std_path) {
    n->dir = env_.goroot_src + "/" + path;
    n->standard = true;
    std::string error;
    // Read at once: the listing is the test of existence.
    if (scan_package(*n, scan_, &error) && (n->any_go_file || n->any_test_file)) return true;
    n->standard = false;
    n->errors.clear();
  }
  Modules::Found found = modules_.find(path);
  if (!found.module) {
    n->missing = std::move(found.error);
    if (!found.missing.empty())
      n->missing_key = "module " + found.missing;
    else if (std_path && n->missing.ends_with("go get " + path)) {
      n->missing = fmt::format("package {} is not in std ({}/{})", path, env_.goroot_src, path);
    }
    return false;
  }
  n->module = found.module;
  n->dir = std::move(found.dir);
  std::string error;
  if (scan_package(*n, scan_, &error)) return true;
  n->missing = n->module->dir.empty() ? fmt::format("{}; to write it:\n\tgo mod vendor", error) : error;
  return false;
}

// Takes over what an earlier program has read of a dependency.
bool Loader::borrow(PackageNode* n) {
  if (n->named || n->full || !n->dir.empty()) return false;
  auto at = shared_.find(n->import_path);
  if (at == shared_.end()) return false;
  const SharedPackage& s = at->second;
  n->shared = &s;
  n->standard = true;
  n->dir = s.dir;
  n->name = s.name;
  n->files[kPackagePart] = s.files;
  n->cgo_files = s.cgo_files;
  n->has_assembly = s.has_assembly;
  n->any_go_file = true;
  n->imports[kPackagePart] = s.imports;
  for (NodeImport& i : n->imports[kPackagePart])
    if (i.path != "C") i.target = intern(n->scope(), i.path);
  return true;
}

void Loader::visit(PackageNode* n) {
  if (borrow(n)) return;
  if (n->dir.empty()) {
    if (!resolve(n)) return;
  } else {
    std::string error;
    if (!scan_package(*n, scan_, &error)) {
      n->missing = error;
      n->missing_key = n->dir;
      return;
    }
  }
  for (auto& imports : n->imports) {
    for (auto& i : imports) {
      if (i.path != "C") i.target = intern(n->scope(), i.path);
    }
  }
  auto imply = [&](const char* path) {
    auto& list = n->imports[kPackagePart];
    auto at =
        std::lower_bound(list.begin(), list.end(), path, [](const NodeImport& i, const char* q) { return i.path < q; });
    if (at != list.end() && at->path == path) return;
    list.insert(at, {path, {}, nullptr, intern(n->scope(), path), true});
  };
  // What the linker adds to a program.
  if (n->name == "main") {
    imply("runtime");
    if (env_.goarch == "arm") imply("math");
  }
  if (n->cgo_files > 0) {
    // What the code that cgo writes needs, whether it is imported here or not.
    const std::string& p = n->import_path;
    bool own = n->standard && (p == "runtime/race" || p == "runtime/msan" || p == "runtime/asan" || p == "runtime/cgo");
    imply("unsafe");
    if (!own) imply("runtime/cgo"), imply("syscall");
  }
  parse_files(n);
}

void Loader::parse_files(PackageNode* n) {
  // What the standard library initialises its tables with is well-typed, and was a third of the work for net/http.
  ParseMode mode = n->full ? ParseMode::Full : n->standard && !n->named ? ParseMode::SkipLiterals : ParseMode::SkipBodies;
  size_t bytes = 0, from = 0;
  size_t count = n->owned.size();
  for (size_t i = 0; i < count; i++) {
    bytes += n->owned[i]->source->text().size();
    if (bytes < kBatchBytes && i + 1 < count) continue;
    auto parse = [n, from, to = i + 1, mode, generic = config_.generic_bodies] {
      for (size_t k = from; k < to; k++) n->owned[k]->tree = parse_file(n->owned[k]->source, mode, generic);
    };
    if (i + 1 == count)
      parse();  // the last batch here and now: most packages have no other
    else
      pool_.submit(parse);
    from = i + 1;
    bytes = 0;
  }
}

void Loader::run() {
  std::vector<PackageNode*> start;
  for (auto& n : nodes_) start.push_back(n.get());
  for (PackageNode* n : start) pool_.submit([this, n] { visit(n); });
  pool_.wait();
  make_program();
  share();
}

}  // namespace ptrsafe::build
