// Baselines: findings of an earlier run that do not count, in a file that people can read and compare.
#pragma once

#include <string>
#include <vector>

#include "rules/finding.h"

namespace ptrsafe {

// What is kept of a finding. The fingerprint decides; the rest is for readers, and for packages that have another path now.
struct KnownFinding {
  std::string fingerprint, rule, package, symbol, file, message;
};

KnownFinding known(const Finding& f, const std::string& base);

// One JSON object a line, sorted; no line numbers, so that edits elsewhere do not change the file.
std::string text_of_baseline(const std::vector<Finding>& findings, const std::string& base);
// `shown`: the path as the user wrote it. False with an error that says what to do.
bool read_baseline(const std::string& path, const std::string& shown, std::vector<KnownFinding>* out, std::string* error);

// Takes what is known out of the findings, as a multiset of fingerprints (without their ordinals); of several candidates the strongest.
// A package that is known under another path only (a folder or a module with a new name) has the findings of the same rule, declaration and message:
// those whose files are gone, or are the same files still; then so do the packages that use it. Suppressed ones stay. Those of `known` that no finding is left for are returned.
std::vector<KnownFinding> subtract(std::vector<Finding>& findings, const std::vector<KnownFinding>& known, const std::string& base);

}  // namespace ptrsafe
