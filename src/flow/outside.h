// Outside: whether a value comes from outside the program: a request, an argument or flag, the environment, standard
// input, a file, the network. A forward taint question asked backwards, over the values of one function.
#pragma once

#include "flow/function_flow.h"

namespace ptrsafe::flow {

// The instruction in `f` that brings the value in, 0 if none does. Through string and number operations, conversions,
// fields, elements, and variables that a scanner or decoder fills.
ValueId outside_source(const FunctionFlow& flow, ValueId v);

// A place through which a value may come from elsewhere in the program.
struct OutsidePlace {
  // Parameter: of a declared function by number, or of a literal (its Var); Variable: a field, or a package-level variable.
  enum Kind : uint8_t { Parameter, Result, Variable } kind;
  const Object* of;  // the Func or Var
  uint32_t number = 0;
  friend bool operator==(const OutsidePlace&, const OutsidePlace&) = default;
  template <class H>
  friend H AbslHashValue(H h, const OutsidePlace& p) {
    return H::combine(std::move(h), p.kind, p.of, p.number);
  }
};

// What one body alone does not show: captured variables, by number, and channels of the function.
struct OtherBodies {
  std::vector<uint32_t> captured;
  std::vector<ValueId> channels;
};

// Where the value comes from, as far as the function shows: from outside (then true), or through the places that are
// added to `places`, or through other bodies.
bool outside_or_places(const FunctionFlow& flow, ValueId v, std::vector<OutsidePlace>& places, OtherBodies& others);

// The parameter of the function that the value is, or is made from by such operations; 0 if it is none.
ValueId parameter_source(const FunctionFlow& flow, ValueId v);

}  // namespace ptrsafe::flow
