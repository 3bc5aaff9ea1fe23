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

struct Examination {
  const Package& package;
  const RuleSet& rules;
  Sizes sizes;
  flow::Callees callees;
  Reporter out;
};

void examine(Examination& e, const ir::Function& f) {
  const RuleSet& rules = e.rules;
  Reporter& out = e.out;
  ir::Dominators dominators(f);
  Subject s{e.package, f, dominators, language_version(e.package, f), e.callees, e.sizes};
  if (rules.has(RuleId::LoopVarAddress)) loop_var_address(s, out);
  if (rules.has(RuleId::AliasedMapValues)) aliased_map_values(s, out);
  if (rules.has(RuleId::SliceHeaderWrite)) slice_header_write(s, out);
  for (const auto& closure : f.closures) examine(e, *closure);
}

}  // namespace

std::vector<Finding> run_rules(const Package& package, const RuleSet& rules, Sizes sizes) {
  Examination e{package, rules, sizes, flow::Callees(package), Reporter(package)};
  if (auto init = lower_initializers(package)) examine(e, *init);
  for (const Func* f : package.details->functions)
    if (auto body = lower_function(package, *f)) examine(e, *body);
  return e.out.take();
}

}  // namespace ptrsafe
