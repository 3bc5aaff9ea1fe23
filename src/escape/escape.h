// The escape analysis: which variables and objects live on the stack and which on the heap, as Go's compiler decides (cmd/compile/internal/escape,
// without the inliner: as under -gcflags=-l).
//
// Packages are analysed in the order of their imports, in each the functions bottom-up by strongly connected components of who names whom; what
// parameters leak is summarised (Leaks) and used by callers.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/pool.h"
#include "build/program.h"
#include "types/package.h"

namespace ptrsafe::escape {

// One step of a flow.
struct Step {
  Pos pos;                        // may be none
  std::string text;
};

struct Decision {
  // What it is about: a variable, an object that is written (new, make, append, &T{…}, literals, conversions, strings put together, bound
  // methods), one that is made by the way (boxes of interfaces, slices of variadic arguments), or what becomes of a parameter's value.
  enum About : uint8_t { Variable, Object, Temporary, Parameter };

  Pos pos;
  std::string text;               // in the compiler's words
  std::vector<Step> why;          // the chain of flow, if asked for
  About about = Variable;
  bool heap = false;
  bool in_map = false;            // a map, or its address (a parameter: its value) becomes a key or value of one, or a part of those
  int64_t bytes = -1;             // of the variable or object; -1: not known
  bool allocates = true;          // false: a box of a constant, of one byte or of none, for which there is read-only data whatever is decided
};

struct PackageDecisions {
  const Package* package = nullptr;
  std::vector<Decision> decisions;  // by file, line, column, text; each once
};

struct EscapeOptions {
  bool why = false;
  // Variables that stay on the stack, too, of which the compiler says nothing.
  bool variables = false;
  // Only these packages, if given: what is passed to functions of others is taken to escape.
  const std::set<const Package*>* only = nullptr;
};

class Summaries;

// Of the named packages, in their order. All bodies, those of dependencies too (unless `only` leaves them out), have been type-checked; or, where
// `known` has the summaries of all dependencies, those of generic functions. What is found out about packages goes to `known`, if given.
std::vector<PackageDecisions> analyse_escapes(const build::Program& program, const EscapeOptions& options, Pool& pool, const Summaries* known = nullptr);

// True if nothing needs to be known about bodies of dependencies, but for generic ones.
bool dependencies_known(const build::Program& program, const Summaries& known);

// Where messages about an expression stand.
Pos message_pos(const ptrsafe::Node* e);

}  // namespace ptrsafe::escape
