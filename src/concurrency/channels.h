// Channels: what becomes of a channel that is made in a function, as far as all its uses are seen: those in the function, in its literals,
// and in the only callees that it is given to.
#pragma once

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

class Channels {
 public:
  explicit Channels(const CallGraph& graph) : graph_(graph) {}

  struct Use {
    enum What : uint8_t { Send, Receive, Close } what;
    const Examined* body;
    ValueId at;
  };
  struct Made {
    bool all_seen = true;     // nothing else has the channel
    int64_t room = -1;        // its capacity; -1: not known
    std::vector<Use> uses;
    bool some(Use::What what) const;
  };
  const Made& of(const Examined& body, ValueId made) const;

 private:
  using Work = std::vector<std::pair<const Examined*, ValueId>>;
  void follow(const Examined& body, ValueId v, Made& out, Work& values, Work& cells) const;
  void follow_cell(const Examined& body, ValueId address, Made& out, Work& values, Work& cells) const;

  const CallGraph& graph_;
  mutable absl::flat_hash_map<std::pair<const Function*, uint32_t>, std::unique_ptr<Made>> known_;
};

}  // namespace ptrsafe::concurrency
