#include "rules/finding.h"

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

std::string_view rule_name(RuleId r) { return kRules[static_cast<int>(r)].name; }
std::string_view rule_summary(RuleId r) { return kRules[static_cast<int>(r)].summary; }
std::string_view rule_remedy(RuleId r) { return kRules[static_cast<int>(r)].remedy; }

bool is_advice(RuleId r) { return kRules[static_cast<int>(r)].advice; }

bool rule_by_name(std::string_view name, RuleId* out) {
  for (RuleId r : all_rules())
    if (rule_name(r) == name) return *out = r, true;
  return false;
}

std::vector<RuleId> all_rules() {
  std::vector<RuleId> all;
  for (size_t i = 0; i < std::size(kRules); i++) all.push_back(static_cast<RuleId>(i));
  return all;
}

}  // namespace ptrsafe
