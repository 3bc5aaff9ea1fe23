// AddressNumbers: which integers are addresses of objects that the collector owns, and where such a number is kept.
//
// A taint question asked backwards over SSA: from conversions of unsafe.Pointer, reflect's Pointer and UnsafeAddr, through arithmetic
// that leaves an address, through helpers of the package and their parameters. What Go says about such numbers is in the documentation
// of unsafe.Pointer: a uintptr is an integer, not a reference.
#pragma once

#include <vector>

#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The object that an address is of, as far as the function shows it.
struct AddressSource {
  ValueId pointer;      // what it is taken from: the root of the pointer, in the function under examination; 0: not known
  const Node* at = nullptr;  // the conversion
  bool fresh = false;   // an object that the function makes
};

struct HiddenPointer {
  enum Kind : uint8_t { Variable, Field, MapKey, MapValue, Element, Sent } kind;
  const Node* store;
  AddressSource source;
  bool certain;         // nothing else is seen to keep the object
  bool doubtful;        // it may be kept alive by what the function does not show
};

// One for each package under examination; not thread-safe.
class AddressNumbers {
 public:
  explicit AddressNumbers(const PackageFlow& package);
  std::vector<HiddenPointer> hidden(const Examined& body);

 private:
  friend class AddressSearch;
  const PackageFlow& package_;
  // Parameters that some call in the package gives an address.
  absl::flat_hash_set<std::pair<const Func*, size_t>> parameters_;
  bool any_ = false;  // the package turns pointers into numbers at all
};

}  // namespace ptrsafe::flow
