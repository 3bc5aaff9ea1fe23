// Callable: a function with a body or a summary: declared functions and methods, function literals, and instances of generic ones.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "escape/tree.h"

namespace ptrsafe::escape {

// Where a parameter's value may flow to, as the least number of dereferences on the way (none: it does not flow there). What is tagged
// to parameters in export data ("Escape Analysis" in the compiler's source, escape/leaks.go).
class Leaks {
 public:
  static constexpr int kResults = 5;  // results that are told apart; what flows to a later one flows to the heap
  enum Sink : uint8_t { Heap, Mutator, Callee, Map /* the heap, too */, Result0 };

  int get(int sink) const { return derefs_[static_cast<size_t>(sink)] - 1; }  // -1: no flow
  int result(int i) const { return get(Result0 + i); }
  void add(int sink, int derefs);
  // Drops flows that one to the heap with as few dereferences covers; those into maps tell more.
  void simplify();
  std::array<uint8_t, Result0 + kResults>& raw() { return derefs_; }  // for the cache

 private:
  std::array<uint8_t, Result0 + kResults> derefs_{};  // plus one
};

struct Callable {
  const Func* func = nullptr;  // null for literals
  const Package* package = nullptr;
  const FileInfo* file = nullptr;
  Signature* signature = nullptr;  // concrete: type parameters replaced
  std::vector<Ref<Type>> shapes;   // of an instance: what its type parameters stand for
  Callable* parent = nullptr;      // of a literal
  bool has_body = false;
  bool wrapper = false;            // made for `go` or `defer`, or a bound method of an instance
  bool shared_instance = false;    // of a generic function: every package that uses it compiles it
  bool results_lost = false;       // a literal whose calls are not all known
  bool range_body = false;         // the body of a range over a function
  bool inner = false;              // a literal that is analysed with the function around even if it captures nothing
  bool initializer = false;        // initialises the package's variables
  enum Pragma : uint8_t { kNoEscape = 1, kUintptrEscapes = 2, kUintptrKeepAlive = 4 };
  uint8_t pragma = 0;

  // Filled in by lowering, cleared after the analysis.
  std::vector<Local*> params;   // the receiver first
  std::vector<Local*> results;
  std::vector<Local*> locals;   // the others
  std::vector<Local*> captured; // variables of enclosing functions, in order of first use
  std::vector<Callable*> references;  // functions named in it, and in the literals that belong to it
  std::span<Node*> body;
  uint32_t declared = 0;        // parameters, results and locals so far: what temporaries are numbered by

  // After the analysis: one a parameter, the receiver first.
  bool summarised = false;
  bool in_batch = false;
  std::vector<Leaks> leaks;

  // A literal that captures nothing is a function like any other: analysed by itself, before those that name it.
  bool stands_alone() const { return !parent || (captured.empty() && !inner); }
  // True if `this` is a literal within `outer`.
  bool within(const Callable* outer) const {
    for (const Callable* c = parent; c; c = c->parent)
      if (c == outer) return true;
    return false;
  }
};

}  // namespace ptrsafe::escape
