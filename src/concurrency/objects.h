// Objects: which variables, arrays, maps and channels a value leads to, by where they are made, and by which fields and elements.
//
// Inclusion constraints (Andersen 1994) asked on demand (Heintze, Tardieu, "Demand-Driven Pointer Analysis", 2001), with fields apart and
// elements as intervals of indices. What a store leaves in an object is found by the stores that were resolved in the round before.
// Bounded in depth and number; what is not known leads nowhere. Only the races of any variable ask it: rules go by declarations (places.h).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "concurrency/call_graph.h"

namespace ptrsafe::concurrency {

// A field, or the elements with an index in [low, high).
struct Step {
  static constexpr int64_t kEnd = INT64_MAX;
  int64_t low;
  int64_t high;  // kField: `low` is the number of a field
  static constexpr int64_t kField = -1;
  bool field() const { return high == kField; }
  friend bool operator==(const Step&, const Step&) = default;
};
using Steps = std::vector<Step>;

// One is the other, or a part of it.
bool overlap(const Steps& a, const Steps& b);

struct Spot {
  const Function* in;  // the body that makes the object
  ValueId made;        // Alloc, MakeSlice, MakeMap, ArrayLit, MakeChan, append, a conversion, or a call that gives it
  Steps steps;         // of a slice: those of its array and its window
  ValueId index{};     // of an element whose number is not known: the number, in the body that was asked
};

class Objects {
 public:
  explicit Objects(const CallGraph& graph);

  // Where the address, slice, map or channel leads; at most kMost.
  static constexpr size_t kMost = 6;
  const std::vector<Spot>& of(const Examined& body, ValueId v) const { return find(body, v, 0); }

 private:
  struct Left {  // what a store leaves behind
    Steps steps;
    const Examined* body;
    ValueId value;
  };
  using Key = std::pair<const Function*, uint32_t>;
  const std::vector<Spot>& find(const Examined& body, ValueId v, int depth) const;
  void follow(const Examined& body, ValueId v, int depth, std::vector<Spot>& out) const;
  // What the variable or element at the spot holds.
  void content(const Spot& s, int depth, std::vector<Spot>& out) const;
  // The part of a struct or array value at those steps.
  void part(const Examined& body, ValueId value, const Steps& steps, size_t from, int depth, std::vector<Spot>& out) const;
  void result(const Examined& body, ValueId call, uint32_t number, int depth, std::vector<Spot>& out) const;
  void index_stores();

  const CallGraph& graph_;
  absl::flat_hash_map<Key, std::vector<Left>> left_;
  mutable absl::flat_hash_map<Key, std::unique_ptr<std::vector<Spot>>> known_;
};

// The value of a constant integer.
bool constant_int(const Examined& body, ValueId v, int64_t* out);

}  // namespace ptrsafe::concurrency
