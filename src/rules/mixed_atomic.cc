// mixed-atomic: a variable is accessed with sync/atomic in one place and plainly in another, in code that can run in parallel.
#include "rules/race_report.h"

namespace ptrsafe {

void mixed_atomic(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out) {
  report_races(package, races, RacePlace::MixedAtomic, RuleId::MixedAtomic, out);
}

}  // namespace ptrsafe
