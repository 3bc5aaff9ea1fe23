// LockArguments: which type parameters of a program's generic functions and types stand for something with a lock in it, and
// where they are made so. Instantiations in tests do not count.
#pragma once

#include <span>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "source/source.h"
#include "types/package.h"

namespace ptrsafe::flow {

class LockArguments {
 public:
  struct Argument {
    std::string lock;    // "sync.Mutex"
    Type* type;          // what the parameter is instantiated with
    const Node* at;      // where
  };
  explicit LockArguments(std::span<const Package* const> packages);

  // Null if no instantiation gives the parameter a lock.
  const Argument* of(const TypeParam* p) const;

 private:
  absl::flat_hash_map<const TypeParam*, Argument> arguments_;
  absl::flat_hash_map<const TypeParam*, const TypeParam*> declared_;  // by those that methods' receivers declare: the type's own
};

}  // namespace ptrsafe::flow
