#include "base/nearest.h"

#include <algorithm>
#include <numeric>

namespace ptrsafe {
namespace {

// How many letters to insert, drop or change (V. Levenshtein, 1965).
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); i++) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); j++) {
      size_t change = corner + (a[i - 1] != b[j - 1]);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
  std::string best;
  if (name.size() <= 2) return best;
  size_t least = std::max<size_t>(1, name.size() / 3) + 1;
  for (const auto& n : names) {
    if (size_t d = distance(name, n); d < least) best = n, least = d;
  }
  return best;
}

}  // namespace ptrsafe
