// Sharing: which objects two contexts have in common.
//
// What a `go` statement gives its goroutine (arguments, captured variables, a bound receiver), followed along the calls that both
// sides make: a parameter is a slot of the set if its argument leads out of a slot by fields, elements and loads. A part of the
// points-to question only, by the paths of the text (compare access paths of RacerD); an object that goes another way is not
// seen to be shared. What package-level variables lead to is everybody's: root() tells.
#pragma once

#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "concurrency/contexts.h"
#include "concurrency/order.h"
#include "concurrency/origins.h"

namespace ptrsafe::concurrency {

class Sharing {
 public:
  // `stays`: whether nobody calls the function value that is made there any more when the body returns (see Joins).
  using Stays = std::function<bool(const Examined&, ValueId made)>;
  Sharing(const CallGraph& graph, const Origins& origins, const Order& order, Stays stays) : graph_(graph), origins_(origins), order_(order), stays_(std::move(stays)) {}

  // What leads to the object in the body has been given to the goroutine by `go`: within it, …
  bool inside(const Edge& go, const Examined& body, ValueId object) const;
  // The same, of one of the values that it is given.
  bool inside(const Edge& go, ValueId given, const Examined& body, ValueId object) const;
  // … or in the function that starts it, what that calls, and what called it.
  bool outside(const Edge& go, const Examined& body, ValueId object) const;
  // Likewise, of one of the values that it is given.
  bool outside(const Edge& go, ValueId given, const Examined& body, ValueId object) const;
  // The same, for certain calls only: another caller of what the starter calls may have another object.
  bool given_from(const Edge& go, const Examined& body, ValueId object) const;
  // It leads out of the receiver of a handler, or of what the handler has captured.
  bool served(const Function* handler, const Examined& body, ValueId object) const;
  // It leads out of the receiver of a method that unseen callers may call.
  bool open(const Examined& body, ValueId object) const;
  // Where a goroutine begins: with what `go` starts, or with a handler; neither: any.
  struct In {
    const Edge* go = nullptr;
    const Function* handler = nullptr;
    const Function* begins() const { return go ? &go->callee->function : handler; }
  };
  // Where the way to the object begins, in the body or in what calls it in that goroutine.
  struct Root {
    // A package-level variable; of a handler, what it has captured, or the type of its receiver; or the function that makes the object,
    // with the number of the instruction. Null: none is seen.
    const void* of = nullptr;
    uint32_t made = 0;
    const Named* type = nullptr;  // of an object that is made, and of receivers
    bool global = false;          // it is a package-level variable
    bool one = false;             // one object for all: by fields and pointers only, none of which is replaced
    bool common = false;          // it is bound to a function that was made elsewhere, and which all that run there share
    // That a handler's receiver is the object of its type that is made, is taken for granted.
    bool is(const Root& o) const { return (of == o.of && made == o.made) || (type && type == o.type && (made == 0) != (o.made == 0)); }
  };
  Root root(In in, const Examined& body, ValueId object) const { return root(in, body, object, 0); }

 private:
  Root root(In in, const Examined& body, ValueId object, int depth) const;
  bool one_of(const Examined& body, ValueId object, ValueId slot) const;
  bool replaced(const Var* field) const;
  // A slot of a body, and the slots that what it leads to goes to: `down` those of what the body calls and makes, `up` of its callers.
  struct Slot {
    const Examined* body;
    ValueId value;
    std::vector<uint32_t> down, up;
    bool up_known = false;
    uint32_t seen = 0;  // by which round of spread(), or of open_slot()
    enum : uint8_t { Unknown, No, Yes } open = Unknown;  // it leads out of what unseen callers give
  };
  using Slots = absl::flat_hash_set<uint32_t>;
  using Work = std::vector<uint32_t>;
  uint32_t slot(const Examined& body, ValueId v) const;
  void taken_by_helper(const Examined& body, ValueId v, absl::FunctionRef<void(ValueId object)> found) const;
  void find_down(const Examined& body) const;
  void find_up(uint32_t slot) const;
  // Where what a `go` statement gives begins in the goroutine, with the value that it is for who starts it.
  struct Seed {
    const Examined* body;
    ValueId slot, given;
  };
  std::vector<Seed> seeds(const Edge& go) const;
  void spread(Work work, bool up, Slots& out) const;
  void captured_by(const Function& literal, Work& work) const;
  Work sources(uint32_t slot) const;
  bool given_by_unseen(const Slot& s) const;
  bool open_slot(uint32_t slot) const;
  using Contains = absl::FunctionRef<bool(const Examined& body, ValueId slot)>;
  bool in(Contains contains, const Examined& body, ValueId object, int depth = 0) const;
  bool in(const Slots& slots, const Examined& body, ValueId object) const;
  bool contains(const Slots& slots, const Examined& body, ValueId v) const;
  const std::vector<ValueId>& returned(const Examined& body) const;

  const CallGraph& graph_;
  const Origins& origins_;
  const Order& order_;
  Stays stays_;
  mutable absl::flat_hash_map<std::tuple<const Edge*, const Function*, const Function*, uint32_t>, Root> roots_;  // of parameters and captured variables
  mutable absl::flat_hash_set<const Var*> replaced_;  // pointers in fields, where others may have the object
  mutable bool replaced_known_ = false;
  mutable std::vector<Slot> slots_;
  static uint64_t key(const Examined& body, ValueId v) { return uint64_t{body.function.number} << 32 | v.v; }
  mutable absl::flat_hash_map<uint64_t, uint32_t> numbers_;  // of slots
  mutable std::vector<bool> down_known_;                     // by number in bodies()
  mutable absl::flat_hash_map<const Function*, std::vector<ValueId>> returned_;
  mutable uint32_t round_ = 0;
  mutable absl::flat_hash_map<const Edge*, Slots> inside_, outside_, given_from_;
  mutable absl::flat_hash_map<std::pair<const Edge*, uint32_t>, Slots> of_given_, outside_given_;
  mutable absl::flat_hash_map<const Function*, Slots> served_;
};

// What a `go` statement gives its goroutine, in the body of the statement.
std::vector<ValueId> given_values(const Edge& go);
// Where a captured variable is in the literal; none if it is not used.
ValueId free_var(const Function& f, size_t n);

}  // namespace ptrsafe::concurrency
