// Toolchain: which Go tree a program is read with, where its go.mod or go.work wants a newer one than is
// installed (https://go.dev/doc/toolchain).
#pragma once

#include <string>

#include "build/environment.h"
#include "build/modules.h"

namespace ptrsafe::build {

// Decides whether the tree of `env` will do for `needs`. Where another one must be used, and is in the module
// cache, *goroot is set to it. False with an error that says what to do.
bool select_toolchain(const Environment& env, const Modules::Needs& needs, std::string* goroot, std::string* error);

}  // namespace ptrsafe::build
