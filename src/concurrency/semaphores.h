// Semaphores: channels with room for one that are used as mutexes.
//
// Who sends goes on alone until it receives again (Go's memory model: the k-th receive happens before the k+C-th send completes); with a channel
// that is made full, who receives goes on alone until it sends. Of fields and package-level variables that only their package can reach: all that is put
// into them is `make(chan T, 1)`, and every send has its receive behind it, in the same body, in a literal that it defers, or in a helper that all
// callers call. A select with several clauses takes or releases it in the clause that it goes on with, also for who calls a method of the channel's type
// that has the select.
#pragma once

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"
#include "concurrency/places.h"

namespace ptrsafe::concurrency {

// Where each clause of a select begins that sends or receives, in order; empty if there is one only, which waits for certain.
std::vector<BlockId> clauses_of(const Function& f, ValueId select);

class Semaphores {
 public:
  explicit Semaphores(const CallGraph& graph);
  // What the Send or Recv does to the mutex that its channel is, or a call of a method of the channel's type that sends or receives
  // (`sem.Acquire()`).
  enum class Does : uint8_t { Nothing, Lock, Unlock };
  Does does(const Examined& body, ValueId v) const;
  // What a select does to such channels, by the block where the clause begins that it goes on with.
  struct Clause {
    ValueId select;
    BlockId block;
    ValueId channel;
    Does does;
  };
  std::vector<Clause> clauses(const Examined& body) const;
  // The channel that the instruction is about.
  static ValueId channel(const ir::Function& f, ValueId v) { return f.operand(v, f.at(v).op == Opcode::Call ? 1 : 0); }

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
  // What the callee does to its channel, if that is one thing.
  struct Sends {
    bool send;   // or else it receives
    bool tried;  // in a clause of a select
  };
  std::optional<Sends> sends(const Instr& call) const;
  void find_made();
  void read(const Examined& body);
  bool paired(const Channel& c, const Use& u) const;
  Does does(const Examined& body, ValueId channel, bool send, ValueId use) const;
  Channel* of(const Var* v);

  const CallGraph& graph_;
  absl::flat_hash_map<const Var*, Channel> channels_;
  absl::flat_hash_map<const Function*, std::vector<const Channel*>> given_;  // to methods that try to take it
};

}  // namespace ptrsafe::concurrency
