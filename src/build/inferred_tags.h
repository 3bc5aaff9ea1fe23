// Tags that a build was given, as far as they can be seen in what it took of a package: for one that does not tell its flags.
#pragma once

#include <string>
#include <vector>

#include "build/constraint.h"

namespace ptrsafe::build {

// The tags, in order, with which the constraints of the files `taken` hold, and those of `left` do not; as few as that needs, on top of `known`, which the
// packages below were seen to have. `always`: what holds without flags. Files that cannot be read do not count.
std::vector<std::string> inferred_tags(const std::vector<std::string>& taken, const std::vector<std::string>& left, const std::vector<std::string>& known, const TagSet& always);

}  // namespace ptrsafe::build
