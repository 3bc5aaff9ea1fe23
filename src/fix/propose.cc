#include "fix/propose.h"

namespace ptrsafe::fix {

std::vector<Fix> propose(const Sites& sites, const Finding& finding) {
  switch (finding.rule) {
    case RuleId::NilMapWrite: return make_map(sites, finding);
    case RuleId::NilMapValue: return guard_presence(sites, finding);
    case RuleId::LoopVarAddress: return copy_loop_variable(sites, finding);
    case RuleId::AliasedMapValues: return copy_before_store(sites, finding);
    case RuleId::ConcurrentMapAccess: return lock_for_writing(sites, finding);
    case RuleId::RequestRetained: return clone_retained(sites, finding);
    case RuleId::SliceHeaderWrite: return make_with_unsafe_slice(sites, finding);
    default: return {};
  }
}

}  // namespace ptrsafe::fix
