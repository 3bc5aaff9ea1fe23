// Keepers: who keeps an object alive beside a number that is its address: what it was read from, callers that pass such objects, callees that
// store it, later uses of the pointer.
//
// A may-analysis backwards over SSA, through the package's functions and their callers, within a budget of steps. What is not known keeps nothing.
#pragma once

#include "flow/body.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The pointer is read from something that has it, then as now, or a method gives a part of its object: the number is not all that there is of
// the object. Of a parameter, all callers in the package pass such, and there are some.
bool had_elsewhere(const PackageFlow& package, const Examined& body, ValueId pointer);

// The callee, one of the package's, stores that parameter (the first is 0) in something that lasts.
bool keeps_parameter(const PackageFlow& package, const Instr& call, size_t parameter);

// The pointer may be used behind `at`, in this body: itself, or the interface that it was taken out of. False for none.
bool used_after(const Body& body, ValueId pointer, ValueId at);

// The pointer or slice whose object a pointer leads into, whatever type it is given.
ValueId object_of(const Function& f, ValueId pointer);

// The field whose address is `field`, and which gets the pointer's number by the store, gets another value before the function returns; until then
// somebody has the object, which is on the heap: the body, if it uses it again, or all who pass it.
bool kept_till_restored(const PackageFlow& package, const Examined& body, const Body& shape, ValueId store, ValueId field, ValueId pointer);

}  // namespace ptrsafe::flow
