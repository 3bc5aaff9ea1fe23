// CalledOnce: the helpers of a package that are lowered as a part of the one function that calls them.
//
// What a helper of one statement does, it does with its only caller's values, under its locks and in its goroutines: as a part of
// the caller all of that is known, where a summary would have to tell it. Only what is not worth judging by itself is taken:
// unexported functions of the caller's file, not generic, whose body is one simple statement or a lookup that is returned.
// What else has a result, or more to it, is a function in its own right, which might be called in other ways.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "types/package.h"

namespace ptrsafe::lower {

class CalledOnce {
 public:
  explicit CalledOnce(const Package& package);

  bool contains(const Func* f) const { return helpers_.contains(f); }
  bool empty() const { return helpers_.empty(); }

 private:
  absl::flat_hash_set<const Func*> helpers_;
};

}  // namespace ptrsafe::lower
