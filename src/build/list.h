// The packages of a program as text, for comparison with `go list`.
#pragma once

#include <string>

#include "build/program.h"

namespace ptrsafe::build {

// One JSON object a line for each package, in the program's order: import_path, dir, name, for_test, standard,
// named, files (base names), imports (path as written to import path found, empty if none), errors.
std::string list_json(const Program& program);

}  // namespace ptrsafe::build
