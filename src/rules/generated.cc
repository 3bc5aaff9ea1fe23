#include "rules/generated.h"

namespace ptrsafe {

bool is_generated(const Tree& tree) {
  constexpr std::string_view kBegin = "// Code generated ", kEnd = " DO NOT EDIT.";
  if (!tree.package_name) return false;
  std::string_view head = tree.file->text().substr(0, tree.file->offset(tree.package_name->pos));
  for (size_t at = 0, end; (end = head.find('\n', at)) != head.npos; at = end + 1) {
    std::string_view line = head.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kBegin) && line.ends_with(kEnd) && line.size() >= kBegin.size() + kEnd.size() - 1) return true;
  }
  return false;
}

}  // namespace ptrsafe
