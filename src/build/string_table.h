// Hash tables keyed by strings that are looked up by std::string_view (this system's abseil has a
// string_view of its own).
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/name.h"

namespace ptrsafe::build {

struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view s) const { return name_hash(s) * size_t{0x9e3779b97f4a7c15}; }
};
struct StringEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};

template <class V>
using StringMap = absl::flat_hash_map<std::string, V, StringHash, StringEqual>;
using StringSet = absl::flat_hash_set<std::string, StringHash, StringEqual>;

}  // namespace ptrsafe::build
