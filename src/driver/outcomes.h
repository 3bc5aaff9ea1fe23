// Outcomes: what whole runs had to say, kept on disk with everything that they looked at, so that a run for which nothing
// has changed says the same at once. docs/cache.md says why that is right.
#pragma once

#include <memory>
#include <string>

#include "cache/store.h"
#include "driver/options.h"
#include "report/document.h"

namespace ptrsafe {

class Outcomes {
 public:
  // Nothing is kept, and nothing found, without a directory in the options. Otherwise the files that are looked at are
  // logged from here on.
  explicit Outcomes(const Options& options);

  // The outcome of an earlier run with the same command line, if this one would see the same files.
  bool recall(Report* report);
  void keep(const Report& report);

 private:
  std::unique_ptr<cache::Store> store_;
  uint64_t key_ = 0;
  int64_t since_ = 0;
};

}  // namespace ptrsafe
