// Imports that a fix needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fix/site.h"

namespace ptrsafe::fix {

struct Import {
  std::string name;         // by which the file knows the package
  std::optional<Edit> add;  // what imports it, if the file does not yet
};

// A package of the standard library in the site's file. Nothing if there is no way to write it there.
std::optional<Import> import_of(const Site& site, std::string_view path);

}  // namespace ptrsafe::fix
