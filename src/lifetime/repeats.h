// Repeats: whether a function can run more than once in the life of a process, and what shows it.
//
// Handlers, unbounded loops, and exported functions of an open program can; main, init, initialisers, what a sync.Once runs and
// what a package-level flag lets through once cannot. What a field of an object lets through once runs as often as such objects are made. A loop over a number of things that is known when it begins, in code that
// runs once, is not seen as repetition: it starts the workers of the process. What nobody is seen to call tells nothing.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/contexts.h"
#include "flow/package_flow.h"

namespace ptrsafe::lifetime {

struct Repetition {
  bool repeated = false;
  const Node* at = nullptr;  // the call, loop or function that shows it
  std::string how;
  explicit operator bool() const { return repeated; }
};

class Repeats {
 public:
  // `package`: the one that is asked about. Not thread-safe.
  explicit Repeats(const flow::PackageFlow& package) : package_(package), contexts_(package.program().contexts()) {}

  // The instruction of the body.
  Repetition at(const flow::Examined& body, ir::ValueId v, int depth = 0);
  Repetition function(const flow::Examined& body, int depth = 0);

 private:
  std::optional<Repetition> makings(const Named& type, int depth);
  Repetition literal(const flow::Examined& body, int depth);
  Repetition through_values(const Func& f, int depth);
  Repetition passed(const flow::Examined& body, ir::ValueId call, size_t operand);
  // In the package, and in those that import it.
  void read_values();
  void read_values(const flow::PackageFlow& package);
  Repetition find(const flow::Examined& body, int depth);
  const flow::Examined* examined(const flow::Examined& body, const ir::Function& f) const;

  const flow::PackageFlow& package_;
  const flow::Contexts& contexts_;
  absl::flat_hash_map<const ir::Function*, Repetition> known_;
  // Functions that fields hold, and where those are called; functions that calls pass, and as which operand.
  bool values_read_ = false;
  absl::flat_hash_map<const Func*, std::vector<std::tuple<const flow::Examined*, ir::ValueId, size_t>>> passed_;
  absl::flat_hash_map<const Func*, std::vector<const Var*>> kept_in_;
  absl::flat_hash_map<const Var*, std::vector<std::pair<const flow::Examined*, ir::ValueId>>> field_calls_;
};

}  // namespace ptrsafe::lifetime
