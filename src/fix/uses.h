// Uses: where a variable is declared, read, written and set in literals, if all of that is seen and may be edited.
#pragma once

#include <optional>
#include <vector>

#include "fix/site.h"

namespace ptrsafe::fix {

// Each path ends at the node that it is named for; files that several packages share (test variants) count once.
struct Uses {
  Site declaration;             // the Ident
  std::vector<Site> accesses;   // the Ident, or the Selector of a field
  std::vector<Site> elements;   // of a field: the KeyValue in a composite literal
};

// The uses of a package-level variable or a field that only its own package can name. Nothing if one of them may not be edited, or is of
// a kind that does not say the name (a literal without keys, a way through an embedded field), or if a file of the folder that was not
// loaded (tests, other systems) has the name.
std::optional<Uses> uses_of(const Sites& sites, const Var* v);

}  // namespace ptrsafe::fix
