// The type checker's face: packages in, typed packages and errors out.
#pragma once

#include "build/program.h"
#include "types/package.h"

namespace ptrsafe {

struct CheckOptions {
  // `import "C"` gives an opaque package whose selectors are silently invalid.
  bool fake_import_c = false;
  // Go's own test suites: predeclares the functions `assert` and `trace`, as go/types' tests do.
  bool test_builtins = false;
  // Errors of the compiler that go/types leaves to later phases (constant divisions, duplicate cases in
  // more places, misplaced directives, …).
  bool compiler_errors = true;
  // Bodies of functions are checked (otherwise declarations only).
  bool bodies = true;
  // Dependencies are checked as named packages are, bodies and all.
  bool dependency_bodies = false;
  // Those bodies of dependencies are checked that were read (of generic functions).
  bool generic_bodies = false;
  // Test variants share what their test files do not change with the package under test (test_variant.h).
  bool share_with_tests = false;
};

// Checks one package, on the calling thread; all its imports must have been checked. Sets unit.checked,
// whose `errors` hold what go/types would report, in its order; syntax and loading errors are not
// repeated there. A unit without errors in its imports' declarations gets no follow-up errors.
void check_package(build::PackageUnit& unit, const build::Config& config, const CheckOptions& options);

// Checks all packages of the program, in parallel: declarations in import order, then bodies of named
// packages. The result does not depend on the number of threads.
void check_program(build::Program& program, const CheckOptions& options, Pool& pool);

}  // namespace ptrsafe
