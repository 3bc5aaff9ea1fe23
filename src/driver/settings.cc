#include "driver/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/files.h"
#include "report/document.h"

namespace ptrsafe {
namespace {

constexpr std::string_view kFileName = "ptrsafe.toml";

// `path` as globs of the file see it; empty if it lies elsewhere.
std::string_view relative(const SettingsFile& file, std::string_view path) {
  if (!os::path_below(path, file.dir) || path == file.dir) return {};
  return path.substr(file.dir == "/" ? 1 : file.dir.size() + 1);
}

bool any_match(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& g) { return matches_glob(g, path); });
}

}  // namespace

bool Settings::read(const std::vector<std::string>& dirs, std::string* errors) {
  for (const std::string& dir : dirs)
    by_dir_[dir] = options_.config.empty() ? file_above(dir, errors) : read_file(os::absolute_path(options_.build.dir, options_.config), options_.build.dir, errors);
  return errors->empty();
}

const SettingsFile* Settings::file_above(const std::string& dir, std::string* errors) {
  if (auto known = by_dir_.find(dir); known != by_dir_.end()) return known->second;
  std::string path = os::join_path(dir, kFileName);
  const SettingsFile* file = os::exists(path) ? read_file(path, dir, errors) : dir == "/" ? nullptr : file_above(os::parent_path(dir), errors);
  return by_dir_[dir] = file;
}

const SettingsFile* Settings::read_file(const std::string& path, const std::string& dir, std::string* errors) {
  auto [at, fresh] = files_.try_emplace(path);
  if (!fresh) return at->second.get();
  std::string text, error;
  if (!os::read_file(path, &text, &error)) {
    *errors += fmt::format("ptrsafe: {}\n", error);
    return nullptr;
  }
  at->second = std::make_unique<SettingsFile>(parse_settings(text, shown_path(path, options_.build.dir), errors));
  at->second->dir = dir;
  return at->second.get();
}

const SettingsFile* Settings::file_for(const std::string& path) const {
  auto found = by_dir_.find(os::parent_path(path));
  return found == by_dir_.end() ? nullptr : found->second;
}

RuleSet Settings::rules() const {
  RuleSet out;
  auto asked = [&](const SettingsFile* file, RuleId r) {
    return std::any_of(file->sections.begin(), file->sections.end(), [&](const Section& s) { auto at = s.rules.find(r); return at != s.rules.end() && at->second.enable == true; });
  };
  for (RuleId r : all_rules()) {
    bool on = options_.rules.has(r) || (!options_.rules_given && std::any_of(by_dir_.begin(), by_dir_.end(), [&](const auto& d) { return d.second && asked(d.second, r); }));
    if (on && !options_.disabled.has(r)) out.add(r);
  }
  return out;
}

Settings::Verdict Settings::verdict(RuleId rule, const std::string& path) const {
  Verdict v{options_.rules.has(rule), options_.show, options_.fail_on};
  const SettingsFile* file = file_for(path);
  bool show_said = options_.show_given;
  auto apply = [&](const RuleSettings& s) {
    if (s.enable && !options_.rules_given && !options_.disabled.has(rule)) v.enabled = *s.enable;
    if (s.show && !options_.show_given) v.show = *s.show, show_said = true;
    if (s.fail_on && !options_.fail_on_given) v.fail_on = *s.fail_on;
  };
  std::string_view here = file ? relative(*file, path) : "";
  for (size_t i = 0; file && i < file->sections.size(); i++) {
    const Section& s = file->sections[i];
    if (i > 0 && !any_match(s.match, here)) continue;
    apply(s.all);
    if (auto at = s.rules.find(rule); at != s.rules.end()) apply(at->second);
  }
  if (!show_said && v.fail_on < static_cast<int>(v.show)) v.show = static_cast<Confidence>(v.fail_on);
  return v;
}

bool Settings::excluded(const std::string& path) const {
  const SettingsFile* file = file_for(path);
  return file && any_match(file->exclude, relative(*file, path));
}

std::string Settings::rule_pages() const {
  for (const auto& [path, file] : files_)
    if (file && !file->rule_pages.empty()) return file->rule_pages;
  return "";
}

bool Settings::shows_generated(const std::string& path) const {
  const SettingsFile* file = file_for(path);
  return file && file->generated;
}

}  // namespace ptrsafe
