// Origins: where a map or a pointer comes from, through helpers, parameters and slices: which variable holds it, or which map,
// sync.Map or atomic pointer it was taken out of; and whether whoever has it is the only one.
//
// Backwards over SSA, and over calls by their returns; what a parameter is, its callers say (demand-driven, as in Heintze and Tardieu,
// "Demand-Driven Pointer Analysis", 2001), to a bounded depth. Ownership as in RacerD: a new object is its maker's until it is stored
// where others can find it, sent, or given to a goroutine.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "concurrency/call_graph.h"
#include "concurrency/places.h"

namespace ptrsafe::concurrency {

struct Origin {
  enum Kind : uint8_t { Variable, Element, Parameter, Made } kind;
  Place place;        // Variable: what holds it; Element: what holds the container; objects in the body that was asked, or 0
  size_t number = 0;  // of the parameter
  // Where it was taken out of the container, or made (maps and channels), and in which body.
  const Examined* body = nullptr;
  ValueId at;
};

class Origins {
 public:
  // Whether whoever got something at the one instruction of a body is done with it before the other one (see Joins).
  using Over = std::function<bool(const Examined&, ValueId publication, ValueId before)>;
  explicit Origins(const CallGraph& graph, Over over = {}) : graph_(graph), over_(std::move(over)) {}

  // At most kMost; in the order of the program's text. Empty: not known.
  static constexpr size_t kMost = 4;
  std::vector<Origin> of(const Examined& body, ValueId v) const { return find(body, v, 0); }
  // … before the instruction: an entry that is deleted behind it is still there.
  std::vector<Origin> of(const Examined& body, ValueId v, ValueId before) const { return find(body, v, 0, before); }
  // Likewise of the elements of a slice, map or channel.
  std::vector<Origin> of_elements(const Examined& body, ValueId v) const { return elements(body, v, 0); }
  // Parameters are replaced by what callers pass.
  std::vector<Origin> through_callers(const Examined& body, ValueId v) const { return through_callers(body, v, 0); }

  // Where the object of the body is given to others: to goroutines, to what lasts.
  std::span<const ValueId> given_at(const Examined& body, ValueId v) const {
    const Publications& all = publications(body);
    auto it = all.find(same(body, v).v);
    return it == all.end() ? std::span<const ValueId>() : it->second;
  }

  // Nobody else can have `v` just before `at`.
  bool owned(const Examined& body, ValueId v, ValueId at) const { return owned(body, v, at, 0); }
  // Every caller owns what it passes, and all are seen.
  bool owned_parameter(const Examined& body, size_t n) const { return owned_parameter(body, n, 0); }
  // The caller owns what it passes as receiver: what it holds and where it runs is no matter.
  bool owned_receiver(const Edge& e) const;
  // The new object `v` is returned, or stored where others than its goroutines find it.
  bool given_out(const Examined& body, ValueId v) const;
  // The variable of the atomic that the new object `v` was stored in before `at`; null if it was not.
  const Var* published_by_atomic(const Examined& body, ValueId v, ValueId at) const;
  // The struct value `v` is a copy that has been given a new object of its own in the field.
  bool own_part(const Examined& body, ValueId v, const Var* field) const { return own_part(body, v, field, 0); }
  // `v` is a new object, made in the body or by a function that it calls.
  bool fresh(const Examined& body, ValueId v) const;

 private:
  std::vector<Origin> through_callers(const Examined& body, ValueId v, int depth) const;
  ValueId as_caller_names(const Examined& body, const Edge& e, ValueId v) const;
  using Stores = std::vector<std::pair<const Examined*, ValueId>>;
  const Stores& stores_in(const Var* captured) const;
  const std::vector<Origin>& entries_in(const Var* captured, int depth) const;
  std::vector<Origin> find(const Examined& body, ValueId v, int depth, ValueId before = {}) const;
  std::vector<Origin> in_result(const Examined& body, ValueId v, uint32_t field, int depth) const;
  std::vector<Origin> given_by_library(const Examined& literal, size_t parameter, int depth) const;
  std::vector<Origin> elements(const Examined& body, ValueId v, int depth) const;
  std::vector<Origin> find_in(const Examined& body, ValueId v, int depth, ValueId before) const;
  std::vector<Origin> elements_in(const Examined& body, ValueId v, int depth) const;
  template <class Find>
  std::vector<Origin> once(const Examined& body, ValueId v, int depth, ValueId before, bool element, Find find) const;
  std::span<const ValueId> stores_of_new(const Examined& body) const;
  std::vector<Origin> of_result(const Examined& body, ValueId call, uint32_t number, bool element, int depth) const;
  const std::vector<Origin>& returned(const Examined& body, uint32_t number, bool element, int depth) const;
  bool owned(const Examined& body, ValueId v, ValueId at, int depth) const;
  bool owned_parameter(const Examined& body, size_t n, int depth) const;
  bool own_part(const Examined& body, ValueId v, const Var* field, int depth) const;
  bool owned_capture(const Examined& literal, size_t n, int depth) const;
  bool owned_option(const Function& literal, size_t n, int depth) const;
  using Publications = absl::flat_hash_map<uint32_t, std::vector<ValueId>>;  // by object
  const Publications& publications(const Examined& body) const;
  bool swapped_out(const Examined& body, ValueId load) const;
  bool removed(const Examined& body, ValueId map, ValueId key, ValueId before) const;
  bool published(const Examined& body, ValueId object, ValueId before) const;
  bool gives_fresh(const Examined& body, uint32_t result, int depth) const;
  bool all_give_fresh(const Examined& body, ValueId invoke, uint32_t result) const;
  const Examined* only_callee(const Examined& body, ValueId call) const;

  const CallGraph& graph_;
  Over over_;
  mutable bool stores_known_ = false, value_calls_known_ = false;
  mutable absl::flat_hash_map<const Named*, Stores> value_calls_;  // of function values, by type
  mutable absl::flat_hash_map<const Var*, Stores> stores_;
  // What is found once for all, and null as long as it is looked for.
  struct Known {
    std::unique_ptr<std::vector<Origin>> all;
    bool whole = false;
  };
  const std::vector<Origin>& so_far(const Known& k) const;
  mutable absl::flat_hash_map<const Var*, Known> entries_;
  mutable absl::flat_hash_map<std::pair<const Function*, uint32_t>, Known> returned_;
  // Answers that took many steps, by what was asked and how deep: where values lead to each other in many ways, there are as many ways as products
  // of their numbers. What was cut short because it is being looked for further up holds for that question only.
  struct Answer {
    std::vector<Origin> all;
    uint64_t question = 0;  // 0: for all
  };
  mutable absl::flat_hash_map<std::tuple<const Examined*, uint32_t, uint32_t, uint8_t, bool>, Answer> answers_;
  mutable uint64_t steps_ = 0, question_ = 0, cuts_ = 0;
  mutable int within_ = 0;
  mutable absl::flat_hash_map<const Function*, std::vector<ValueId>> new_stores_;
  mutable absl::flat_hash_map<std::pair<const Function*, size_t>, uint8_t> owned_parameters_;
  mutable absl::flat_hash_map<std::tuple<const Examined*, uint32_t, const Examined*>, bool> owned_receivers_;
  mutable absl::flat_hash_map<std::pair<const Function*, uint32_t>, uint8_t> fresh_results_;
  mutable absl::flat_hash_map<const Function*, std::unique_ptr<Publications>> publications_;
};

}  // namespace ptrsafe::concurrency
