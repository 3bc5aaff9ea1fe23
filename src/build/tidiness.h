// Tidiness: where go.mod, go.work and go.sum lag behind the packages that were loaded. The go command refuses such a
// program until they are updated. Here it is resolved all the same, and what the go command would say is said once.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace ptrsafe::build {

// All members are thread-safe.
class Tidiness {
 public:
  // The file is behind: "example.org/a@v1.0.0 requires example.org/b v1.2.0, go.mod says v1.1.0".
  void outdated(std::string why);
  // go.sum has no entry for "path@version".
  void missing_sum(std::string module);
  // go.work contradicts itself or its modules.
  void contradiction(std::string what);

  // One warning for each kind, naming the first few. `workspace`: the file is go.work.
  std::vector<std::string> warnings(bool workspace) const;

 private:
  mutable std::mutex lock_;
  std::set<std::string> outdated_, missing_sums_, contradictions_;
};

}  // namespace ptrsafe::build
