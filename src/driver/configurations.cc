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

bool any_misconfigured(const std::vector<Configured>& all) {
  return std::any_of(all.begin(), all.end(), [](const Configured& c) { return misconfigured(*c.analysis); });
}

std::string where_found(const std::vector<Configured>& all, const std::vector<std::string>& names) {
  return names.size() == all.size() ? "" : fmt::format(" (in {})", fmt::join(names, " "));
}

Diagnostics united(const std::vector<Configured>& all, std::vector<Diagnostics> of_each) {
  // The same file is read once for each configuration.
  std::map<std::tuple<std::string, uint32_t, std::string>, std::vector<std::string>> names;
  auto key = [](const Diagnostic& d) { return d.pos ? std::tuple(file_of(d.pos)->path(), file_of(d.pos)->offset(d.pos) + 1, d.message) : std::tuple(d.path, uint32_t{0}, d.message); };
  for (size_t i = 0; i < of_each.size(); i++) {
    sort_diagnostics(of_each[i]);
    for (const Diagnostic& d : of_each[i]) names[key(d)].push_back(all[i].name);
  }
  Diagnostics out;
  for (Diagnostics& list : of_each) {
    for (Diagnostic& d : list) {
      std::string where = where_found(all, names[key(d)]);
      d.message.insert(std::min(d.message.find('\n'), d.message.size()), where);
      out.push_back(std::move(d));
    }
  }
  sort_diagnostics(out);
  return out;
}

Diagnostics errors_in(const std::vector<Configured>& all) {
  std::vector<Diagnostics> of_each;
  for (const Configured& c : all) of_each.push_back(all_errors(*c.analysis));
  return all.size() == 1 ? std::move(of_each[0]) : united(all, std::move(of_each));
}

bool config_is_right(const Options& options, std::string* errors) {
  return options.config.empty() || Settings(options).read({options.build.dir}, errors);
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
