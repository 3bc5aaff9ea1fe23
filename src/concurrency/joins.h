// Joins: what is given an object and is done with it: goroutines that are waited for where the object is made, or in the helper that
// starts them, and function values that nobody calls any more.
//
// A constructor that fills its object in goroutines, waits for them, and only then lets others have it, is as good as one that does it
// itself. Ends of goroutines are what they signal last on every way (Order); function values are followed into the helpers that get them.
#pragma once

#include <tuple>

#include "concurrency/order.h"
#include "concurrency/origins.h"

namespace ptrsafe::concurrency {

class Joins {
 public:
  Joins(const CallGraph& graph, const Origins& origins, const Order& order) : graph_(graph), origins_(origins), order_(order) {}

  // Whoever got something by that instruction (a `go` statement, a literal, a bound method, a call) is done on each way from there to `before`.
  bool over(const Examined& body, ValueId publication, ValueId before) const { return over(body, publication, before, 0); }
  // … and to each return of the body.
  bool over_at_returns(const Examined& body, ValueId publication) const { return over_at_returns(body, publication, 0); }
  // The calls of the body while which alone the function value that is made there runs; none if it may run at other times.
  std::vector<ValueId> calls_around(const Examined& body, ValueId made) const;
  // The goroutine, in which the body has the object, is over before anybody has the object but who makes it.
  bool within_making(const Edge& go, const Examined& body, ValueId object) const;

 private:
  bool over(const Examined& body, ValueId publication, ValueId before, int depth) const;
  bool over_at_returns(const Examined& body, ValueId publication, int depth) const;
  bool stays(const Examined& body, ValueId function, int depth) const;
  bool handed_on(const Examined& body, ValueId call, ValueId function, int depth) const;
  bool inside(const Edge& go, const Examined& body, ValueId object, int depth) const;
  bool outside(const Examined& body, ValueId object, ValueId at, int depth) const;
  bool made_around(const Examined& body, ValueId object, ValueId at) const;
  bool find_over_at_returns(const Examined& body, ValueId publication, int depth) const;
  bool find_stays(const Examined& body, ValueId function, int depth) const;
  bool find_outside(const Examined& body, ValueId object, ValueId at, int depth) const;
  // What was asked, how deep, and the answer: helpers that hand something to each other have as many ways as products of their calls.
  using Answers = absl::flat_hash_map<std::tuple<const Examined*, uint32_t, uint32_t, int>, bool>;
  template <class Find>
  static bool once(Answers& answers, const Examined& body, ValueId v, ValueId at, int depth, Find find);

  const CallGraph& graph_;
  const Origins& origins_;
  const Order& order_;
  mutable absl::flat_hash_map<std::tuple<const Edge*, const Function*, uint32_t>, bool> within_making_;
  mutable Answers over_at_returns_, stays_, outside_;
};

}  // namespace ptrsafe::concurrency
