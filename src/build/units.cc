// From the directories that were read to the packages of a Program: import errors, import cycles, test
// variants, order.
#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "absl/container/flat_hash_set.h"
#include "base/name.h"
#include "build/loader.h"

namespace ptrsafe::build {
namespace {

constexpr int kNewestMinor = 27;

// Length of the part of `path` that may import what lies below its last element "internal"; npos if it has none.
size_t internal_parent(std::string_view path) {
  size_t at;
  if (path.ends_with("/internal"))
    at = path.size() - 8;
  else if (size_t in = path.rfind("/internal/"); in != std::string_view::npos)
    at = in + 1;
  else if (path == "internal" || path.starts_with("internal/"))
    at = 0;
  else
    return std::string_view::npos;
  return at > 0 ? at - 1 : 0;
}

bool has_path_prefix(std::string_view path, std::string_view prefix) {
  return prefix.empty() || (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/'));
}

std::string no_files_error(const PackageNode* n) {
  if (n->any_test_file || !n->files[kTestPart].empty() || !n->files[kExternalTestPart].empty()) {
    return fmt::format("no non-test Go files in {}", n->dir);
  }
  if (n->any_go_file) return fmt::format("build constraints exclude all Go files in {}", n->dir);
  return fmt::format("no Go files in {}", n->dir);
}

}  // namespace

std::string Loader::import_error(const PackageNode* importer, Part, const NodeImport& import) const {
  const PackageNode* target = import.target;
  if (target->name == "main" && target->dir != importer->dir) {
    return fmt::format("import \"{}\" is a program, not an importable package", import.path);
  }
  if (!importer->standard && target->standard &&
      (import.path.starts_with("vendor/") || import.path.starts_with("cmd/vendor/"))) {
    return "use of vendored package not allowed";
  }
  size_t parent = internal_parent(target->import_path);
  if (parent == std::string::npos) return "";
  std::string path = importer->import_path;
  if (importer->file_list) {
    // Files named one by one count as their directory.
    if (importer->standard && importer->dir.size() > env_.goroot_src.size())
      path = importer->dir.substr(env_.goroot_src.size() + 1);
    else if (importer->module)
      path = importer->module->path + importer->dir.substr(importer->module->dir.size());
  }
  bool allowed = (importer->standard || !target->standard) &&
                 has_path_prefix(path, std::string_view(target->import_path).substr(0, parent));
  return allowed ? "" : fmt::format("use of internal package {} not allowed", target->import_path);
}

// Reports what is wrong with the imports of one part, and cuts those that lead nowhere.
void Loader::check_imports(PackageNode* n, Part part, Diagnostics* errors) {
  for (NodeImport& i : n->imports[part]) {
    PackageNode* t = i.target;
    if (!t) continue;
    auto report = [&](std::string message) {
      Diagnostic d;
      d.pos = i.pos;
      d.message = std::move(message);
      if (!d.pos) d.path = n->dir;
      errors->push_back(std::move(d));
    };
    if (!t->missing.empty()) {
      if (reported_.insert(t->missing_key).second) report(t->missing);
      i.target = nullptr;
    } else if (t->files[kPackagePart].empty()) {
      // External tests may stand in a directory without a package.
      bool own = part != kPackagePart && t == n;
      if (!own || n->empty()) {
        if (reported_.insert(t->import_path).second) report(no_files_error(t));
      }
      if (!own || n->files[kTestPart].empty()) i.target = nullptr;
    } else if (std::string why = import_error(n, part, i); !why.empty()) {
      report(std::move(why));
    } else if (n->module && n->module->main && t->module) {
      modules_.imported_directly(t->module);
    }
  }
}

// Depth-first search over the packages without their tests. An import that closes a cycle is cut, with an
// error that shows the cycle. Leaves order_ with imports before importers.
void Loader::break_cycles() {
  enum : uint8_t { kNew, kOpen, kDone };
  std::vector<uint8_t> state(sorted_.size(), kNew);
  struct Frame {
    PackageNode* node;
    size_t next;
  };
  std::vector<Frame> stack;
  for (PackageNode* root : sorted_) {
    if (state[root->index] != kNew) continue;
    stack.push_back({root, 0});
    state[root->index] = kOpen;
    while (!stack.empty()) {
      PackageNode* n = stack.back().node;
      auto& imports = n->imports[kPackagePart];
      if (stack.back().next == imports.size()) {
        state[n->index] = kDone;
        order_.push_back(n);
        stack.pop_back();
        continue;
      }
      NodeImport& i = imports[stack.back().next++];
      if (!i.target) continue;
      uint8_t s = state[i.target->index];
      if (s == kNew) {
        state[i.target->index] = kOpen;
        stack.push_back({i.target, 0});
      } else if (s == kOpen) {
        size_t from = stack.size();
        while (stack[from - 1].node != i.target) from--;
        std::string chain = "import cycle not allowed\n\tpackage " + i.target->import_path;
        for (size_t k = from - 1; k < stack.size(); k++) {
          const NodeImport& step = stack[k].node->imports[kPackagePart][stack[k].next - 1];
          chain += fmt::format("\n\timports {} from {}", step.target->import_path,
                               step.file ? os::base_name(step.file->source->path()) : std::string_view());
        }
        Diagnostic d;
        d.pos = i.pos;
        d.message = std::move(chain);
        n->errors.push_back(std::move(d));
        i.target = nullptr;
      }
    }
  }
  // What each package depends on, as bit sets: the test variants below ask for it all the time.
  words_ = (sorted_.size() + 63) / 64;
  closure_.assign(words_ * sorted_.size(), 0);
  for (PackageNode* n : order_) {
    uint64_t* own = &closure_[size_t{n->index} * words_];
    own[n->index / 64] |= uint64_t{1} << (n->index % 64);
    for (const NodeImport& i : n->imports[kPackagePart]) {
      if (!i.target) continue;
      const uint64_t* other = &closure_[size_t{i.target->index} * words_];
      for (size_t w = 0; w < words_; w++) own[w] |= other[w];
    }
  }
}

// One warning, whoever asks for rules that are not known here.
void Loader::warn_of_newer_go() {
  int newest = env_.release.minor;
  std::string who = env_.goroot;
  for (Module* m : modules_.mains()) {
    if (int minor = modules_.go_minor(m); minor > newest) newest = minor, who = m->path;
  }
  if (config_.lang.starts_with("go")) {
    if (int minor = parse_go_release(config_.lang.substr(2)).minor; minor > newest) newest = minor, who = "--lang";
  }
  if (newest <= kNewestMinor) return;
  program_.warnings.push_back(
      fmt::format("{} asks for go1.{}; the newest version known here is go1.{}, whose rules are used", who, newest,
                  kNewestMinor));
}

// All that packages of main modules and their tests import: the modules that go.mod has to know.
void Loader::note_needed_modules() {
  std::vector<uint64_t> needed(words_, 0);
  auto add = [&](const PackageNode* n) {
    for (size_t w = 0; w < words_; w++) needed[w] |= closure_[size_t{n->index} * words_ + w];
  };
  for (const PackageNode* n : sorted_) {
    if (!n->module || !n->module->main) continue;
    add(n);
    for (Part part : {kTestPart, kExternalTestPart}) {
      for (const NodeImport& i : n->imports[part]) {
        if (i.target && i.target->missing.empty()) add(i.target);
      }
    }
  }
  for (const PackageNode* n : sorted_) {
    if (n->module && needed[n->index / 64] >> (n->index % 64) & 1) modules_.needed(n->module);
  }
}

void Loader::set_versions(PackageNode* n) {
  int base = env_.release.minor;
  if (n->module) base = modules_.go_minor(n->module);
  if (n->file_list && config_.lang.starts_with("go")) {
    if (GoRelease r = parse_go_release(config_.lang.substr(2)); r.valid()) base = r.minor;
  }
  base = std::min(base, kNewestMinor);
  n->unit->version.minor = base;
  for (auto& f : n->owned) {
    int own = f->version.minor;
    // A //go:build line may raise the version, and lower it as far as go1.21.
    f->version.minor = own < 0 ? base : std::min(std::max(own, 21), kNewestMinor);
  }
}

PackageUnit* Loader::new_unit(PackageNode* n, const std::string& variant_of) {
  auto u = std::make_unique<PackageUnit>();
  u->import_path = variant_of.empty() ? n->import_path : fmt::format("{} [{}.test]", n->import_path, variant_of);
  u->path = n->file_list ? "command-line-arguments" : n->import_path;
  u->name = n->name;
  u->dir = n->dir;
  u->for_test = variant_of;
  u->standard = n->standard;
  if (n->module) {
    u->module_path = n->module->path;
    u->main_module = n->module->main;
  }
  u->has_assembly = n->has_assembly;
  u->uses_cgo = n->cgo_files > 0;
  u->is_unsafe = n->standard && n->import_path == "unsafe";
  if (n->unit) u->version = n->unit->version;
  if (!variant_of.empty()) u->plain = n->unit;
  u->files = n->files[kPackagePart];
  program_.packages.push_back(std::move(u));
  return program_.packages.back().get();
}

namespace {

void add_edges(PackageUnit* u, const std::vector<NodeImport>& imports, auto&& target_of) {
  for (const NodeImport& i : imports)
    u->imports.push_back({intern(i.path).view(), i.target ? target_of(i.target) : nullptr});
  std::stable_sort(u->imports.begin(), u->imports.end(),
                   [](const ImportEdge& a, const ImportEdge& b) { return a.path < b.path; });
  // Of two parts that import the same package, one edge stays: they agree, but for one that was cut.
  auto same = [](ImportEdge& a, const ImportEdge& b) {
    if (a.path != b.path) return false;
    if (!a.target) a.target = b.target;
    return true;
  };
  u->imports.erase(std::unique(u->imports.begin(), u->imports.end(), same), u->imports.end());
}

}  // namespace

// "p [p.test]", "p_test [p.test]", and the packages between them, compiled against the variant.
void Loader::make_test_units(PackageNode* n) {
  bool inside = !n->files[kTestPart].empty(), outside = !n->files[kExternalTestPart].empty();
  if (!inside && !outside) return;
  const std::string& p = n->import_path;
  bool variant = inside || n->name == "main";
  Diagnostics test_errors;
  for (int part : {kTestPart, kExternalTestPart}) check_imports(n, static_cast<Part>(part), &test_errors);
  for (NodeImport& i : n->imports[kTestPart]) {
    if (!i.target || (!depends_on(i.target->index, n->index))) continue;
    std::string chain = "import cycle not allowed in test\n\tpackage " + p;
    // The shortest way back would be a search; the direct successors show it well enough.
    const PackageNode* at = i.target;
    std::string from(os::base_name(i.file->source->path()));
    chain += fmt::format("\n\timports {} from {}", at->import_path, from);
    while (at != n) {
      for (const NodeImport& j : at->imports[kPackagePart]) {
        if (!j.target || !depends_on(j.target->index, n->index)) continue;
        chain += fmt::format("\n\timports {} from {}", j.target->import_path,
                             j.file ? os::base_name(j.file->source->path()) : std::string_view());
        at = j.target;
        break;
      }
    }
    Diagnostic d;
    d.pos = i.pos;
    d.message = std::move(chain);
    test_errors.push_back(std::move(d));
    i.target = nullptr;
  }

  PackageUnit* inner = n->unit;
  if (variant) {
    inner = new_unit(n, p);
    inner->named = n->named;
    inner->files.insert(inner->files.end(), n->files[kTestPart].begin(), n->files[kTestPart].end());
    auto plain = [](PackageNode* t) { return t->unit; };
    add_edges(inner, n->imports[kPackagePart], plain);
    add_edges(inner, n->imports[kTestPart], plain);
  }
  PackageUnit* outer = nullptr;
  if (outside) {
    // Packages that the external test reaches and that depend on p are compiled again, if p has a variant.
    std::vector<PackageNode*> again;
    if (variant) {
      std::vector<uint64_t> reached(words_, 0);
      for (const NodeImport& i : n->imports[kExternalTestPart]) {
        if (!i.target) continue;
        for (size_t w = 0; w < words_; w++) reached[w] |= closure_[size_t{i.target->index} * words_ + w];
      }
      for (PackageNode* q : order_) {
        if (q != n && (reached[q->index / 64] >> (q->index % 64) & 1) && depends_on(q->index, n->index))
          again.push_back(q);
      }
    }
    absl::flat_hash_map<const PackageNode*, PackageUnit*> copies;
    copies[n] = inner;
    for (PackageNode* q : again) copies[q] = new_unit(q, p);
    auto copy_of = [&](PackageNode* t) {
      auto at = copies.find(t);
      return at == copies.end() ? t->unit : at->second;
    };
    for (PackageNode* q : again) add_edges(copies[q], q->imports[kPackagePart], copy_of);
    outer = new_unit(n, p);
    outer->import_path = fmt::format("{}_test [{}.test]", p, p);
    outer->path += "_test";
    outer->name += "_test";
    outer->named = n->named;
    outer->has_assembly = outer->uses_cgo = false;
    outer->is_unsafe = false;
    outer->plain = nullptr;
    outer->files = n->files[kExternalTestPart];
    add_edges(outer, n->imports[kExternalTestPart], copy_of);
  }
  Diagnostics& into = (variant ? inner : outer)->errors;
  into.insert(into.end(), test_errors.begin(), test_errors.end());
}

// Leaves out what only the tests of a package needed and got as a variant: `testing` where there is just
// "testing [fmt.test]", as `go list` has it. Errors move to the variant.
void Loader::drop_unused_units() {
  auto& packages = program_.packages;
  for (uint32_t i = 0; i < packages.size(); i++) packages[i]->index = i;
  std::vector<bool> used(packages.size());
  std::vector<PackageUnit*> pending;
  for (auto& p : packages) {
    if (p->named) pending.push_back(p.get()), used[p->index] = true;
  }
  while (!pending.empty()) {
    PackageUnit* p = pending.back();
    pending.pop_back();
    for (const ImportEdge& e : p->imports) {
      if (!e.target || used[e.target->index]) continue;
      used[e.target->index] = true;
      pending.push_back(e.target);
    }
  }
  StringMap<PackageUnit*> variants;  // by plain import path: the first that stays
  for (auto& p : packages) {
    if (used[p->index] && !p->for_test.empty()) variants.try_emplace(p->path, p.get());
  }
  for (auto& p : packages) {
    if (used[p->index]) continue;
    auto at = variants.find(p->path);
    if (at == variants.end()) continue;
    auto& errors = at->second->errors;
    errors.insert(errors.end(), p->errors.begin(), p->errors.end());
  }
  for (auto& p : packages)
    if (p->plain && !used[p->plain->index]) p->plain = nullptr;
  size_t kept = 0;
  for (size_t i = 0; i < packages.size(); i++) {
    if (used[i]) packages[kept++] = std::move(packages[i]);
  }
  packages.resize(kept);
}

// Imports before importers, and of those that are ready the one with the lowest import path.
void Loader::order_units() {
  auto& packages = program_.packages;
  size_t n = packages.size();
  std::vector<uint32_t> waits(n, 0);
  std::vector<std::vector<uint32_t>> importers(n);
  for (uint32_t i = 0; i < n; i++) packages[i]->index = i;
  for (uint32_t i = 0; i < n; i++) {
    for (const ImportEdge& e : packages[i]->imports) {
      if (!e.target) continue;
      waits[i]++;
      importers[e.target->index].push_back(i);
    }
  }
  auto later = [&](uint32_t a, uint32_t b) { return packages[a]->import_path > packages[b]->import_path; };
  std::priority_queue<uint32_t, std::vector<uint32_t>, decltype(later)> ready(later);
  for (uint32_t i = 0; i < n; i++) {
    if (waits[i] == 0) ready.push(i);
  }
  std::vector<std::unique_ptr<PackageUnit>> ordered;
  ordered.reserve(n);
  while (!ready.empty()) {
    uint32_t i = ready.top();
    ready.pop();
    for (uint32_t k : importers[i]) {
      if (--waits[k] == 0) ready.push(k);
    }
    ordered.push_back(std::move(packages[i]));
  }
  // Cycles were cut, so nothing is left; if something were, it would not be lost.
  for (auto& p : packages) {
    if (p) ordered.push_back(std::move(p));
  }
  packages = std::move(ordered);
  for (uint32_t i = 0; i < packages.size(); i++) packages[i]->index = i;
}

// The pattern `all`: what is imported, but not what only the linker and cgo bring in.
void Loader::name_imported() {
  std::vector<PackageNode*> pending;
  for (auto& n : nodes_) {
    if (n->named) pending.push_back(n.get());
  }
  while (!pending.empty()) {
    PackageNode* n = pending.back();
    pending.pop_back();
    for (const auto& list : n->imports) {
      for (const NodeImport& i : list) {
        if (!i.target || i.implied || i.target->named) continue;
        i.target->named = true;
        pending.push_back(i.target);
      }
    }
  }
}

// A package whose files an earlier program has read is the same one if all that it imports is.
void Loader::join_shared() {
  for (PackageNode* n : order_) {
    if (!n->shared || !n->unit->errors.empty()) continue;
    bool all = std::all_of(n->unit->imports.begin(), n->unit->imports.end(), [](const ImportEdge& e) { return e.path == "C" || (e.target && e.target->same_as); });
    if (all) n->unit->same_as = n->shared->unit;
  }
}

// For later programs: what this one was the first to read, if its imports are for them, too.
void Loader::share() {
  absl::flat_hash_set<const PackageUnit*> kept;
  for (auto& p : program_.packages) kept.insert(p.get());
  absl::flat_hash_set<const PackageUnit*> common;
  for (PackageNode* n : order_) {
    if (!kept.contains(n->unit)) continue;
    if (n->unit->same_as) common.insert(n->unit);
    if (!n->standard || n->named || n->full || n->read_tests || n->shared || !n->unit->errors.empty()) continue;
    bool all = std::all_of(n->unit->imports.begin(), n->unit->imports.end(), [&](const ImportEdge& e) { return e.path == "C" || common.contains(e.target); });
    if (!all) continue;
    common.insert(n->unit);
    SharedPackage s{n->dir, n->name, n->files[kPackagePart], n->cgo_files, n->imports[kPackagePart], n->has_assembly, n->unit};
    for (NodeImport& i : s.imports) i.target = nullptr;
    shared_.try_emplace(n->import_path, std::move(s));
  }
}

void Loader::make_program() {
  if (all_) name_imported();
  std::vector<PackageNode*> named_missing;
  for (auto& n : nodes_) {
    if (n->unless_main && n->name == "main") n->named = false;
    if (!n->missing.empty()) {
      if (n->named && !n->wildcard) named_missing.push_back(n.get());
      continue;
    }
    // Directories that a pattern with "..." runs across count only if they hold Go files for this target.
    if (n->named && n->wildcard && n->empty() && n->errors.empty() && !n->any_test_file) {
      if (!all_) n->missing = no_files_error(n.get()), n->missing_key = n->import_path;
      if (!all_) continue;
    }
    sorted_.push_back(n.get());
  }
  auto by_path = [](const PackageNode* a, const PackageNode* b) { return a->import_path < b->import_path; };
  std::sort(sorted_.begin(), sorted_.end(), by_path);
  std::sort(named_missing.begin(), named_missing.end(), by_path);
  for (PackageNode* n : named_missing) {
    if (reported_.insert(n->missing_key).second) program_.errors.push_back({{}, n->missing, false, ""});
  }
  for (uint32_t i = 0; i < sorted_.size(); i++) sorted_[i]->index = i;
  // Errors that are reported once go to a named package, if one has them.
  for (bool named : {true, false}) {
    for (PackageNode* n : sorted_) {
      if (n->named != named) continue;
      if (named && n->empty() && n->errors.empty() && !n->any_test_file && !n->wildcard) {
        n->errors.push_back({{}, no_files_error(n), false, n->dir});
      }
      check_imports(n, kPackagePart, &n->errors);
    }
  }
  break_cycles();

  note_needed_modules();

  program_.packages.reserve(sorted_.size() * 2);
  for (PackageNode* n : sorted_) {
    n->unit = new_unit(n, "");
    n->unit->named = n->named;
    if (n->module) modules_.use(n->module);
    set_versions(n);
  }
  warn_of_newer_go();
  for (PackageNode* n : sorted_) add_edges(n->unit, n->imports[kPackagePart], [](PackageNode* t) { return t->unit; });
  for (PackageNode* n : sorted_) {
    if (n->read_tests) make_test_units(n);
    n->unit->errors.insert(n->unit->errors.begin(), n->errors.begin(), n->errors.end());
  }
  for (PackageNode* n : sorted_) {
    for (auto& f : n->owned) program_.files.push_back(std::move(f));
  }
  for (PackageNode* n : sorted_)
    if (n->shared) program_.shared_files.insert(program_.shared_files.end(), n->files[kPackagePart].begin(), n->files[kPackagePart].end());
  join_shared();
  drop_unused_units();
  order_units();
  for (auto& p : program_.packages) sort_diagnostics(p->errors);
}

PackageUnit* PackageUnit::find_import(std::string_view path) const {
  auto at = std::lower_bound(imports.begin(), imports.end(), path,
                             [](const ImportEdge& e, std::string_view p) { return e.path < p; });
  return at != imports.end() && at->path == path ? at->target : nullptr;
}

}  // namespace ptrsafe::build
