#include "rules/rules.h"

#include "lower/lower.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

int language_version(const Package& package, const ir::Function& f) {
  const auto& files = package.details->files;
  for (size_t i = 0; i < files.size(); i++) {
    if (files[i].get() != f.file) continue;
    int minor = package.details->unit->files[i]->version.minor;
    return minor ? minor : 99;  // not known: the newest
  }
  return 99;
}

void examine(const Package& package, const ir::Function& f, const RuleSet& rules, Reporter& out) {
  ir::Dominators dominators(f);
  Subject s{package, f, dominators, language_version(package, f)};
  if (rules.has(RuleId::LoopVarAddress)) loop_var_address(s, out);
  if (rules.has(RuleId::AliasedMapValues)) aliased_map_values(s, out);
  if (rules.has(RuleId::SliceHeaderWrite)) slice_header_write(s, out);
  for (const auto& closure : f.closures) examine(package, *closure, rules, out);
}

}  // namespace

std::vector<Finding> run_rules(const Package& package, const RuleSet& rules) {
  Reporter out(package);
  if (auto init = lower_initializers(package)) examine(package, *init, rules, out);
  for (const Func* f : package.details->functions)
    if (auto body = lower_function(package, *f)) examine(package, *body, rules, out);
  return out.take();
}

}  // namespace ptrsafe
