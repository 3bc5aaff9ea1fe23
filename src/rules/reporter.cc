#include <algorithm>
#include <tuple>

#include "rules/fingerprint.h"
#include "rules/rule.h"

namespace ptrsafe {

void Reporter::add(Finding f, const Node* expression) {
  const Package* owner = owner_of({&package_}, f.begin);
  if (!owner) owner = owner_of(all_, f.begin);
  if (!owner) owner = &package_;
  f.package = owner->path.str();
  f.symbol = symbol_at(*owner, f.begin);
  f.fingerprint = fingerprint_stem(f, expression ? normal_expression(*owner, expression) : "");
  findings_.push_back(std::move(f));
}

void Reporter::add(RuleId rule, Confidence confidence, const Node* at, std::string message, std::vector<WitnessStep> witness) {
  add({rule, confidence, start_pos(at), end_pos(at), std::move(message), std::move(witness)}, at);
}

void Reporter::add_at(RuleId rule, Confidence confidence, Pos at, std::string message, std::vector<WitnessStep> witness) {
  add({rule, confidence, at, at, std::move(message), std::move(witness)}, nullptr);
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
  number_alike(findings_);
  return std::exchange(findings_, {});
}

}  // namespace ptrsafe
