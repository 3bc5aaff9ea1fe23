#include "fix/propose.h"

#include <iterator>

namespace ptrsafe::fix {
namespace {

std::vector<Fix> first_or(std::vector<Fix> first, std::vector<Fix> second) {
  std::move(second.begin(), second.end(), std::back_inserter(first));
  return first;
}

}  // namespace

std::vector<Fix> propose(const Sites& sites, const Finding& finding) {
  switch (finding.rule) {
    case RuleId::NilMapWrite: return make_map(sites, finding);
    case RuleId::NilMapValue: return guard_presence(sites, finding);
    case RuleId::LoopVarAddress: return copy_loop_variable(sites, finding);
    case RuleId::AliasedMapValues: return copy_before_store(sites, finding);
    case RuleId::ConcurrentMapAccess: return first_or(lock_for_writing(sites, finding), add_missing_lock(sites, finding));
    case RuleId::UnsynchronizedSwap: return first_or(add_missing_lock(sites, finding), store_atomically(sites, finding));
    case RuleId::LostUpdate: return join_sections(sites, finding);
    case RuleId::RequestRetained: return clone_retained(sites, finding);
    case RuleId::SliceHeaderWrite: return make_with_unsafe_slice(sites, finding);
    default: return {};
  }
}

}  // namespace ptrsafe::fix
