// OpenPipes: a goroutine that writes into an io.Pipe, whose reader leaves on some way without closing its end: the writer stays.
//
// The reader is the function that starts the goroutine, or the callers that it returns the reading end to, all of them seen. A way out on which an
// error was met is none: the writer's end may have told of it. Who hands the reading end, or what reads from it, on to others has left it to them.
#pragma once

#include <optional>

#include "lifetime/goroutine.h"

namespace ptrsafe::lifetime {

struct OpenPipe {
  const Node* writer;   // where the goroutine uses its end
  const Node* way_out;  // where the reader leaves
};

std::optional<OpenPipe> open_pipe(const flow::PackageFlow& package, const Goroutine& g);

}  // namespace ptrsafe::lifetime
