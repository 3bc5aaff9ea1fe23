// Models: what the analyses are told about library functions (models.def).
#pragma once

#include <cstdint>

#include "types/object.h"

namespace ptrsafe::flow {

enum ModelBits : uint32_t {
  kNoReturn = 1,
  kOutside = 2,
  kFillsOutside = 4,
  kDecodes = 8,
  kPure = 16,
  kMapLoad = 32,
  kMapStore = 64,
  kMapDelete = 128,
  kNonNilResult = 512,
  kWritesMap = 1u << 20,    // an entry is assigned in the map that is the first argument
  kAssertsArgument = 1024,  // returns only if its argument number 2 is true, or not nil
  kKeysOfArgument = 2048,   // the result's elements are keys of the first argument
  kSameElements = 4096,     // … are elements of it
  kRemoves = 8192,          // entries of the first argument
  kFollowsArgument = 1u << 21,  // it dereferences the first argument behind the receiver
  kMapEnsures = 1u << 22,  // of a sync.Map: there is an entry under the key afterwards
  kNilOfNil = 256,  // nil if the first argument is nil, else not
};

// The properties of a function or method, ModelBits or-ed together; 0 for what has no model. Loggers' Fatal and Panic
// methods count as kNoReturn whatever their package: that is what the names mean in every logging library.
uint32_t model_of(const Func* f);

}  // namespace ptrsafe::flow
