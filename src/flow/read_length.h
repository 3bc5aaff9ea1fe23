// ReadLength: a length for unsafe.Slice or unsafe.String that stands in the bytes themselves, or was read from bytes and kept in a field, and that nothing
// sets against how many bytes there are.
//
// Taint from bytes to a length (Livshits and Lam, "Finding Security Vulnerabilities in Java Applications with Static Analysis", 2005), with any question
// about the number as a sanitizer: what the question is, is not looked at.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// Where the length of the call (a Builtin) is read, if it is read from bytes and nothing asks about it; null for others.
const Node* unasked_read_length(const PackageFlow& package, const ir::Function& f, ir::ValueId call);

}  // namespace ptrsafe::flow
