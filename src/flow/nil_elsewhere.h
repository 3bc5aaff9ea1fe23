// NilElsewhere: nils that a lookup in another body gave: a literal's captured pointers, what iterators give to the loops over them, and the fields of an
// object that a caller has made for the call.
//
// Each asks once, in the body with the lookup, whether the nil gets out of it (nil_here), and here whether it gets from where it comes in to its
// use past all tests; the evidence is that body's, and at most `likely`: whether the two run for the same entry is not known.
#pragma once

#include "flow/nil_from_map.h"

namespace ptrsafe::flow {

// What `goal` follows is a pointer that the literal has captured by value, and that may be nil where the literal is made. Where that body tests
// it beside or behind the literal, nothing is said.
NilVerdict nil_captured(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand);

// for x := range each(…) { use(x) }: what the literal that each() returns gives to its yield.
NilVerdict nil_yielded(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand);

// out := &reply{codec: codecs[name]}; out.render(): `goal` follows a field of a parameter, which a caller has set so when it made the object.
NilVerdict nil_in_new_object(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand);

}  // namespace ptrsafe::flow
