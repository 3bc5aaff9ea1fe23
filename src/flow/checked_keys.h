// CheckedKeys: whether a function has asked, before it uses a key, if it is one of those that there are: by a list, a set, the constants that it may be,
// or a helper that asks and says so. Who does may know that the map has the key, in a way that is not followed to the map.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// On every way to the instruction `at` the key was asked for, or what it is an element of.
bool key_is_checked(const Examined& body, ValueId key, ValueId at);

// On every way to the instruction `at` the value has been found equal to one of several constants, or is one.
bool is_one_of_constants(const Examined& body, ValueId v, ValueId at);

// The parameters (a bit each) that a function asks for in such a way, if its last result is a boolean or an error.
uint64_t checked_parameters(const Examined& body);

}  // namespace ptrsafe::flow
