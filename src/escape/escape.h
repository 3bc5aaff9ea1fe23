// The escape analysis: which variables and objects live on the stack and which on the heap, as Go's compiler decides (cmd/compile/internal/escape,
// without the inliner: as under -gcflags=-l).
//
// Packages are analysed in the order of their imports, in each the functions bottom-up by strongly connected components of who names whom; what
// parameters leak is summarised (Leaks) and used by callers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "build/program.h"
#include "types/package.h"

namespace ptrsafe::escape {

struct Decision {
  Pos pos;
  std::string text;               // in the compiler's words
  std::vector<std::string> why;   // the chain of flow, if asked for
};

struct PackageDecisions {
  const Package* package = nullptr;
  std::vector<Decision> decisions;  // by file, line, column, text; each once
};

struct EscapeOptions {
  bool why = false;
};

class Summaries;

// Of the named packages, in their order. All bodies, those of dependencies too, have been type-checked; or, where `known` has the summaries of
// all dependencies, those of generic functions. What is found out about dependencies goes to `known`.
std::vector<PackageDecisions> analyse_escapes(const build::Program& program, const EscapeOptions& options, const Summaries& known, Pool& pool);

// True if nothing needs to be known about bodies of dependencies, but for generic ones.
bool dependencies_known(const build::Program& program, const Summaries& known);

}  // namespace ptrsafe::escape
