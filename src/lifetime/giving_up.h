// GivingUp: a goroutine that waits for one who has given up: it sends on a channel without room, or receives, and the function that
// made the channel has a way out on which it does not answer.
//
// Only of channels that one call of that function has for itself (Channels::local), whose other side is the function alone. The
// question is a search through its blocks, from the `go` statement to a return (or to where the channel is made anew): how few
// answers does a way have? A loop that answers is taken to answer often enough when it runs to its end; left from within, it
// answers as often as was seen.
#pragma once

#include <optional>

#include "flow/loops.h"
#include "lifetime/channels.h"
#include "lifetime/goroutine.h"

namespace ptrsafe::lifetime {

struct Stuck {
  const Node* at = nullptr;       // where the goroutine stays
  const Node* channel = nullptr;
  const Node* way_out = nullptr;  // where the other side leaves
  bool sends = false;
};

// How the goroutine, which `package` starts, may be left waiting.
std::optional<Stuck> left_waiting(const flow::PackageFlow& package, const Goroutine& g);

}  // namespace ptrsafe::lifetime
