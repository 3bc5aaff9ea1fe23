// Whether a new way out of a function, or of one turn of a loop, would skip what has to be done before: a lock given back, a file closed.
#pragma once

#include "fix/site.h"

namespace ptrsafe::fix {

// For a way out beside the statement at `at` in the site's path, to the end of `region` (the function, or the body of the loop): true if behind the
// statement something is given back that was taken before it. A lock that is taken and given back behind it does not count.
bool leaves_undone(const Site& site, int at, const Node* region);

}  // namespace ptrsafe::fix
