// Diagnostic: one error or warning about a Go program, and their order.
#pragma once

#include <string>
#include <vector>

#include "source/source.h"

namespace ptrsafe {

struct Diagnostic {
  Pos pos;              // may be none for errors about files that could not be read
  std::string message;  // continuation lines begin with a tab
  bool soft = false;    // the program's meaning is clear all the same (unused variable, unused import)
  std::string path;     // where `pos` is none: the file or directory meant
};

using Diagnostics = std::vector<Diagnostic>;

// Sorts by path, line, column, message; removes exact duplicates.
void sort_diagnostics(Diagnostics& d);

}  // namespace ptrsafe
