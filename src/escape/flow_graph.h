// FlowGraph: where pointers flow, for one batch of functions that call each other. A node (a place) is a variable or an object that an
// expression makes; an edge says that a place's value flows to another one, after so many dereferences (−1: its address does).
//
// Insensitive to flow, path, context and to parts of a variable, as in "Escape Analysis in Go" (cmd/compile/internal/escape) and the points-to
// analyses it descends from (Steensgaard's and Andersen's, with weights in place of types). A place escapes if its address reaches one that
// outlives it: solve() finds the least numbers of dereferences from each place to all that flow to it, and marks until nothing changes.
#pragma once

#include <cstdint>
#include <vector>

#include "escape/callable.h"

namespace ptrsafe::escape {

// Where a value goes that is being evaluated: into `place`, after `derefs` dereferences (−1: its address).
struct Target {
  int32_t place;
  int32_t derefs = 0;
  bool addresses = false;  // the operand's address is taken on the way
  bool map = false;        // the place is the heap, by way of a map: a key or a value of one
  const char* why = nullptr;
  const Node* where = nullptr;

  Target shifted(int by) const {
    Target t = *this;
    t.derefs += by;
    t.addresses = by < 0;
    return t;
  }
  Target noted(const Node* n, const char* reason) const {
    Target t = *this;
    t.where = n;
    t.why = reason;
    return t;
  }
  Target of_map() const {
    Target t = *this;
    t.map = true;
    return t;
  }
};

class FlowGraph {
 public:
  // Places that every graph has.
  static constexpr int32_t kHeap = 0, kMutator = 1, kCallee = 2, kNowhere = 3;
  enum Mark : uint8_t {
    Escapes = 1,   // must be on the heap
    Persists = 2,  // outlives its statement
    Mutates = 4,   // what it points to may be written to
    Calls = 8,     // functions that it holds may be called without their results being followed
  };

  struct Place {
    Node* node = nullptr;    // the expression that makes the object; null for variables and places of the analysis itself
    Local* local = nullptr;
    Callable* in = nullptr;
    int32_t first_edge = -1;
    int32_t loop_depth = 1;
    uint8_t marks = 0;
    bool captured = false, reassigned = false, address_taken = false;
    int32_t parameter = -1;  // index into the function's parameters
    int32_t result = -1;     // index into its results
    Leaks leaks;             // of parameters
    bool in_map = false;     // its address is a key or value of a map, or in one
    int32_t map_derefs = -1; // its value is, after so many dereferences; -1: no
    // While solving.
    int32_t derefs = 0;
    uint32_t seen = 0, queued = 0;
    int32_t to = -1;         // the next place on the way to the root
    int32_t by = -1;         // the edge taken
    bool waiting = false;
  };
  struct Edge {
    int32_t from;
    int32_t next;
    int32_t derefs;
    const char* why;
    const Node* where;
    bool map = false;
  };

  FlowGraph();
  int32_t add(Callable* in, Node* node, Local* local, int32_t loop_depth, bool persists);
  void flow(const Target& to, int32_t from);
  void solve();
  // What flows into maps: sets Place::in_map and map_derefs.
  void find_map_values();

  Place& operator[](int32_t i) { return places_[static_cast<size_t>(i)]; }
  std::vector<Place>& places() { return places_; }
  const std::vector<Edge>& edges() const { return edges_; }

  // Asked for, for each place that escapes or parameter that leaks first: the chain of flow.
  bool explain = false;
  struct Step {
    int32_t to, from, edge;
  };
  std::vector<std::vector<Step>> chains;  // by place

 private:
  void walk(int32_t root);
  bool outlives(const Place& l, const Place& other) const;
  void leak(Place& parameter, const Place& sink, int32_t derefs);
  void enqueue(int32_t place);
  void record_chain(int32_t root, int32_t place);

  std::vector<Place> places_;
  std::vector<Edge> edges_;
  std::vector<int32_t> todo_front_, todo_back_;
  size_t back_head_ = 0;
  std::vector<int32_t> line_;
  uint32_t generation_ = 0;
};

}  // namespace ptrsafe::escape
