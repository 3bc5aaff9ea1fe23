#include "build/patterns.h"

#include <algorithm>

#include "base/os/files.h"

namespace ptrsafe::build {

Pattern parse_pattern(const std::string& text, const std::string& dir) {
  Pattern p;
  p.text = text;
  p.path = text;
  p.wildcard = text.find("...") != std::string::npos;
  auto local = [](std::string_view s) {
    return s == "." || s == ".." || s.starts_with("./") || s.starts_with("../") || s.starts_with("/");
  };
  if (text == "std")
    p.kind = PatternKind::Std;
  else if (text == "cmd")
    p.kind = PatternKind::Cmd;
  else if (text == "all")
    p.kind = PatternKind::All;
  else if (text == "work")
    p.kind = PatternKind::Work;
  else if (text == "tool")
    p.kind = PatternKind::Tool;
  if (!local(text)) return p;
  p.kind = PatternKind::Directory;
  p.path = os::absolute_path(dir, text);
  p.base = p.path;
  if (p.wildcard) {
    size_t dots = p.path.find("...");
    size_t slash = p.path.rfind('/', dots);
    p.base = slash == 0 ? "/" : p.path.substr(0, slash);
  }
  return p;
}

namespace {

// Pieces between the "..." must occur in order; the first at the start, the last at the end.
bool matches_pieces(std::string_view pattern, std::string_view name) {
  size_t dots = pattern.find("...");
  if (dots == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, dots))) return false;
  name.remove_prefix(dots);
  pattern.remove_prefix(dots + 3);
  for (;;) {
    dots = pattern.find("...");
    if (dots == std::string_view::npos) return name.ends_with(pattern);
    std::string_view piece = pattern.substr(0, dots);
    size_t at = name.find(piece);
    if (at == std::string_view::npos) return false;
    name.remove_prefix(at + piece.size());
    pattern.remove_prefix(dots + 3);
  }
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with("/...") && matches_pieces(pattern.substr(0, pattern.size() - 4), name)) return true;
  return matches_pieces(pattern, name);
}

void walk_directories(const std::string& root, const WalkOptions& options, std::vector<std::string>* found,
                      std::vector<std::string>* nested, std::vector<std::string>* errors) {
  // An explicit stack: directories may be nested as deep as the system lets them.
  std::vector<std::string> stack{root};
  auto ignored = [&](const std::string& dir) {
    for (const auto& i : options.ignore) {
      if (i.starts_with("/")
              ? dir == i
              : os::path_below(dir, root) && (std::string_view(dir).substr(root.size())).ends_with("/" + i))
        return true;
    }
    return false;
  };
  std::vector<os::Entry> entries;
  while (!stack.empty()) {
    std::string dir = std::move(stack.back());
    stack.pop_back();
    std::string error;
    entries.clear();
    bool there = os::list_directory(dir, &entries, &error);
    if (!options.overlay->empty() && options.overlay->has_directory(dir)) there = true;
    if (!there) {
      errors->push_back(std::move(error));
      continue;
    }
    if (!options.overlay->empty()) options.overlay->merge(dir, &entries);
    bool go = false, module = false;
    for (const auto& e : entries) {
      if (e.kind == os::EntryKind::File || e.kind == os::EntryKind::Symlink) {
        go = go || (e.name.ends_with(".go") && e.name[0] != '_' && e.name[0] != '.');
        module = module || e.name == "go.mod";
      }
    }
    if (module && nested && dir != root) {
      nested->push_back(std::move(dir));
      continue;
    }
    if (go) found->push_back(dir);
    // Last one first, so that the first one is on top.
    for (size_t k = entries.size(); k-- > 0;) {
      const auto& e = entries[k];
      if (e.kind != os::EntryKind::Directory) continue;
      if (e.name[0] == '_' || e.name[0] == '.' || e.name == "testdata" || (options.skip_vendor && e.name == "vendor"))
        continue;
      std::string sub = dir == "/" ? "/" + e.name : dir + "/" + e.name;
      if (!options.ignore.empty() && ignored(sub)) continue;
      stack.push_back(std::move(sub));
    }
  }
}

}  // namespace ptrsafe::build
