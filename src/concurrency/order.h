// Order: whether one access happens before another (the Go memory model), as far as `go` statements, channels, WaitGroups and atomics
// show it.
//
// An access comes before a goroutine if no path leads from the `go` statement to it; after it, if each such path waits for something
// that the goroutine does behind its access. Elsewhere: each path from the first access signals (send, close, Done, atomic store), and the second
// one is reached only past the matching wait; not what a loop does anew behind each signal. Accesses in callees are lifted to the calls. What is not known to be another channel matches
// (deliberately unsound: a missed race rather than a false one).
#pragma once

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "concurrency/contexts.h"
#include "concurrency/origins.h"
#include "concurrency/signals.h"

namespace ptrsafe::concurrency {

struct Point {
  const Examined* body;
  ValueId at;
  bool deferred = false;  // it takes place when the body returns
};

class Order {
 public:
  Order(const CallGraph& graph, const Origins& origins, const Semaphores& semaphores) : graph_(graph), origins_(origins), signals_(graph, origins, semaphores) {}

  // `a` happens before all that the goroutine started by `go` does, or after it has done `b`; `object` is what `a` accesses, 0: nothing
  // that could be made anew. Of `a` in the goroutine that begins with `begins`; null: in whichever calls it.
  // Calls that pass something else than what is `shared` with that goroutine do not count.
  using Shared = absl::FunctionRef<bool(const Examined& caller, ValueId passed)>;
  bool apart_from(const Point& a, ValueId object, const Edge& go, const Point& b, const Function* begins, Shared shared) const { return apart_from(a, object, go, b, begins, shared, 0); }
  // A goroutine that begins with `begins` may run `f`.
  bool runs_in(const Function* begins, const Function* f) const;
  // Between `from` and `to`, in one body, nothing waits for what the goroutine that begins with `begins` does behind `b`.
  // Nor is the place `made` anew.
  bool unwaited(const Examined& body, ValueId from, ValueId to, const Point& b, const Function* begins, ValueId made) const {
    return unwaited(body, from, to, released_after(b, begins), made);
  }
  // Functions that may run while a goroutine does that `go` has started, in the one that starts it or in its callers: may happen in
  // parallel (Naumovich, Avrunin, Clarke 1999), by the calls that are reached behind the `go` statement without a wait for
  // what the goroutine does at its end. `surely`: no guess leads there (Edge::vague).
  bool during(const Edge& go, const Function* f, bool surely = false) const;
  // The function that has the `go` statement may return while the goroutine runs.
  bool outlives(const Edge& go) const { return meanwhile(go).outlives; }
  // … and so may all that called it, up to callers that are not seen: they may call something else meanwhile.
  bool outlives_calls(const Edge& go) const { return meanwhile(go).unseen; }
  // It is over, by what it signals last, on each way to that point of the function that starts it.
  bool over(const Edge& go, ValueId before) const { return !unwaited(*go.caller, go.at, before, last_signals(go)); }
  // Some way leads from behind `from` to `to`.
  bool leads(const Examined& body, ValueId from, ValueId to) const { return unwaited(body, from, to, std::vector<Signal>{}); }
  // In place of where a goroutine begins: whoever is none of those that the program starts, i.e. main, callers that are not seen, handlers.
  static const Function* callers();
  // `a` signals something behind it for which `b` has waited. `begins`: the bodies in which the goroutines of both begin, callers(), or null if it is not
  // known who is there. Signals by the atomic variable `except` do not count.
  bool signalled(const Point& a, const Function* a_begins, const Point& b, const Function* b_begins, const void* except) const;

 private:
  const std::vector<Signal>& signals(const Examined& body) const { return signals_.of(body); }
  bool apart_from(const Point& a, ValueId object, const Edge& go, const Point& b, const Function* begins, Shared shared, int depth) const;
  const std::vector<Signal>& released_after(const Point& b, const Function* begins) const;
  std::vector<Signal> released_after(const Point& b, const Function* begins, int depth) const;
  // The body comes back to `at`, for the same object, behind the send or atomic store that `s` is, and waits for nothing on the way.
  bool done_again(const Examined& body, const Signal& s, ValueId at) const;
  const std::vector<Signal>& released_by(const Examined& body, int depth) const;
  const std::vector<Signal>& closed_by(const Examined& body, int depth) const;
  void relayed(const Point& b, std::vector<Signal>& out) const;
  bool tells_alone(const Function& home, const Signal& s, const Examined& by) const;
  std::vector<Signal> waited_before(const Point& b, const Function* begins, int depth) const;
  // The same around all calls of the function.
  using Around = absl::node_hash_map<std::pair<const Function*, const Function*>, std::vector<Signal>>;
  template <class One>
  const std::vector<Signal>& around_calls(Around& known, const Function* f, const Function* begins, One one) const;
  // A path leads from behind `from` to `to` on which no signal of `stops` is waited for.
  bool unwaited(const Examined& body, ValueId from, ValueId to, const std::vector<Signal>& stops, ValueId made = {}) const;
  bool may_wait(const Examined& body, ValueId from, const std::vector<Signal>& stops) const;
  // What helpers that the body calls wait for, at the calls; as if they always waited.
  const std::vector<Signal>& waits_of_helpers(const Examined& body) const;

  const CallGraph& graph_;
  const Origins& origins_;
  Signals signals_;
  // All calls that lead to it begin with `go` statements.
  bool only_in_goroutines(const Function* f, int depth) const;
  mutable Around released_, waited_;
  mutable absl::flat_hash_map<const Function*, bool> only_in_goroutines_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<std::vector<Signal>>> helpers_;
  mutable absl::node_hash_map<std::tuple<const Examined*, uint32_t, bool, const Function*>, std::vector<Signal>> waits_, tells_;  // of points
  mutable absl::flat_hash_map<std::pair<const Function*, int>, std::unique_ptr<std::vector<Signal>>> released_by_, closed_by_;  // by depth
  // The object, if it is another one each time that the body comes there; what is only taken out of something is not.
  ValueId made_there(const Examined& body, ValueId object) const;
  using Bodies = std::vector<bool>;  // by number
  mutable absl::flat_hash_map<const Function*, Bodies> within_;
  struct During {
    Bodies all, sure;
    bool outlives = false, unseen = false;
  };
  const During& meanwhile(const Edge& go) const;
  const std::vector<Signal>& last_signals(const Edge& go) const;
  mutable absl::node_hash_map<const Edge*, During> during_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<std::vector<Signal>>> last_signals_;
};

}  // namespace ptrsafe::concurrency
