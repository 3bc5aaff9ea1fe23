// SourceSummary: what a function shows that is not under examination, as its source says: that it never returns (`lib.Die`), or not with such an
// argument (`lib.Must`, `require.NoError`), or not with that result (`lib.Valid`).
//
// The body is read on demand (skipped_body.h), as a tree, and interpreted abstractly (Cousot, Cousot 1977) under one assumption about one parameter at a
// time: over the results that it can still return, where an undecided condition takes both ways. What a function of a variable does is not known, but for
// those called exit, as loggers keep os.Exit (`logger.ExitFunc`). Unsound on purpose: an interface parameter compared with nil is taken for the pointer in it.
#pragma once

#include "flow/summaries.h"

namespace ptrsafe::flow {

// `no_return` and `shown` of a function of a module that is not under examination; null where nothing is known, and for the standard library,
// which models.def describes. Thread-safe.
const FunctionSummary* source_summary(const Func* f);

}  // namespace ptrsafe::flow
