// WaysOut: the ways through a function body from where goroutines are started that wait for it, to where it leaves them: a return,
// or the place where it makes the next channel. How few answers does a way have?
//
// A loop that answers is taken to answer often enough when it runs to its end; left from within, it answers as often as was seen.
#pragma once

#include <utility>
#include <vector>

#include "flow/loops.h"
#include "lifetime/channels.h"
#include "lifetime/goroutine.h"

namespace ptrsafe::lifetime {

constexpr size_t kMany = 6;  // more than can be counted, or an unknown number

class WaysOut {
 public:
  // From behind `start`, or from the entry; `made` gives the channel `object`, `answers` are what it can be answered with (receives, sends, closes).
  // Who waits for one of `joined` waits until the goroutine has been answered.
  WaysOut(const Channels& channels, const Examined& body, int object, ValueId start, ValueId made, std::vector<ValueId> answers,
          std::vector<int> joined);

  // The channel has been closed before, or that has been deferred.
  bool promised() const;
  bool answers_in(flow::LoopId l) const;
  // Each turn of the loop has answered before it comes to `v`.
  bool answers_before(flow::LoopId l, ValueId v) const;
  // A way with fewer answers than are needed: where it leaves; null if there is none.
  const Node* with_fewer_than(size_t needed) const;

 private:
  bool answers(ValueId v) const;
  bool joins(ValueId v) const;
  bool possible(const Instr& end, bool truth) const;
  bool enough(size_t answered, size_t needed, ir::BlockId at) const;
  int clause_channel(const Instr& end, bool truth) const;
  bool has_joined(int object) const;
  std::vector<std::pair<ValueId, bool>> conditions() const;

  const Channels& channels_;
  const Examined& body_;
  const Function& f_;
  flow::Loops loops_;
  int object_;
  ValueId start_, made_;
  std::vector<ValueId> answers_;
  std::vector<int> joined_;
};

}  // namespace ptrsafe::lifetime
