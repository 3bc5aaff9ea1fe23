// What a user may have meant by a name that there is not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ptrsafe {

// The nearest of `names` if it is near enough to be meant; else empty.
std::string nearest(std::string_view name, const std::vector<std::string>& names);

}  // namespace ptrsafe
