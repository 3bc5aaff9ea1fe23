// Spelling: functions of the program that bring a key into one form: normalize(host). What they give comes from where their argument comes from
// (implemented beside that question, in outside.cc).
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The string parameter that the function's only result, a string, is made from on every way out by operations on strings and nothing else: who spells keys
// in one way neither asks whether they are there nor gives others that are; -1: none.
int made_from_parameter(const FunctionFlow& flow);

// What the call `v` makes another string of, by such a function; 0: it is no such call.
ValueId respelt(const FunctionFlow& flow, ValueId v);

// On every way to `at` the body looks something up, or enters it, under a key that is made from this one: what it hands on unspelt is known all the same.
bool known_by_spelling(const Examined& body, ValueId key, ValueId at);

}  // namespace ptrsafe::flow
