#include "lower/files.h"

#include <algorithm>

namespace ptrsafe::lower {

const FileInfo* file_with(const Package& package, const Node* n, size_t* index) {
  const auto& files = package.details->files;
  for (size_t i = 0; i < files.size(); i++) {
    const Tree& t = *files[i]->tree;
    if (n < t.first || n >= t.first + t.count) continue;
    if (index) *index = i;
    return files[i].get();
  }
  return nullptr;
}

bool has_errors(const Package& package, const FileInfo& file, const Node* n) {
  Pos begin = start_pos(n), end = end_pos(n);
  auto inside = [&](const Diagnostic& d) { return begin <= d.pos && d.pos <= end; };
  return std::any_of(package.details->errors.begin(), package.details->errors.end(), inside) ||
         std::any_of(file.tree->errors.begin(), file.tree->errors.end(), inside);
}

}  // namespace ptrsafe::lower
