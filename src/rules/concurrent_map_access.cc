// concurrent-map-access: two accesses to one map, one of them a write, can run in parallel with no lock in common.
#include "rules/race_report.h"

namespace ptrsafe {

void concurrent_map_access(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out) {
  report_races(package, races, RacePlace::MapContent, RuleId::ConcurrentMapAccess, out);
}

}  // namespace ptrsafe
