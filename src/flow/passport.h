// Passport: what a program does with one map that holds pointers, as `ptrsafe maps` shows it and later features read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow/package_flow.h"
#include "types/map_memory.h"
#include "types/sizes.h"

namespace ptrsafe::flow {

enum class MapKind : uint8_t { Global, Field, Local, Captured };
enum class Lifetime : uint8_t { Program, Object, Scope, Goroutine };
const char* name_of(MapKind k);
const char* name_of(Lifetime l);

// Something that flows into the map as a value.
struct ValueSite {
  Pos at;
  std::string expression;
  // Where the object lies that is pointed to: "heap", "static" (a package-level variable, a function), "" if the value
  // is no pointer or it is not known. Never the stack: the compiler lets whatever is stored in a map escape
  // (cmd/compile/internal/escape: an assignment to m[k] flows to the heap).
  std::string storage;
  int64_t bytes = -1;       // of that object; -1: not known
  bool may_be_nil = false;
  const Node* node = nullptr;  // the expression
};

struct PassportAccess {
  Pos at;
  std::string function;           // that contains it
  std::string key;                // as written; empty if there is none
  std::string guard;              // of lookups: what is done about an absent key: "ok", "nil test", "present", "none", …
  std::vector<std::string> locks; // held in that function: "c.mu", "c.mu (read)"
};

struct Passport {
  std::string type;
  std::string name;               // "items"; "items[...]" for the maps in it
  std::string owner;              // the struct type, package or function that has it
  Pos declared;
  MapKind kind = MapKind::Local;
  Lifetime lifetime = Lifetime::Scope;
  std::vector<std::pair<Pos, std::string>> made;
  std::vector<ValueSite> values;
  std::vector<PassportAccess> inserts, lookups, ranges, deletes, replaced, decoded, escapes;
  std::string guard;              // the lock that is held at each access after construction; empty: none
  bool by_caller = false;         // accesses after construction run in whatever goroutine calls them …
  std::vector<Pos> started;       // … and in those that these `go` statements start
  std::string bounded;            // what keeps it from growing; empty: nothing that is seen
  int64_t element_bytes = -1;     // of one value
  int64_t traced_words = -1;      // pointers in one entry that the collector follows
  std::optional<MapMemory> memory;  // none: it depends on type parameters, or the map is a sync.Map
  bool in_test = false;           // declared in a _test.go file
  std::vector<std::string> configurations;  // of --matrix: those in which it is so
};

// The passports of all maps of `packages` whose keys or values hold pointers, in order of declaration. Positions are physical. `go_minor`: of the
// toolchain.
std::vector<Passport> passports(const ProgramFlow& program, const std::vector<const Package*>& packages, Sizes sizes, int go_minor);

}  // namespace ptrsafe::flow
