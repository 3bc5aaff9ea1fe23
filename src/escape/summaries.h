// Summaries of packages on disk: what the parameters of their functions leak, so that bodies of dependencies need not be read again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "build/program.h"
#include "cache/store.h"
#include "escape/callable.h"

namespace ptrsafe::escape {

// The leaks of one package's functions that are not generic, in the order of files and declarations; empty where nothing is known of one.
using PackageSummary = std::vector<std::vector<Leaks>>;

class Summaries {
 public:
  // `dir` empty: nothing is kept. `tool` tells builds of ptrsafe apart.
  Summaries(const std::string& dir, uint64_t tool);

  // Computes the keys of all packages: their sources, and the keys of what they import. Before get() and put().
  void look_at(const build::Program& program);
  bool get(const build::PackageUnit& unit, PackageSummary* out) const;
  void put(const build::PackageUnit& unit, const PackageSummary& summary) const;
  bool on() const { return store_ != nullptr; }

 private:
  std::unique_ptr<cache::Store> store_;
  uint64_t tool_;
  std::vector<uint64_t> keys_;  // by PackageUnit::index
};

}  // namespace ptrsafe::escape
