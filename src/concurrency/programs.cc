#include "concurrency/programs.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"

namespace ptrsafe::concurrency {
namespace {

bool is_main(const Package* p) { return p->name.view() == "main"; }

using Bits = std::vector<uint64_t>;

// Marks what each of the packages leads to by imports.
void mark(const std::vector<const Package*>& from, absl::flat_hash_map<const Package*, Bits>& out) {
  for (size_t n = 0; n < from.size(); n++) {
    std::vector<const Package*> work{from[n]};
    while (!work.empty()) {
      const Package* p = work.back();
      work.pop_back();
      Bits& bits = out.try_emplace(p, (from.size() + 63) / 64).first->second;
      uint64_t bit = uint64_t{1} << (n % 64);
      if (bits[n / 64] & bit) continue;
      bits[n / 64] |= bit;
      if (p->details) work.insert(work.end(), p->details->imports.begin(), p->details->imports.end());
    }
  }
}

bool common(const absl::flat_hash_map<const Package*, Bits>& sets, const Package* a, const Package* b) {
  auto x = sets.find(a), y = sets.find(b);
  if (x == sets.end() || y == sets.end()) return false;
  for (size_t k = 0; k < x->second.size(); k++)
    if (x->second[k] & y->second[k]) return true;
  return false;
}

}  // namespace

Programs::Programs(const std::vector<const Package*>& packages) {
  std::vector<const Package*> mains, roots;
  absl::flat_hash_set<const Package*> imported;
  for (const Package* p : packages) {
    if (is_main(p)) mains.push_back(p);
    if (p->details) imported.insert(p->details->imports.begin(), p->details->imports.end());
  }
  for (const Package* p : packages)
    if (!is_main(p) && !imported.contains(p)) roots.push_back(p);
  mark(mains, programs_);
  // One program: all that is closed meets.
  if (mains.size() > 1) mark(roots, roots_);
}

bool Programs::meet(const Package* a, const Package* b) const {
  if (!a || !b || a == b || common(programs_, a, b)) return true;
  if (is_main(a) || is_main(b)) return false;
  return !closed(a) || !closed(b) || common(roots_, a, b);
}

}  // namespace ptrsafe::concurrency
