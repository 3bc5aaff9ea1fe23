// Test variants: whether "p [p.test]" may share the declarations of p.
//
// The go command compiles a package once more with its test files, and so the types of both are different ones. Where test files only
// add to the package, nothing of it means anything else there: then its declarations, bodies included, are checked once, and the variant
// has the objects of the package and those of its test files. What imports the package need not be compiled again for its external tests.
#pragma once

#include <vector>

#include "build/program.h"
#include "types/package.h"

namespace ptrsafe {

// The package under test, as its importers see it.
struct Tested {
  Package* package = nullptr;
  std::vector<Scope*> file_scopes;
  bool clean = false;  // without errors of loading, syntax or declarations
};

// The test files of `variant` add to the package only: no name that its files could have meant is declared anew.
bool only_adds(const build::PackageUnit& variant, const Tested& tested);

// A dependency that is compiled again for tests, but whose imports are the same packages as without them, or share their declarations.
bool same_as_plain(const build::PackageUnit& unit);

}  // namespace ptrsafe
