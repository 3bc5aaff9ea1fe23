// Facts: what the analyses of lifetimes are told about libraries (facts.def): where keys without number come from, what serves,
// and what ends with a request or a scope.
#pragma once

#include <cstdint>

#include "types/object.h"
#include "types/type.h"

namespace ptrsafe::lifetime {

enum FactBits : uint32_t {
  kRequest = 1,     // its result, or every value of the type, is a part of a request
  kNetwork = 2,     // … comes from the network
  kClock = 4,
  kRandom = 8,
  kStdin = 16,
  kFile = 32,       // … is read from a file that is opened here
  kReads = 64,      // its result is what the reader in its first argument gives
  kFills = 128,     // it fills what its arguments point to from its reader or data
  kKeeps = 256,     // its result is made of its arguments
  kFew = 512,       // its result, or the field, has few values
  kServes = 1024,   // it waits for connections or requests
  kEnds = 2048,     // it ends the life of its receiver or argument
  kScoped = 4096,   // its result, or the field, ends with what it comes from
  kDetached = 8192, // its result does not end with its arguments
  kCancels = 16384, // its result 0 ends when its result 1 is called
  kHandled = 32768, // a parameter of this type belongs to one request
  kUntold = 65536,  // an end (kEnds) that who else has the object is not told of
};

// Of a function or method; of a package's functions together where it has no line of its own.
uint32_t facts_of(const Func* f);
// Of a field of a struct, by the type that declares it.
uint32_t facts_of_field(Type* owner, const Var* field);
uint32_t facts_of_type(Type* t);

}  // namespace ptrsafe::lifetime
