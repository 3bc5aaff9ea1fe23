// Takes an element out of a composite literal as gofmt would have it.
#pragma once

#include <optional>

#include "fix/site.h"

namespace ptrsafe::fix {

// `element` is a KeyValue of `literal`. Nothing where the columns of its neighbours would change, or comments stand in the way.
std::optional<Edit> without_element(const Site& site, const Node* literal, const Node* element);

}  // namespace ptrsafe::fix
