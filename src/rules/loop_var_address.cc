#include "rules/rule.h"

namespace ptrsafe {

void loop_var_address(const Subject&, Reporter&) {}

}  // namespace ptrsafe
