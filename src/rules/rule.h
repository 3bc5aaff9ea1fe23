// Rule: what a rule sees of the program, and how it reports. One file a rule in this folder; rules do not include each
// other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow/address_numbers.h"
#include "flow/callees.h"
#include "flow/package_flow.h"
#include "flow/read_modify_write.h"
#include "ir/dominators.h"
#include "ir/ir.h"
#include "rules/finding.h"
#include "types/package.h"
#include "types/sizes.h"

namespace ptrsafe {

namespace concurrency {
class Races;
}

// Of the function's file: 22 for go1.22.
int language_version(const Package& package, const ir::Function& f);

// One function body under examination; function literals in it are subjects of their own.
struct Subject {
  const Package& package;
  const ir::Function& function;
  const ir::Dominators& dominators;
  int go_minor;  // its language_version()
  flow::Callees& callees;
  Sizes sizes;
};

// Collects the findings of one package.
class Reporter {
 public:
  // `all`: the packages that a fault may lie in which this one causes.
  explicit Reporter(const Package& package, std::vector<const Package*> all = {}) : package_(package), all_(std::move(all)) {}

  // `at` is what the fault happens to.
  void add(RuleId rule, Confidence confidence, const Node* at, std::string message, std::vector<WitnessStep> witness = {});
  // The same at the name of a variable.
  void add_at(RuleId rule, Confidence confidence, Pos at, std::string message, std::vector<WitnessStep> witness);

  // Ordered by file, line, column and rule, without duplicates, with their fingerprints.
  std::vector<Finding> take();

 private:
  void add(Finding f, const Node* expression);

  const Package& package_;
  std::vector<const Package*> all_;
  std::vector<Finding> findings_;  // their fingerprints without the ordinal
};

// How sure a fault is, `c` if something runs the body: of what nothing in the program runs no run shows it.
Confidence when_run(const flow::PackageFlow& package, const flow::Examined& body, Confidence c);

// The rules, each over one function body.
void nil_map_value(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out);
// How many lookups (and calls of helpers that look up) the body follows, tested or not: what possible findings are set against.
size_t followed_lookups(const flow::PackageFlow& package, const flow::Examined& body);
void nil_map_write(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out);
void loop_var_address(const Subject& s, Reporter& out);
void aliased_map_values(const Subject& s, Reporter& out);
void lost_update(const flow::PackageFlow& package, const flow::Examined& body, const Subject& s, Reporter& out);
void hidden_pointer(flow::AddressNumbers& numbers, const flow::Examined& body, Reporter& out);
void copied_lock(const flow::PackageFlow& package, const Subject& s, Reporter& out);
void request_retained(const flow::PackageFlow& package, Reporter& out);
void unbounded_map(const flow::PackageFlow& package, Reporter& out);
void unsafe_pointer_race(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out);
void goroutine_leak(const flow::PackageFlow& package, Reporter& out);
void pointer_identity(const flow::PackageFlow& package, Reporter& out);
void map_value_cost(const flow::PackageFlow& package, Sizes sizes, Reporter& out);
// … and over the races of the whole program.
void concurrent_map_access(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out);
void guarded_pointer_escape(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out);
void mixed_atomic(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out);
void unsynchronized_swap(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out);
void slice_header_write(const flow::PackageFlow& package, const Subject& s, Reporter& out);

}  // namespace ptrsafe
