// UnsafePointers: who reads and writes the unsafe.Pointer variables of a program, and which of these accesses nothing guards.
//
// Lock sets and contexts, as in RacerD (Blackshear, Gorogiannis, O'Hearn, Sergey 2018): two accesses to one variable, one a write,
// are a race if the program is seen to run them in parallel, or if one of them is guarded (an atomic operation, a lock) and the other
// is not: who guards it knows of other goroutines. A field is shared if a `go` statement gives the goroutine an object of its type, or
// a handler is a method of it. Variables are package-level variables and fields by declaration; locals that a
// goroutine shares with the function that starts it.
// Left out: accesses of who makes the object; under sync.Once; behind a receive or Wait; before the goroutine is started; elements of
// arrays in objects that one function has for itself; objects that no caller shares.
#pragma once

#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/contexts.h"
#include "flow/held_locks.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct PointerAccess {
  const Examined* body;
  ValueId at;
  bool write;
  bool atomic;
  bool locked;    // here or by all callers
  bool guarded;   // by a lock of the same object, or of the package for its variables
  const Named* owner;  // of a field: the type of the object; null for variables
  bool excused;   // ordered by what the comment above names
  std::vector<HeldLock> locks;  // taken in the body
};

struct PointerRace {
  const PointerAccess* access;
  const PointerAccess* other;
  bool parallel;  // both are seen to run at once; else the other one's guard says so
  const Start* start;        // of the goroutine of the access; null: a handler's, or a caller's
  const Start* other_start;
};

class UnsafePointers {
 public:
  UnsafePointers(const ProgramFlow& program, const std::vector<const Package*>& packages);
  // The unguarded accesses of the package's bodies, in order, with one that they race with.
  // `apart`: the two bodies are known never to run at once.
  std::vector<PointerRace> races(const PackageFlow& package, const std::function<bool(const Examined&, const Examined&)>& apart) const;

 private:
  void read(const Examined& body);
  const Var* place(const Examined& body, ValueId address) const;
  bool called_locked(const Examined& body) const;
  bool excused(const Examined& body, ValueId at, ValueId address, bool write) const;
  bool shared(const Var& variable, const PointerAccess& a, const PointerAccess& b) const;
  bool given(const ContextsOf& c, const Named* owner) const;
  bool ordered(const PointerAccess& a, const PointerAccess& b) const;

  const ProgramFlow& program_;
  absl::flat_hash_map<const Var*, std::vector<PointerAccess>> accesses_;
};

// Some body of the package (tests apart) reads or writes an unsafe.Pointer variable: others have no part in races. A package that does not
// import unsafe is not looked at: it can have none but by way of another's.
bool uses_unsafe_pointers(const PackageFlow& package);

}  // namespace ptrsafe::flow
