// Programs: which packages can be parts of one running program. Of a module with several main packages each is a program of its own, which
// has what it imports; what a library is given by the one it does not run in the other.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "types/package.h"

namespace ptrsafe::concurrency {

class Programs {
 public:
  explicit Programs(const std::vector<const Package*>& packages);

  // A main package imports it, or it is one: all its callers are seen.
  bool closed(const Package* p) const { return programs_.contains(p); }
  // Some program has both: one of the main packages, or an importer that is not seen.
  bool meet(const Package* a, const Package* b) const;

 private:
  using Bits = std::vector<uint64_t>;
  // By package: the main packages that import it.
  absl::flat_hash_map<const Package*, Bits> programs_;
  // Likewise for the packages that nobody among them imports, which an importer may have.
  absl::flat_hash_map<const Package*, Bits> roots_;
};

}  // namespace ptrsafe::concurrency
