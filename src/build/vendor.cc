// vendor/modules.txt: what it lists, and whether go.mod agrees with it.
#include <fmt/format.h>

#include "build/modules.h"

namespace ptrsafe::build {

bool Modules::load_vendor(Program* program) {
  vendor_dir_ = root_dir_ + "/vendor";
  std::string file = vendor_dir_ + "/modules.txt", text, error;
  if (!read_own(file, &text, &error)) {
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
  unlisted_.go = env_.release_text;
  unlisted_.go_known = true;
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
  size_t count = 0;
  constexpr size_t kMost = 100;
  auto problem = [&](const std::string& s) {
    if (++count <= kMost) problems += "\n\t" + s;
  };
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
  if (count > kMost) problems += fmt::format("\n\t… and {} more", count - kMost);
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

}  // namespace ptrsafe::build
