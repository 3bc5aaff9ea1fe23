#include "build/tidiness.h"

#include <fmt/format.h>

namespace ptrsafe::build {
namespace {

// The first few, and how many more there are.
std::string some_of(const std::set<std::string>& all) {
  constexpr size_t kShown = 3;
  std::string out;
  size_t n = 0;
  for (const auto& s : all) {
    if (n++ == kShown) return out + fmt::format("\n\t(and {} more)", all.size() - kShown);
    out += "\n\t" + s;
  }
  return out;
}

}  // namespace

void Tidiness::outdated(std::string why) {
  std::lock_guard guard(lock_);
  outdated_.insert(std::move(why));
}

void Tidiness::missing_sum(std::string module) {
  std::lock_guard guard(lock_);
  missing_sums_.insert(std::move(module));
}

void Tidiness::contradiction(std::string what) {
  std::lock_guard guard(lock_);
  contradictions_.insert(std::move(what));
}

std::vector<std::string> Tidiness::warnings(bool workspace) const {
  std::lock_guard guard(lock_);
  std::vector<std::string> out(contradictions_.begin(), contradictions_.end());
  if (!outdated_.empty()) {
    out.push_back(fmt::format("updates to go.mod needed, without which the go command refuses to build:{}\n"
                              "to update it:\n\tgo mod tidy",
                              some_of(outdated_)));
  }
  if (!missing_sums_.empty()) {
    out.push_back(fmt::format("missing go.sum entry for modules that provide packages:{}\nto add it:\n\tgo {}",
                              some_of(missing_sums_), workspace ? "work sync" : "mod tidy"));
  }
  return out;
}

}  // namespace ptrsafe::build
