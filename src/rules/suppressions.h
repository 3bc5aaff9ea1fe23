// Suppressions: comments by which a finding counts for nothing, with a reason, and what is wrong with them.
//
//     //ptrsafe:ignore RULE[,RULE] reason    on the line, or alone above it
//     //nolint, //nolint:all, //nolint:ptrsafe[,…] // reason    the ranges are golangci-lint's
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/finding.h"
#include "rules/rules.h"
#include "types/package.h"

namespace ptrsafe {

class Suppressions {
 public:
  // Reads the comments of the packages' files. A file that was read before, in another variant or configuration, is not read again.
  void read(const std::vector<const Package*>& packages);

  // Marks the findings that a comment means.
  void apply(std::vector<Finding>& findings);

  // Comments that are badly written, and those that name a rule of `rules` (which ran) and suppress nothing by it, or name none though all ran.
  // What suppresses only a finding that is too weak to be shown is in use.
  Diagnostics complaints(const RuleSet& rules) const;

 private:
  struct Comment {
    Pos pos;
    Suppression means;
    bool all = false;  // every rule
    std::vector<RuleId> rules;
    std::vector<RuleId> used;
    uint32_t first, last;   // lines
    std::string wrong;      // why it suppresses nothing
    bool complete = true;   // the package was analysed whole
    bool covers(const Finding& f, uint32_t line) const;
  };
  void read_ignore(const SourceFile& file, const Directive& d, bool complete, std::vector<Comment>& out);
  void read_nolint(const Tree& tree, const Directive& d, bool complete, std::vector<Comment>& out);

  std::map<std::string, std::vector<Comment>, std::less<>> by_path_;
};

}  // namespace ptrsafe
