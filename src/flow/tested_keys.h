// TestedKeys: whether a function asks for the presence of a key before some point: who does knows that it may be absent, and what
// it hands the key on to may rely on the answer.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// … on every way to the instruction `at`.
bool key_is_tested(const Examined& body, ValueId key, ValueId at);

}  // namespace ptrsafe::flow
