#include "rules/rule.h"

namespace ptrsafe {

void aliased_map_values(const Subject&, Reporter&) {}

}  // namespace ptrsafe
