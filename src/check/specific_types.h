// Type parameters in assignments and conversions: what holds must hold for all types of their sets, and causes of
// failure are nested.
#pragma once

#include <string>

#include "types/type_set.h"

namespace ptrsafe {

// Puts `text` in front of a cause that says more.
inline void add_cause(std::string* cause, std::string text) {
  if (!cause) return;
  if (!cause->empty()) {
    text += "\n\t";
    text += *cause;
  }
  *cause = std::move(text);
}

// Calls f for each specific type of t's set (t itself if it is no type parameter) until it returns false; false as
// well if there are none.
template <class F>
bool each_specific(Type* t, F f) {
  return each_type(t, [&](Type* term, Type*) { return term && f(term); });
}

}  // namespace ptrsafe
