// How a race is shown: both accesses with the locks they hold, how both goroutines begin, and where the locks are taken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"
#include "rules/finding.h"

namespace ptrsafe {

struct RaceSide {
  struct Lock {
    std::string_view name;
    bool read;
    const Node* at;  // the call that takes it; null: callers hold it
  };
  const Node* at = nullptr;  // the access; null: nowhere in the text
  std::string what;          // "`x` is read here", "and written here"
  bool atomic = false;
  bool locked = false;       // by callers, whose locks have no name here
  std::vector<Lock> locks;
  // How its goroutine begins: with a `go` statement, with requests, or with whoever calls the function.
  const Node* start = nullptr;
  const ir::Function* function = nullptr;  // if there is no start
  bool handler = false;
};

std::vector<WitnessStep> race_witness(const RaceSide& first, const RaceSide& second);

}  // namespace ptrsafe
