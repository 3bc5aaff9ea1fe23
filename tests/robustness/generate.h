// Generators of malformed and extreme Go sources, for the robustness tests and the fuzzers' seeds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ptrsafe::robustness {

// Input number `index` of `seed`: random bytes, or a truncation, byte mutation, token mutation or splice of
// one of `sources`. The same arguments give the same bytes.
std::string mutated(const std::vector<std::string_view>& sources, uint64_t seed, uint64_t index);

struct Generated {
  std::string name;
  std::function<std::string()> make;  // made when needed: some are large
};

// Each construct of the language nested or chained `depth` times.
std::vector<Generated> nested(size_t depth);

// Files of 50 MB of several shapes.
std::vector<Generated> large_files();

}  // namespace ptrsafe::robustness
