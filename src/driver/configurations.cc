#include "driver/configurations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/os/files.h"
#include "report/json.h"

namespace ptrsafe {

std::vector<Configured> configurations(const Options& options) {
  if (options.matrix.empty()) return {{options, ""}};
  std::vector<Configured> out;
  for (const build::Config& c : options.matrix) {
    out.push_back({options, fmt::format("{}/{}", c.goos, c.goarch)});
    for (const std::string& tag : c.tags)
      if (std::find(options.build.tags.begin(), options.build.tags.end(), tag) == options.build.tags.end()) out.back().name += "+" + tag;
    out.back().options.build = c;
  }
  return out;
}

std::vector<std::string> directories(const std::vector<Configured>& all) {
  std::set<std::string> dirs;
  for (const Configured& c : all)
    for (const auto& program : c.analysis->programs)
      for (const auto& u : program->packages)
        for (const build::FileUnit* f : u->files)
          if (u->named && f->source) dirs.insert(os::parent_path(f->source->path()));
  return {dirs.begin(), dirs.end()};
}

std::vector<flow::Passport> passports_in(const std::vector<Configured>& all, const Settings& settings) {
  std::vector<flow::Passport> maps;
  std::map<std::string, size_t> known;  // by all that is said of a map
  for (const Configured& c : all) {
    for (flow::Passport& p : all_passports(*c.analysis)) {
      if (settings.excluded(file_of(p.declared)->path())) continue;
      if (c.name.empty()) {
        maps.push_back(std::move(p));
        continue;
      }
      auto [at, fresh] = known.try_emplace(json_passport(p, "").dump(), maps.size());
      if (fresh) maps.push_back(std::move(p));
      maps[at->second].configurations.push_back(c.name);
    }
  }
  if (all.size() > 1) {
    auto place = [](const flow::Passport& p) { return std::tuple(std::string_view(file_of(p.declared)->path()), file_of(p.declared)->offset(p.declared)); };
    std::stable_sort(maps.begin(), maps.end(), [&](const flow::Passport& a, const flow::Passport& b) { return place(a) < place(b); });
  }
  return maps;
}

}  // namespace ptrsafe
