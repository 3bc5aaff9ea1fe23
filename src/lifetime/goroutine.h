// Goroutine: a `go` statement (or a call of a library that starts a goroutine) with the body that it runs; Frame: a call in it.
#pragma once

#include <vector>

#include "flow/package_flow.h"
#include "lifetime/channels.h"

namespace ptrsafe::lifetime {

// A body that is being run, and the call that runs it. The outermost one has no call.
struct Frame {
  const Examined* body;
  const Frame* caller = nullptr;
  ValueId call;  // in the caller's body

  // What is passed as parameter `k`; none if the caller is not known.
  ValueId argument(size_t k) const;
};

struct Goroutine {
  const Examined* starter;
  ValueId at;
  const Examined* body;
};

// The goroutines that the body starts, as far as what they run is known.
std::vector<Goroutine> goroutines_of(const flow::PackageFlow& package, const Examined& body);

// What a call, go or defer calls: a declared function of the program, or a literal; null if it is not known.
const Examined* callee_of(const flow::PackageFlow& package, const Examined& body, ValueId call);

// The instruction's value is one that stands for all that are equal.
ValueId numbered(const Examined& body, ValueId v);

}  // namespace ptrsafe::lifetime
