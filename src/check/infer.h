// Type inference (spec, "Type inference"): the parts that are used outside infer.cc.
#pragma once

#include <span>
#include <string>

#include "types/type.h"

namespace ptrsafe {

// "A", "A and B", "A, B, and C".
std::string type_params_string(std::span<const Ref<TypeParam>> params);

}  // namespace ptrsafe
