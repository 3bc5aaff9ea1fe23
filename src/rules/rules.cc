#include "rules/rules.h"

#include <algorithm>
#include <iterator>

#include "concurrency/races.h"
#include "flow/library.h"
#include "flow/package_flow.h"
#include "lifetime/lifetimes.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

// What the rules say that look at a package with what the rest of the program tells it.
void look_alone(flow::ProgramFlow& program, const Package& package, const RuleSet& rules, Sizes sizes, Reporter& out) {
  flow::PackageFlow& flow = *program.package(&package);
  flow::Callees callees(flow);
  flow::AddressNumbers numbers(flow, sizes);
  for (const flow::Examined* body : flow.reported()) {
    Subject s{package, body->function, body->dominators, language_version(package, body->function), callees, sizes};
    if (rules.has(RuleId::NilMapValue)) nil_map_value(flow, *body, out);
    if (rules.has(RuleId::NilMapWrite)) nil_map_write(flow, *body, out);
    if (rules.has(RuleId::LoopVarAddress)) loop_var_address(s, out);
    if (rules.has(RuleId::AliasedMapValues)) aliased_map_values(s, out);
    if (rules.has(RuleId::HiddenPointer)) hidden_pointer(numbers, *body, out);
    if (rules.has(RuleId::LostUpdate)) lost_update(flow, *body, s, out);
    if (rules.has(RuleId::CopiedLock)) copied_lock(flow, s, out);
    if (rules.has(RuleId::SliceHeaderWrite)) slice_header_write(flow, s, out);
  }
  if (rules.has(RuleId::PointerIdentity)) pointer_identity(flow, out);
  if (rules.has(RuleId::MapValueCost)) map_value_cost(flow, sizes, out);
  if (rules.has(RuleId::RequestRetained)) request_retained(flow, out);
  if (rules.has(RuleId::UnboundedMap)) unbounded_map(flow, out);
  if (rules.has(RuleId::GoroutineLeak)) goroutine_leak(flow, out);
}

// What the races of the program give for a package.
void look_at_races(const flow::PackageFlow& flow, const RuleSet& rules, const concurrency::Races& races, Reporter& out) {
  if (rules.has(RuleId::ConcurrentMapAccess)) concurrent_map_access(flow, races, out);
  if (rules.has(RuleId::GuardedPointerEscape)) guarded_pointer_escape(flow, races, out);
  if (rules.has(RuleId::MixedAtomic)) mixed_atomic(flow, races, out);
  if (rules.has(RuleId::UnsynchronizedSwap)) unsynchronized_swap(flow, races, out);
  if (rules.has(RuleId::UnsafePointerRace)) unsafe_pointer_race(flow, races, out);
}

// Tests of the package run code in parallel that changes maps.
bool tests_in_parallel(const flow::PackageFlow& flow) {
  bool parallel = false, maps = false;
  for (const auto& b : flow.bodies()) {
    if (!b->is_test) continue;
    const ir::Function& f = b->function;
    maps = maps || !f.with(ir::Opcode::MapUpdate).empty();
    for (ir::ValueId v : f.with(ir::Opcode::Call)) {
      const ir::Instr& i = f.at(v);
      parallel = parallel || static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go || flow::starts_goroutine(ir::callee(i)) || flow::test_run(ir::callee(i)) != flow::TestRun::None;
    }
  }
  return parallel && maps;
}

}  // namespace

int language_version(const Package& package, const ir::Function& f) {
  const auto& files = package.details->files;
  for (size_t i = 0; i < files.size(); i++) {
    if (files[i].get() != f.file) continue;
    int minor = package.details->unit->files[i]->version.minor;
    return minor ? minor : 99;  // not known: the newest
  }
  return 99;
}

Confidence when_run(const flow::PackageFlow& package, const flow::Examined& body, Confidence c) {
  if (c == Confidence::Possible || body.is_test) return c;
  return package.program().lifetimes().index().never_runs(body.function) ? Confidence::Possible : c;
}

bool needs_races(RuleId rule) {
  return rule == RuleId::ConcurrentMapAccess || rule == RuleId::GuardedPointerEscape || rule == RuleId::MixedAtomic || rule == RuleId::UnsynchronizedSwap || rule == RuleId::UnsafePointerRace;
}

std::vector<std::vector<Finding>> run_rules(flow::ProgramFlow& program, const RuleSet& rules, Sizes sizes, Pool& pool) {
  const std::vector<const Package*>& packages = program.packages();
  std::vector<Reporter> out;
  for (const Package* p : packages) out.emplace_back(*p, packages);
  std::unique_ptr<concurrency::Races> races, of_tests;
  // The longest task, beside which the others run.
  if (rules.any(needs_races)) pool.submit([&] { races = std::make_unique<concurrency::Races>(program, program.production()); }, true);
  if (rules.has(RuleId::ConcurrentMapAccess)) {
    std::vector<const Package*> parallel;
    std::copy_if(packages.begin(), packages.end(), std::back_inserter(parallel), [&](const Package* p) { return tests_in_parallel(*program.package(p)); });
    if (!parallel.empty()) pool.submit([&, parallel] { of_tests = std::make_unique<concurrency::Races>(program, parallel, false, true); }, true);
  }
  pool.for_each(packages.size(), [&](size_t i) { look_alone(program, *packages[i], rules, sizes, out[i]); });
  std::vector<std::vector<Finding>> findings(packages.size());
  pool.for_each(packages.size(), [&](size_t i) {
    if (races) look_at_races(*program.package(packages[i]), rules, *races, out[i]);
    if (of_tests) concurrent_map_access(*program.package(packages[i]), *of_tests, out[i]);
    findings[i] = out[i].take();
  });
  return findings;
}

size_t followed_lookups(flow::ProgramFlow& program, const Package& package) {
  size_t n = 0;
  flow::PackageFlow& flow = *program.package(&package);
  for (const flow::Examined* body : flow.reported()) n += followed_lookups(flow, *body);
  return n;
}

}  // namespace ptrsafe
