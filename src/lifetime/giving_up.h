// GivingUp: a goroutine that waits for one who has given up: it sends on a channel without room, or receives, and the function that
// made the channel has a way out on which it does not answer.
//
// Only of channels that one call of that function has for itself (Channels::local), or that it makes and returns to callers who are all
// seen, and whose other side is that function, that caller, or one other goroutine, alone. The question is then one of its ways out (ways_out.h).
//
// Likewise one that waits for a group that another one leaves without Done.
#pragma once

#include <optional>

#include "lifetime/channels.h"
#include "lifetime/goroutine.h"

namespace ptrsafe::lifetime {

struct Stuck {
  const Node* at = nullptr;       // where the goroutine stays
  const Node* channel = nullptr;
  const Node* way_out = nullptr;  // where the other side leaves
  bool sends = false;
  std::vector<int> groups;        // WaitGroups that it would be Done with afterwards: Channels' objects
};

// How the goroutine, which `package` starts, may be left waiting.
std::optional<Stuck> left_waiting(const flow::PackageFlow& package, const Goroutine& g);
// Where the goroutine waits, whatever it does, for one of the groups; null: it does not.
const Node* waits_for(const flow::PackageFlow& package, const Goroutine& g, const std::vector<int>& groups);

// A WaitGroup, one that the starter adds the goroutine to, which that alone is Done with, and not on the way that leaves there.
struct Skipped {
  int group;
  const Node* way_out;
};
std::vector<Skipped> skipped_groups(const flow::PackageFlow& package, const Goroutine& g);

}  // namespace ptrsafe::lifetime
