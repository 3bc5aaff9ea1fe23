#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "rules/rule.h"

namespace ptrsafe {
namespace {

// FNV-1a: a fingerprint is for telling findings apart, not for secrets.
uint64_t hash_of(std::string_view s) {
  uint64_t h = 0xcbf29ce484222325u;
  for (unsigned char c : s) h = (h ^ c) * 0x100000001b3u;
  return h;
}

}  // namespace

void Reporter::add(RuleId rule, Confidence confidence, std::string_view symbol, const Node* at, std::string message,
                   std::vector<WitnessStep> witness) {
  Entry e;
  e.finding = {rule, confidence, start_pos(at), end_pos(at), std::move(message), std::move(witness), {}};
  std::string text = is_Expr(at->kind) ? expr_string(at) : node_kind_name(at->kind);
  e.key = fmt::format("{}\n{}\n{}\n{}", rule_name(rule), package_.path.view(), symbol, text);
  entries_.push_back(std::move(e));
}

void Reporter::add_at(RuleId rule, Confidence confidence, std::string_view symbol, Pos at, std::string message, std::vector<WitnessStep> witness) {
  Entry e;
  e.finding = {rule, confidence, at, at, std::move(message), std::move(witness), {}};
  e.key = fmt::format("{}\n{}\n{}", rule_name(rule), package_.path.view(), symbol);
  entries_.push_back(std::move(e));
}

std::vector<Finding> Reporter::take() {
  auto order = [](const Entry& e) {
    const Finding& f = e.finding;
    SourceFile* file = file_of(f.begin);
    return std::tuple(std::string_view(file->path()), file->offset(f.begin), f.rule, file->offset(f.end));
  };
  // Of several findings at one place the strongest stays.
  std::stable_sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    return std::tuple_cat(order(a), std::tuple(-static_cast<int>(a.finding.confidence))) <
           std::tuple_cat(order(b), std::tuple(-static_cast<int>(b.finding.confidence)));
  });
  std::map<std::string, int> ordinals;
  std::vector<Finding> out;
  for (Entry& e : entries_) {
    if (!out.empty() && out.back().rule == e.finding.rule && out.back().begin == e.finding.begin) continue;
    int ordinal = ordinals[e.key]++;
    e.finding.fingerprint = fmt::format("{:016x}", hash_of(fmt::format("{}\n{}", e.key, ordinal)));
    out.push_back(std::move(e.finding));
  }
  entries_.clear();
  return out;
}

}  // namespace ptrsafe
