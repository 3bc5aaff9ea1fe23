// Trial: which fixes do what they promise. Their edits are put in the place of the files' texts, and the whole program is analysed once
// more: a fix is good if its finding is gone, and there is no error and no finding that was not there before. Many are tried in
// one go; where that fails, halves of them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fix/edits.h"
#include "rules/finding.h"

namespace ptrsafe::fix {

// What an analysis found.
struct Outcome {
  std::vector<Finding> findings;  // of all confidences
  std::vector<std::string> errors;
};

// A way to mend some findings: the numbers of those that are to go.
struct Candidate {
  Fix fix;
  std::vector<size_t> findings;
};

class Trial {
 public:
  // Analyses the program with other texts for some files, by path.
  using Analyse = std::function<Outcome(const std::map<std::string, std::string>&)>;

  // `weakest`: the least confidence that is shown. A finding that was there, but was weaker than that, counts as new.
  Trial(const Outcome& before, Confidence weakest, Analyse analyse);

  // The numbers of the candidates that are good when they are taken together, in order. What cannot be told within `limit` analyses
  // is not good; nor is what overlaps with an earlier candidate, which is put into `*later`.
  std::vector<size_t> good(const std::vector<Candidate>& all, std::vector<size_t>* later);

  size_t analyses() const { return analyses_; }
  size_t limit = 24;

 private:
  struct Verdict {
    bool clean;                   // nothing new
    std::vector<size_t> solved;   // candidates whose findings are gone
    std::vector<std::string> where;  // files with something new
  };
  Verdict judge(const std::vector<Candidate>& all, const std::vector<size_t>& some);
  std::vector<size_t> good_of(const std::vector<Candidate>& all, std::vector<size_t> some);

  const Outcome& before_;
  Confidence weakest_;
  Analyse analyse_;
  size_t analyses_ = 0;
};

}  // namespace ptrsafe::fix
