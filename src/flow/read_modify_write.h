// ReadModifyWrite: a value that is read from shared memory, changed and written back in two steps between which another goroutine
// can write: its update is lost.
//
// Atomicity violations of the form read-write-write on one location (Lu, Park, Seo, Zhou, "Learning from Mistakes", 2008;
// Flanagan and Freund, "Atomizer", 2004): the read and the write are each guarded (a lock, sync.Map, an atomic pointer), but by no
// common critical section. A write that depends on the read by data flow only; a second look inside the section of the write, and
// compare-and-swap, rule it out.
#pragma once

#include <optional>
#include <vector>

#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct LostWrite {
  const Node* read;
  const Node* write;
  const char* what;      // "map entry", "sync.Map entry", "atomic pointer"
  bool parallel;         // the program is seen to run it in several goroutines at once
  bool evidence;         // … or takes locks around it
};

std::vector<LostWrite> lost_writes(const PackageFlow& package, const Examined& body);

// Whether the function is a getter or setter of a shared place.
std::optional<AccessorSummary> accessor(const Examined& body);

}  // namespace ptrsafe::flow
