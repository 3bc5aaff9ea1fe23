// AddressNumbers: which integers are addresses of objects that the collector owns, and where such a number is kept.
//
// A taint question asked backwards over SSA: from conversions of unsafe.Pointer, reflect's Pointer and UnsafeAddr, through arithmetic
// that leaves an address, through helpers of the package and their parameters. What Go says about such numbers is in the documentation
// of unsafe.Pointer: a uintptr is an integer, not a reference.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"
#include "types/sizes.h"

namespace ptrsafe::flow {

// The object that an address is of, as far as the function shows it.
struct AddressSource {
  ValueId pointer;      // what it is taken from: the root of the pointer, in the function under examination; 0: not known
  const Node* at = nullptr;  // the conversion
  bool fresh = false;   // an object that the function makes
  bool owned = false;   // somebody else has the object, whoever passes the number
};

struct HiddenPointer {
  enum Kind : uint8_t { Variable, Field, MapKey, MapValue, Element, Sent, Started } kind;
  const Node* store;
  AddressSource source;
  bool certain;         // nothing else is seen to keep the object
  bool doubtful;        // it may be kept alive by what the function does not show
  Pos variable = {};    // the local variable that has it last, if that is not where it became a number
};

// One for each package under examination; not thread-safe.
class AddressNumbers {
 public:
  AddressNumbers(const PackageFlow& package, Sizes sizes);
  std::vector<HiddenPointer> hidden(const Examined& body);

 private:
  friend class AddressSearch;
  // Nothing but its initialisers assigns the package-level variable (raw Ref<Object>).
  bool keeps_first_value(uint32_t global) const;

  const PackageFlow& package_;
  Sizes sizes_;
  // Parameters that some call in the package gives an address, with the call.
  struct Given {
    const Node* at;
    bool owned;  // of objects that others have, by all calls
  };
  absl::flat_hash_map<std::pair<const Func*, size_t>, Given> parameters_;
  absl::flat_hash_set<uint32_t> replaced_;  // package-level variables
  bool any_ = false;  // the package turns pointers into numbers at all
};

}  // namespace ptrsafe::flow
