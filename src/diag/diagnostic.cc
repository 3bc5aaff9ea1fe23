#include "diag/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace ptrsafe {

void sort_diagnostics(Diagnostics& all) {
  struct Key {
    std::string_view path;
    LineColumn at;
    size_t index;
  };
  std::vector<Key> keys;
  keys.reserve(all.size());
  for (size_t i = 0; i < all.size(); i++) {
    const Diagnostic& d = all[i];
    if (SourceFile* f = file_of(d.pos)) keys.push_back({f->path(), f->line_column(d.pos), i});
    else keys.push_back({d.path, {}, i});
  }
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    return std::tie(a.path, a.at.line, a.at.column, all[a.index].message, a.index) <
           std::tie(b.path, b.at.line, b.at.column, all[b.index].message, b.index);
  });
  Diagnostics sorted;
  sorted.reserve(all.size());
  for (size_t i = 0; i < keys.size(); i++) {
    if (i > 0) {
      const Key &a = keys[i - 1], &b = keys[i];
      if (a.path == b.path && a.at.line == b.at.line && a.at.column == b.at.column && sorted.back().message == all[b.index].message)
        continue;
    }
    sorted.push_back(std::move(all[keys[i].index]));
  }
  all = std::move(sorted);
}

}  // namespace ptrsafe
