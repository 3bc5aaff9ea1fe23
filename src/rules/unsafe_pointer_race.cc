// unsafe-pointer-race: an unsafe.Pointer that goroutines share is read or written without an atomic operation or a lock.
//
// Two ways to find it: by the variable (flow/unsafe_pointers.h), which believes that whoever has an unsafe.Pointer in a struct with a lock, or sets
// it atomically, shares it; and by the objects that goroutines are seen to have in common (Races).
#include <fmt/format.h>

#include "flow/contexts.h"
#include "flow/library.h"
#include "flow/nil_from_map.h"
#include "flow/unsafe_pointers.h"
#include "rules/race_report.h"
#include "rules/race_witness.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

// The node that the access is shown at: of a store, the variable rather than the statement; a local's address has the node of its declaration.
const Node* node_of(const flow::PointerAccess& a) {
  const ir::Function& f = a.body->function;
  const ir::Instr& address = f.at(f.operand(a.at, 0));
  bool named = a.write && !a.atomic && address.node && address.op != ir::Opcode::Alloc && address.op != ir::Opcode::FreeVar;
  return named ? address.node.get() : f.at(a.at).node.get();
}

// One of the two accesses, as the witness has it.
RaceSide side(const flow::PackageFlow& package, const flow::PointerAccess& a, const flow::Start* start, std::string what) {
  RaceSide out{node_of(a), std::move(what), a.atomic, a.locked};
  for (const flow::HeldLock& l : a.locks) out.locks.push_back({l.variable ? l.variable->name.view() : "a lock", l.read, l.at});
  if (start) out.start = start->at;
  else out.function = &a.body->function, out.handler = package.program().contexts().of(out.function).handler;
  return out;
}

}  // namespace

void unsafe_pointer_race(const flow::PackageFlow& package, const concurrency::Races& races, Reporter& out) {
  if (flow::implements_runtime(package.package().path.view()) || !flow::uses_unsafe_pointers(package)) return;
  report_races(package, races, RacePlace::UnsafePointer, RuleId::UnsafePointerRace, out);
  for (const flow::PointerRace& r : package.program().unsafe_pointers().races(package, [&](const flow::Examined& a, const flow::Examined& b) { return races.never_together(a, b); })) {
    const Node* at = node_of(*r.access);
    if (!at) continue;
    const char* how = r.other->atomic ? "atomically" : r.other->locked ? "under a lock" : "in another goroutine";
    out.add(RuleId::UnsafePointerRace, r.parallel ? Confidence::Proven : Confidence::Likely, at,
            fmt::format("the unsafe.Pointer {} is {} without an atomic operation or a lock, and {} {}: a data race; use atomic.Pointer[T]", flow::quoted(at),
                        r.access->write ? "written" : "read", r.other->write ? "written" : "read", how),
            race_witness(side(package, *r.access, r.start, fmt::format("{} is {} here", flow::quoted(at), r.access->write ? "written" : "read")),
                         side(package, *r.other, r.other_start, fmt::format("and {} here{}", r.other->write ? "written" : "read", r.other == r.access ? " by another goroutine" : ""))));
  }
}

}  // namespace ptrsafe
