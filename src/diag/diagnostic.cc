#include "diag/diagnostic.h"

#include <algorithm>

namespace ptrsafe {

void sort_diagnostics(Diagnostics& all) {
  struct Key {
    const SourceFile* file;
    std::string_view path;
    uint32_t place;  // in the file, from 1; 0: none. Bytes are ordered as lines and columns are
    uint32_t index;
  };
  std::vector<Key> keys;
  keys.reserve(all.size());
  const SourceFile* file = nullptr;
  for (const Diagnostic& d : all) {
    auto index = static_cast<uint32_t>(keys.size());
    if (!d.pos) {
      keys.push_back({nullptr, d.path, 0, index});
      continue;
    }
    // Neighbours mostly stand in one file.
    if (!file || !file->contains(d.pos)) file = file_of(d.pos);
    keys.push_back({file, file->path(), file->offset(d.pos) + 1, index});
  }
  // Negative, zero or positive; the same file may have been read twice.
  auto compare = [&](const Key& a, const Key& b) {
    if (a.file != b.file || !a.file)
      if (int order = a.path.compare(b.path)) return order;
    if (a.place != b.place) return a.place < b.place ? -1 : 1;
    return all[a.index].message.compare(all[b.index].message);
  };
  auto less = [&](const Key& a, const Key& b) {
    int order = compare(a, b);
    return order < 0 || (order == 0 && a.index < b.index);
  };
  if (!std::is_sorted(keys.begin(), keys.end(), less)) std::sort(keys.begin(), keys.end(), less);
  keys.erase(std::unique(keys.begin(), keys.end(), [&](const Key& a, const Key& b) { return compare(a, b) == 0; }), keys.end());
  Diagnostics sorted;
  sorted.reserve(keys.size());
  for (const Key& k : keys) sorted.push_back(std::move(all[k.index]));
  all = std::move(sorted);
}

}  // namespace ptrsafe
