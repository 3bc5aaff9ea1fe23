#include "build/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ptrsafe::build {

bool Overlay::load(const std::string& file, const std::string& dir, std::string* error) {
  std::string text;
  if (!os::read_file(os::absolute_path(dir, file), &text, error)) {
    *error = "-overlay: " + *error;
    return false;
  }
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object() || (json.contains("Replace") && !json["Replace"].is_object())) {
    *error = fmt::format("-overlay: {}: not a JSON object of the form {{\"Replace\": {{\"path\": \"path\"}}}}", file);
    return false;
  }
  if (!json.contains("Replace")) return true;
  for (const auto& [from, to] : json["Replace"].items()) {
    if (!to.is_string() || from.empty()) {
      *error = fmt::format("-overlay: {}: the replacement of \"{}\" is not a string", file, from);
      return false;
    }
    std::string target = to.get<std::string>();
    replace(os::absolute_path(dir, from), target.empty() ? target : os::absolute_path(dir, target));
  }
  return true;
}

void Overlay::replace(const std::string& path, const std::string& target) {
  if (!target.empty())
    for (std::string d = os::parent_path(path); directories_.insert(d).second && d != "/";) d = os::parent_path(d);
  files_[path] = target;
}

bool Overlay::replaces(const std::string& path, std::string* target) const {
  auto at = files_.find(path);
  if (at == files_.end()) return false;
  *target = at->second;
  return true;
}

bool Overlay::is_regular(const std::string& path) const {
  std::string target;
  if (empty() || !replaces(path, &target)) return os::is_regular(path);
  return !target.empty() && os::is_regular(target);
}

bool Overlay::read_file(const std::string& path, std::string* out, std::string* error) const {
  if (auto at = texts_.find(path); at != texts_.end()) {
    *out = at->second;
    return true;
  }
  std::string target;
  if (empty() || !replaces(path, &target)) return os::read_file(path, out, error);
  if (!target.empty()) return os::read_file(target, out, error);
  *error = fmt::format("open {}: no such file or directory (removed by -overlay)", path);
  return false;
}

void Overlay::merge(const std::string& dir, std::vector<os::Entry>* entries) const {
  std::erase_if(*entries, [&](const os::Entry& e) {
    auto at = files_.find(os::join_path(dir, e.name));
    return at != files_.end() && at->second.empty();
  });
  auto add = [&](const std::string& path, os::EntryKind kind) {
    if (os::parent_path(path) != dir || path == dir) return;
    std::string name(os::base_name(path));
    auto at = std::find_if(entries->begin(), entries->end(), [&](const os::Entry& e) { return e.name == name; });
    if (at != entries->end())
      at->kind = kind;
    else
      entries->push_back({std::move(name), kind});
  };
  for (const auto& [path, target] : files_) {
    if (!target.empty()) add(path, os::EntryKind::File);
  }
  for (const auto& d : directories_) add(d, os::EntryKind::Directory);
  std::sort(entries->begin(), entries->end(), [](const os::Entry& a, const os::Entry& b) { return a.name < b.name; });
}

}  // namespace ptrsafe::build
