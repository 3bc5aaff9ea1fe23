// Revision: the working tree as it was at a git revision, without writing to it: an overlay puts the contents that files had in place of
// what they have now, and hides those that came later. Files that git ignores, submodules and all outside the repository stay as they are.
#pragma once

#include <map>
#include <string>

#include "build/config.h"

namespace ptrsafe {

class Revision {
 public:
  ~Revision();
  // False with an error that says what to do. `dir`: of the run.
  bool open(const std::string& dir, const std::string& revision, std::string* error);
  // Changes a configuration so that it sees the tree of the revision.
  bool look_at(build::Config& config, std::string* error) const;

 private:
  std::string temporary_;
  std::map<std::string, std::string> replaced_;  // see Config; no JSON, as paths may be no UTF-8
};

}  // namespace ptrsafe
