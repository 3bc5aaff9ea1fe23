#include <algorithm>
#include <map>
#include <tuple>

#include "rules/fingerprint.h"
#include "rules/rule.h"

namespace ptrsafe {

void Reporter::add(RuleId rule, Confidence confidence, const Node* at, std::string message, std::vector<WitnessStep> witness) {
  Finding f{rule, confidence, start_pos(at), end_pos(at), std::move(message), std::move(witness)};
  f.package = package_.path.str();
  f.symbol = symbol_at(package_, f.begin);
  f.fingerprint = fingerprint_stem(f, normal_expression(package_, at));
  findings_.push_back(std::move(f));
}

void Reporter::add_at(RuleId rule, Confidence confidence, Pos at, std::string message, std::vector<WitnessStep> witness) {
  Finding f{rule, confidence, at, at, std::move(message), std::move(witness)};
  f.package = package_.path.str();
  f.symbol = symbol_at(package_, at);
  f.fingerprint = fingerprint_stem(f, "");
  findings_.push_back(std::move(f));
}

std::vector<Finding> Reporter::take() {
  auto order = [](const Finding& f) {
    SourceFile* file = file_of(f.begin);
    return std::tuple(std::string_view(file->path()), file->offset(f.begin), f.rule, file->offset(f.end));
  };
  // Of several findings at one place the strongest stays.
  std::stable_sort(findings_.begin(), findings_.end(), [&](const Finding& a, const Finding& b) {
    return std::tuple_cat(order(a), std::tuple(-static_cast<int>(a.confidence))) <
           std::tuple_cat(order(b), std::tuple(-static_cast<int>(b.confidence)));
  });
  auto same_place = [](const Finding& a, const Finding& b) { return a.rule == b.rule && a.begin == b.begin; };
  findings_.erase(std::unique(findings_.begin(), findings_.end(), same_place), findings_.end());
  // Stronger ones are numbered first: a weak one that comes or goes does not change what those that are shown are called.
  std::map<std::string, int> ordinals;
  for (int c = static_cast<int>(Confidence::Proven); c >= 0; c--)
    for (Finding& f : findings_)
      if (static_cast<int>(f.confidence) == c) add_ordinal(f, ordinals[f.fingerprint]++);
  return std::exchange(findings_, {});
}

}  // namespace ptrsafe
