// What the escape analysis says of the values in passports.
#pragma once

#include <vector>

#include "base/pool.h"
#include "build/program.h"
#include "flow/passport.h"

namespace ptrsafe {

// Fills in where the objects of value sites lie, and their bytes, as far as the named packages with those sites decide that. That is
// enough: whatever flows into a map escapes, so that no function of another package can change it.
void find_storage(const build::Program& program, Pool& pool, std::vector<flow::Passport>& maps);

}  // namespace ptrsafe
