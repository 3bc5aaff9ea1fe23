#include "rules/finding.h"

#include <fmt/format.h>

#include "base/nearest.h"

namespace ptrsafe {
namespace {

struct RuleEntry {
  std::string_view name, summary, remedy;
  bool advice;
};

constexpr RuleEntry kRules[] = {
#define RULE(id, name, summary, remedy) {name, summary, remedy, false},
#define ADVICE(id, name, summary, remedy) {name, summary, remedy, true},
#include "rules/rules.def"
};

}  // namespace

std::string_view confidence_name(Confidence c) {
  switch (c) {
    case Confidence::Possible: return "possible";
    case Confidence::Likely: return "likely";
    case Confidence::Proven: return "proven";
  }
  return "";
}

std::string standing(const Finding& f) {
  std::string out(confidence_name(f.confidence));
  return f.configurations.empty() ? out : fmt::format("{}, in {}", out, fmt::join(f.configurations, " "));
}

std::string_view rule_name(RuleId r) { return kRules[static_cast<int>(r)].name; }
std::string_view rule_summary(RuleId r) { return kRules[static_cast<int>(r)].summary; }
std::string_view rule_remedy(RuleId r) { return kRules[static_cast<int>(r)].remedy; }

bool is_advice(RuleId r) { return kRules[static_cast<int>(r)].advice; }

bool rule_by_name(std::string_view name, RuleId* out) {
  for (RuleId r : all_rules())
    if (rule_name(r) == name) return *out = r, true;
  return false;
}

std::string did_you_mean_rule(std::string_view name) {
  std::string small(name);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  std::vector<std::string> names;
  for (const RuleEntry& r : kRules) names.emplace_back(r.name);
  std::string meant = nearest(small, names);
  return meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
}

std::vector<RuleId> all_rules() {
  std::vector<RuleId> all;
  for (size_t i = 0; i < std::size(kRules); i++) all.push_back(static_cast<RuleId>(i));
  return all;
}

}  // namespace ptrsafe
