#include "fix/edits.h"

#include <algorithm>

namespace ptrsafe::fix {
namespace {

bool same(const Edit& a, const Edit& b) { return a.start == b.start && a.end == b.end && a.text == b.text; }

bool overlap(const Edit& a, const Edit& b) {
  if (a.start == a.end && b.start == b.end) return false;
  return a.start < b.end && b.start < a.end;
}

}  // namespace

bool Edits::add(const Fix& fix) {
  for (const Edit& e : fix.edits) {
    auto at = by_path_.find(e.file->path());
    if (at == by_path_.end()) continue;
    for (const Edit& there : at->second)
      if (!same(e, there) && overlap(e, there)) return false;
  }
  for (const Edit& e : fix.edits) {
    std::vector<Edit>& list = by_path_[e.file->path()];
    if (std::any_of(list.begin(), list.end(), [&](const Edit& there) { return same(e, there); })) continue;
    auto after = std::upper_bound(list.begin(), list.end(), e, [](const Edit& a, const Edit& b) { return std::pair(a.start, a.end) < std::pair(b.start, b.end); });
    list.insert(after, e);
  }
  return true;
}

std::map<std::string, std::string> Edits::texts() const {
  std::map<std::string, std::string> out;
  for (const auto& [path, edits] : by_path_) {
    std::string_view old = edits.front().file->text();
    std::string& text = out[path];
    uint32_t at = 0;
    for (const Edit& e : edits) {
      text.append(old.substr(at, e.start - at)).append(e.text);
      at = e.end;
    }
    text.append(old.substr(at));
  }
  return out;
}

const std::vector<Edit>& Edits::of(const std::string& path) const {
  static const std::vector<Edit> none;
  auto at = by_path_.find(path);
  return at == by_path_.end() ? none : at->second;
}

std::vector<std::string> Edits::paths() const {
  std::vector<std::string> out;
  for (const auto& [path, edits] : by_path_) out.push_back(path);
  return out;
}

Edits::Range Edits::before(const std::string& path, uint32_t offset) const {
  int64_t shift = 0;  // of what follows the edits so far
  for (const Edit& e : of(path)) {
    int64_t begin = e.start + shift, end = begin + static_cast<int64_t>(e.text.size());
    if (offset < begin) break;
    if (offset < end) return {e.start, e.end};
    shift += static_cast<int64_t>(e.text.size()) - (e.end - e.start);
  }
  auto old = static_cast<uint32_t>(offset - shift);
  return {old, old};
}

}  // namespace ptrsafe::fix
