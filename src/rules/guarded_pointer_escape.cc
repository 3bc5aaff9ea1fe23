// guarded-pointer-escape: a pointer taken out of a lock-guarded map is followed outside the lock, where others write what it points to.
#include "rules/race_report.h"

namespace ptrsafe {

void guarded_pointer_escape(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out) {
  report_races(package, races, RacePlace::Pointee, RuleId::GuardedPointerEscape, out);
}

}  // namespace ptrsafe
