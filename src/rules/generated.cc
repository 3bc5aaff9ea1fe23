#include "rules/generated.h"

#include <algorithm>
#include <string_view>

namespace ptrsafe {

namespace {

// Some line of the comment is "// Code generated … DO NOT EDIT.".
bool says_generated(std::string_view comment) {
  constexpr std::string_view kBegin = "// Code generated ", kEnd = " DO NOT EDIT.";
  while (!comment.empty()) {
    std::string_view line = comment.substr(0, comment.find('\n'));
    comment.remove_prefix(std::min(line.size() + 1, comment.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kBegin) && line.substr(kBegin.size()).ends_with(kEnd)) return true;
  }
  return false;
}

}  // namespace

bool is_generated(const Tree& tree) {
  if (!tree.package_name) return false;
  // Nothing but comments stands there.
  std::string_view head = tree.file->text().substr(0, tree.file->offset(tree.package_name->pos));
  while ((head = head.substr(std::min(head.find('/'), head.size()))).size() > 1) {
    bool block = head[1] == '*';
    size_t end = std::min(block ? head.find("*/", 2) : head.find('\n'), head.size());
    std::string_view comment = head.substr(0, block ? std::min(end + 2, head.size()) : end);
    if (says_generated(comment)) return true;
    head.remove_prefix(comment.size());
  }
  return false;
}

}  // namespace ptrsafe
