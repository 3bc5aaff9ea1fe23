// LockTypes: which values hold a lock or an atomic, so that a copy of them is another lock.
//
// As cmd/vet's copylocks documents it: a type whose pointer, but not its value, has Lock and Unlock; the types of sync and
// sync/atomic; and whatever contains one of them without a pointer between.
#pragma once

#include <string>

#include "flow/lock_arguments.h"
#include "types/type.h"

namespace ptrsafe::flow {

// The lock in a value of type `t`, as messages name it ("sync.Mutex"); empty if there is none. Type parameters hold what
// `arguments` say, and none without: `through` is then set to the one that has the lock.
std::string lock_in(Type* t, const LockArguments* arguments = nullptr, const LockArguments::Argument** through = nullptr);
inline bool holds_lock(Type* t) { return !lock_in(t).empty(); }

}  // namespace ptrsafe::flow
