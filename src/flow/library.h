// What functions of libraries do with the pointers and functions that they are given: facts about the standard library
// and golang.org/x/sync, and a guess by name for the rest.
#pragma once

#include "types/object.h"

namespace ptrsafe::flow {

enum class Keeps : uint8_t {
  Nothing,       // as far as we know
  Later,         // a function argument is called later, or a pointer used later
  InReceiver,    // arguments are stored in what the first operand refers to
  MapEntry,      // likewise, as (key, value)
  InResult,      // the result refers to the arguments
};
Keeps library_keeps(const Func* f);

// The function runs its last argument in a goroutine: sync.WaitGroup.Go, time.AfterFunc, errgroup's.
bool starts_goroutine(const Func* f);
// A field of the standard library whose function servers and clients call in the goroutines of their connections and requests.
bool called_in_parallel(const Var* field);
// testing's ways to run what they are given in parallel: subtests that call Parallel, and RunParallel. Whoever calls them goes on before or after.
enum class TestRun : uint8_t { None, Sub, Parallel };
TestRun test_run(const Func* f);

// The function runs what it is given at most once, before any of its calls return: sync.Once and the like.
bool runs_once(const Func* f);

// Whether a call may change what an argument (or its receiver) points to, judged by name: Decode, Unmarshal, Scan, ….
bool library_writes(const Func* f, bool receiver);

// A function of a module whose package imports reflect: it may make the maps in an object that it is given (`defaults.Set(&c)`).
bool may_reflect(const Func* f);

// The packages that implement goroutines, memory, locks, atomics and reflection: they have other means (stopped worlds, pinned processors, memory
// that is not collected) and are not judged by the rules for those who use them.
bool implements_runtime(std::string_view path);

// "pkg/path" and "Type" (empty for functions) of a declared function or method; instances as their origin.
std::string_view package_path(const Func* f);
std::string_view receiver_type(const Func* f);
// A method that returns what it is called on, as builders have: it keeps what it is given, and calls it later.
bool builds(const Func* f);
bool is_method(const Func* f, std::string_view path, std::string_view type, std::string_view name);

}  // namespace ptrsafe::flow
