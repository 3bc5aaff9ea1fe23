// unsynchronized-swap: a pointer, map or configuration variable that other goroutines read is replaced without an atomic or a lock.
#include "rules/race_report.h"

namespace ptrsafe {

void unsynchronized_swap(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out) {
  report_races(package, races, RacePlace::Variable, RuleId::UnsynchronizedSwap, out);
}

}  // namespace ptrsafe
