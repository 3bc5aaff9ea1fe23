// Edits of several fixes, put together: new texts of files, and where what stands in the new text was before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/finding.h"

namespace ptrsafe::fix {

class Edits {
 public:
  // Takes all edits of the fix, or none: false if one of them overlaps with what was taken before. Two that put something in at one place
  // both do, in the order of their coming; equal edits are one.
  bool add(const Fix& fix);

  bool empty() const { return by_path_.empty(); }
  std::map<std::string, std::string> texts() const;  // by path
  // The edits of a file, in order.
  const std::vector<Edit>& of(const std::string& path) const;
  std::vector<std::string> paths() const;

  // The bytes of the old text that the byte at `offset` of the new one stands for: one place, or what an edit replaced.
  struct Range {
    uint32_t begin, end;
  };
  Range before(const std::string& path, uint32_t offset) const;

 private:
  std::map<std::string, std::vector<Edit>> by_path_;
};

}  // namespace ptrsafe::fix
