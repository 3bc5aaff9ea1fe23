// What the rules on races have in common: how a pair of accesses is told.
#pragma once

#include <vector>

#include "concurrency/races.h"
#include "rules/rule.h"

namespace ptrsafe {

// What kind of place the race is about: each has a rule of its own.
enum class RacePlace : uint8_t { MapContent, MixedAtomic, Pointee, Variable, UnsafePointer, Other };
RacePlace race_place(const concurrency::Race& r);

// Reports the races of the package that are about such a place.
void report_races(const flow::PackageFlow& package, const concurrency::Races& races, RacePlace place, RuleId rule, Reporter& out);

}  // namespace ptrsafe
