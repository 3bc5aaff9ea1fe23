// NilFromMap: can a value that is followed, or a map that is written, be the nil that a lookup gave?
//
// The origins of the value are found backwards through SSA; for each that may be nil, a path query (paths.h) asks
// whether the nil gets there past all tests. Evidence decides how sure the answer is.
#pragma once

#include <string>
#include <vector>

#include "flow/nil_origins.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

enum class Evidence : uint8_t { None, Possible, Likely, Proven };

struct NilStep {
  const Node* node;
  std::string message;
};

struct NilVerdict {
  Evidence evidence = Evidence::None;
  ValueId origin;           // the lookup, range or zero value
  std::string reason;       // why it can be nil, in words
  std::vector<NilStep> steps;
};

// `goal` follows or writes to its operand number `operand`.
NilVerdict nil_from_map(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand);

// … that a lookup in this body gave, or a function that it calls.
NilVerdict nil_here(const PackageFlow& package, const Examined& body, ValueId goal, size_t operand);

// `invoke` calls a method of an interface that holds a nil pointer, and the method follows it.
NilVerdict nil_in_interface(const PackageFlow& package, const Examined& body, ValueId invoke);

// The lookups, and calls of helpers that look up, from which the value may have come.
std::vector<ValueId> lookups_behind(const PackageFlow& package, const Examined& body, ValueId v);

// A map written by `update` that is nil though it came out of no map: a zero value.
NilVerdict nil_map(const PackageFlow& package, const Examined& body, ValueId update);

// How nil_origins() finds what the calls in the body call.
CalleeSummaries callees_of(const PackageFlow& package, const Examined& body);

// The source of an expression as messages quote it: in backquotes, shortened.
std::string quoted(const Node* e);

}  // namespace ptrsafe::flow
