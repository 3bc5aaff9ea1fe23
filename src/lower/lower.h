// Lowering: typed syntax trees to the SSA form (ir/ir.h), in the order of evaluation of the Go specification.
//
// What is simplified, deliberately: the body of a range over a function is lowered as a loop around an opaque iterator
// (its control flow is what the programmer sees, not the closure that the compiler makes); panics have no edges; a
// `recover` is an opaque value.
#pragma once

#include <memory>

#include "ir/ir.h"

namespace ptrsafe {
namespace lower {
class CalledOnce;
}

// The body of a declared function or method of `package`; null if it has none, or if a part of it could not be type-checked
// (C.x among them). With `once`, the helpers that it calls once are a part of it.
std::unique_ptr<ir::Function> lower_function(const Package& package, const Func& func, const lower::CalledOnce* once = nullptr);

// The initialisers of package-level variables, in their order, as one function; null if there are none.
std::unique_ptr<ir::Function> lower_initializers(const Package& package);

}  // namespace ptrsafe
