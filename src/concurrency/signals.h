// Signals: where a body tells others that it has come so far, and where it waits for that (the Go memory model): sends, receives and closes
// of channels, WaitGroups, atomics, mutexes that another goroutine releases, flags under a lock, timers, pipes, and the end of a goroutine.
//
// Channels and groups are told apart by the variable that has them, or by where they are made; one that is not known matches all of its kind.
#pragma once

#include <memory>
#include <vector>

#include "concurrency/channels.h"
#include "concurrency/origins.h"
#include "concurrency/semaphores.h"

namespace ptrsafe::concurrency {

struct Signal {
  enum Kind : uint8_t { Release, Acquire } kind;
  ValueId at;
  const void* on;        // null: not known
  uint32_t which;        // of values: their number in the function `on`; or one of these
  bool at_end = false;   // deferred
  bool back = false;     // from a receive to the send, of channels without room
  BlockId clause{};      // it is signalled where this block begins (of a select with several, of a condition); 0: at the instruction
  bool rounds = false;   // released once in each round of a loop: who waits for all rounds counts them
  bool again = false;    // what it tells of is done anew behind it, with nothing to wait for in between: who has got it knows of one time only

  static constexpr uint32_t kElement = 1;     // of a container of channels
  static constexpr uint32_t kOwn = 1u << 30;     // from here on: what is not known is none of these
  static constexpr uint32_t kCounted = kOwn + 2;     // an atomic that is added to, and the sum that somebody waits for
  static constexpr uint32_t kHandedOver = kOwn + 3;  // a mutex that a goroutine unlocks without having locked it
  static constexpr uint32_t kEnd = kOwn + 4;         // of a goroutine
  static constexpr uint32_t kTimer = kOwn + 5;       // that is set, and goes off
  static constexpr uint32_t kGroup = kOwn + 6;       // a WaitGroup, or an errgroup
  static constexpr uint32_t kPipe = kOwn + 7;        // of io.Pipe, a channel without room: `on` is the call that makes it
  static constexpr uint32_t kFlag = kOwn + 1000;     // and more: the number that a variable has under a lock

  bool only_itself() const { return which >= kOwn; }
  bool like(const Signal& o) const { return on == o.on && which == o.which && back == o.back; }
};
// `r` is what `w` waits for.
inline bool match(const Signal& r, const Signal& w) {
  if (r.back != w.back || r.only_itself() != w.only_itself()) return false;
  if (!r.on || !w.on) return !r.only_itself() || r.which == w.which;
  return r.on == w.on && r.which == w.which;
}
inline BlockId block_of(const Function& f, const Signal& s) { return s.clause.v ? s.clause : f.at(s.at).block; }

class Signals {
 public:
  Signals(const CallGraph& graph, const Origins& origins, const Semaphores& semaphores) : graph_(graph), origins_(origins), semaphores_(semaphores), channels_(graph) {}

  const std::vector<Signal>& of(const Examined& body) const;
  const Channels& channels() const { return channels_; }

 private:
  using Out = std::vector<Signal>;
  void by_value(const Examined& body, Signal::Kind kind, ValueId at, ValueId channel, bool close, BlockId clause, Out& out) const;
  void by_address(const Examined& body, Signal s, ValueId address, Out& out) const;
  void select(const Examined& body, ValueId at, Out& out) const;
  void call(const Examined& body, ValueId at, Out& out) const;
  void conditions(const Examined& body, Out& out) const;
  bool has_pipe(const Function& f) const;
  const Instr* end_of_pipe(const Examined& body, ValueId v, bool write) const;
  void pipes(const Examined& body, Out& out) const;
  const Channels::Made* made(const Examined& body, ValueId channel) const;
  bool fills(const Examined& body, ValueId send, ValueId channel, const Channels::Made& made) const;

  const CallGraph& graph_;
  const Origins& origins_;
  const Semaphores& semaphores_;  // who takes turns is in no order
  Channels channels_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<Out>> known_;
  mutable absl::flat_hash_map<const Function*, bool> has_pipe_;
};

// What the kEnd signals are on.
const void* goroutine_end();

}  // namespace ptrsafe::concurrency
