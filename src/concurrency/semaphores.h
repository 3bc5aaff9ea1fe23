// Semaphores: channels with room for one that are used as mutexes.
//
// Who sends goes on alone until it receives again (Go's memory model: the k-th receive happens before the k+C-th send completes); with a channel
// that is made full, who receives goes on alone until it sends. Of fields and package-level variables that only their package can reach: all that is put
// into them is `make(chan T, 1)`, and every send has its receive behind it, in the same body, in a literal that it defers, or in a helper that all
// callers call. A select takes no lock, and leaves the channel one that is no mutex.
#pragma once

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"
#include "concurrency/places.h"

namespace ptrsafe::concurrency {

class Semaphores {
 public:
  explicit Semaphores(const CallGraph& graph);
  // What the Send or Recv does to the mutex that its channel is.
  enum class Does : uint8_t { Nothing, Lock, Unlock };
  Does does(const Examined& body, ValueId v) const;

 private:
  struct Use {
    const Examined* body;
    ValueId at;
    bool send;
  };
  struct Channel {
    bool mutex = true;
    bool full = false;  // it is made with the one value in it
    std::vector<Use> uses;
  };
  void find_made();
  void read(const Examined& body);
  bool paired(const Channel& c, const Use& u) const;
  Channel* of(const Var* v);

  const CallGraph& graph_;
  absl::flat_hash_map<const Var*, Channel> channels_;
};

}  // namespace ptrsafe::concurrency
