// What a function does where something that it needs is missing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fix/site.h"

namespace ptrsafe::fix {

struct WayOut {
  std::string statement;       // on one line
  std::string message;         // what it does, for people
  std::vector<Edit> imports;   // that it needs
};

// For a statement at `at` in the site's path that misses the entry for `key` (source text; empty if it cannot be said again): a test fails; a
// loop that skips elements skips this one; an error, or false, is returned where the results end so; else what the function returns
// in other such places. Nothing where none of that is clear.
std::optional<WayOut> way_out(const Site& site, int at, const std::string& map, const std::string& key, Type* key_type);

}  // namespace ptrsafe::fix
