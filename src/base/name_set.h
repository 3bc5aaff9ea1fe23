// NameSet: a few names, asked for by most calls of a program: no string is read, as names are unique.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/name.h"

namespace ptrsafe {

class NameSet {
 public:
  NameSet(std::initializer_list<std::string_view> names) {
    for (std::string_view n : names) names_.push_back(intern(n));
  }
  bool contains(Name n) const {
    for (Name known : names_)
      if (known == n) return true;
    return false;
  }

 private:
  std::vector<Name> names_;
};

}  // namespace ptrsafe
