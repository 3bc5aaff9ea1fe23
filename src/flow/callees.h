// Callees: what the functions that a package declares do with a pointer that they are given, found out on demand by
// looking into their bodies. Functions of other packages are answered by library.h.
#pragma once

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "flow/address_flow.h"
#include "flow/body.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

// Not thread-safe: one for each package under examination.
class Callees {
 public:
  explicit Callees(const PackageFlow& package) : package_(package) {}

  // Null if it is not declared in the package with a body.
  const Body* body(const Func* f);
  // The same for functions of the program's other packages as well.
  const Body* body_in_program(const Func* f);
  // The methods that a call of an interface's method may reach in the program; none if they are too many or not known.
  std::vector<const Func*> methods(const Func* method) const { return package_.program().methods(method); }
  // What becomes of parameter `n` (receiver first); empty for functions without a body here, and while one is being
  // looked at (recursion).
  const Handling& parameter(const Func* f, size_t n, uint8_t roles);
  // Something in it, or in what it calls of the package, stores an entry of a map; `false` is certain.
  bool may_fill_map(const Func* f);
  // All results that are pointers or the like are new objects.
  bool returns_fresh(const Func* f);
  // Null if nothing is known of it.
  const FunctionSummary* summary(const Func* f) const { return package_.summary(f); }

  const Package& package() const { return package_.package(); }
  bool declares(const Package* p) const { return package_.declares(p); }


 private:
  struct Key {
    const Func* f;
    size_t n;
    uint8_t roles;
    friend bool operator==(const Key& a, const Key& b) { return a.f == b.f && a.n == b.n && a.roles == b.roles; }
    template <class H>
    friend H AbslHashValue(H h, const Key& k) {
      return H::combine(std::move(h), k.f, k.n, k.roles);
    }
  };

  void find_fillers();

  const PackageFlow& package_;
  absl::flat_hash_set<const Func*> fillers_;
  bool fillers_found_ = false;
  absl::flat_hash_map<const Func*, std::unique_ptr<Body>> bodies_, other_bodies_;
  absl::flat_hash_map<Key, std::unique_ptr<Handling>> handling_;
  absl::flat_hash_map<const Func*, bool> fresh_;
  int depth_ = 0;
};

}  // namespace ptrsafe::flow
