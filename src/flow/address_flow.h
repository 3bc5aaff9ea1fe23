// AddressFlow: where an address goes within one function body: into which values, and out of it by which stores,
// sends, goroutines, closures and calls.
//
// Flow-insensitive over SSA values, as an escape analysis: memory that is made within the scope and is not seen to leave
// it only passes the address on. Callees of the package are followed (callees.h), unknown ones keep nothing.
#pragma once

#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "flow/body.h"

namespace ptrsafe::flow {

class Callees;

// What a value has to do with the address that is followed.
enum Role : uint8_t {
  kIsAddress = 1,  // it points to the object or a part of it, or is a value (struct, function) that contains such a pointer
  kHolds = 2,      // it points to other memory in which the address is stored
};

// A way in which the address leaves.
struct Outlet {
  enum Kind : uint8_t { Stored, MapEntry, MapKey, Sent, Goroutine, Deferred, Carried };
  Kind kind;
  bool direct;        // no other function is involved
  ir::ValueId at;     // the instruction, or the call or closure that leads to it
  ir::ValueId value;  // what leaves there
  ir::ValueId base;   // the object it is stored in: a value of this function, as far back as it can be followed
  ir::ValueId key;    // of a map entry, where known
  const Node* where;  // the syntax of the instruction itself, possibly in another function
  const Node* site;   // where the address is taken: &x, x[:], x.method, function literal; null if that is not in this function
};

// A write to the object.
struct ObjectWrite {
  ir::ValueId at;
  int field;  // the first step of the path from the object's start; -1: none, or not known
  bool direct;
  friend bool operator==(const ObjectWrite& a, const ObjectWrite& b) = default;
};

struct Handling {
  std::vector<Outlet> outlets;
  std::vector<ObjectWrite> writes;
  bool returned = false;
};

class AddressFlow {
 public:
  // Follows `roots`, which are one address. What counts as leaving: getting out of an iteration of the loop `scope`,
  // or out of the call if there is none.
  AddressFlow(const Body& body, Callees& callees, std::span<const ir::ValueId> roots, uint8_t roles,
              LoopId scope = kNoLoop);

  const Handling& result() const { return result_; }
  Handling take() { return std::move(result_); }

 private:
  struct Link {
    ir::ValueId from, via;  // the value it comes from, by which instruction
    friend bool operator==(const Link& a, const Link& b) { return a.from == b.from && a.via == b.via; }
  };
  struct State {
    uint8_t roles = 0;
    absl::InlinedVector<Link, 1> links;  // none for roots
  };

  void add(ir::ValueId v, uint8_t roles, ir::ValueId from, ir::ValueId via);
  void use(ir::ValueId v, uint8_t roles, ir::ValueId user);
  void phi(ir::ValueId v, uint8_t roles, ir::ValueId user);
  void call(ir::ValueId v, uint8_t roles, ir::ValueId user);
  void builtin(ir::ValueId v, uint8_t roles, ir::ValueId user);
  void closure(ir::ValueId v, uint8_t roles, ir::ValueId user);
  // Stores `v` in the memory, map or channel `into`: it leaves, or `into` holds it from now on.
  void put(Outlet::Kind kind, ir::ValueId v, ir::ValueId at, ir::ValueId into, ir::ValueId key = {});
  void leave(Outlet::Kind kind, ir::ValueId v, ir::ValueId at, ir::ValueId base = {}, ir::ValueId key = {});
  // Effects of another function on `v`; `outer` is the value here of a parameter or captured variable there.
  template <class Outer>
  void apply(const Handling& h, const Body& inner, ir::ValueId v, ir::ValueId at, Outer outer);
  void wrote(ir::ValueId v, ir::ValueId at, bool direct);

  bool inside(ir::ValueId v) const;
  bool can_hold(Type* t);
  // The syntax that takes the address which gets into `v`, which `user` uses: appended to `sites`; false if there is none.
  bool find_sites(ir::ValueId v, ir::ValueId user, std::vector<ir::ValueId>& seen, std::vector<const Node*>& sites) const;
  int first_field(ir::ValueId v) const;
  bool passes(ir::ValueId v, ir::ValueId through) const;
  bool waited_for(const Outlet& o) const;
  bool replaced(const Outlet& o) const;
  void filter();

  const Body& body_;
  Callees& callees_;
  LoopId scope_;
  absl::flat_hash_map<uint32_t, State> states_;
  std::vector<ir::ValueId> work_;
  std::vector<Type*> carriers_;  // types of values that have the address
  absl::flat_hash_map<const Type*, bool> holds_;
  size_t holds_for_ = 0;  // number of carriers that holds_ is about
  std::vector<std::pair<ir::ValueId, Outlet>> in_closures_;  // by MakeClosure
  Handling result_;
};

// The objects that the address or reference `v` leads to are all made within an iteration of `scope` (within the call if
// there is none); they are appended to `bases`.
bool made_within(const Body& body, Callees& callees, LoopId scope, ir::ValueId v, std::vector<ir::ValueId>& bases);
bool is_made_within(const Body& body, Callees& callees, ir::ValueId v);
// As far as `v` can be followed back to the object or variable that it is reached from.
ir::ValueId reached_from(const Body& body, ir::ValueId v);

}  // namespace ptrsafe::flow
