// ReadModifyWrite: a value that is read from shared memory, changed and written back in two steps between which another goroutine
// can write: its update is lost.
//
// Atomicity violations of the form read-write-write on one location (Lu, Park, Seo, Zhou, "Learning from Mistakes", 2008;
// Flanagan and Freund, "Atomizer", 2004): the read and the write are each guarded (a lock, sync.Map, an atomic pointer), but by no
// common critical section. A write that depends on the read by data flow only; a second look inside the section of the write, and
// compare-and-swap, rule it out.
#pragma once

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct LostWrite {
  const Node* read;
  const Node* write;
  const char* what;      // "map entry", "sync.Map entry", "atomic pointer"
  bool parallel;         // the program is seen to run it in several goroutines at once
  bool evidence;         // … or takes locks around it
};

// One for each package under examination; not thread-safe.
class ReadModifyWrite {
 public:
  explicit ReadModifyWrite(const PackageFlow& package);
  ~ReadModifyWrite();
  std::vector<LostWrite> lost_writes(const Examined& body);

  struct Accessors;  // what helpers do, once it was asked for

 private:
  const PackageFlow& package_;
  std::unique_ptr<Accessors> accessors_;
};

}  // namespace ptrsafe::flow
