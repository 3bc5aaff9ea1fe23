// unsafe-pointer-race: an unsafe.Pointer that goroutines share is read or written without an atomic operation or a lock.
#include <fmt/format.h>

#include "flow/library.h"
#include "flow/nil_from_map.h"
#include "flow/unsafe_pointers.h"
#include "rules/rule.h"

namespace ptrsafe {

void unsafe_pointer_race(const flow::PackageFlow& package, Reporter& out) {
  if (flow::implements_runtime(package.package().path.view()) || !flow::uses_unsafe_pointers(package)) return;
  for (const flow::PointerRace& r : package.program().unsafe_pointers().races(package)) {
    auto node = [](const flow::PointerAccess& a) {
      const ir::Function& f = a.body->function;
      // Of a store, the variable rather than the statement; a local's address has the node of its declaration.
      const ir::Instr& address = f.at(f.operand(a.at, 0));
      bool named = a.write && !a.atomic && address.node && address.op != ir::Opcode::Alloc && address.op != ir::Opcode::FreeVar;
      return named ? address.node.get() : f.at(a.at).node.get();
    };
    const Node *at = node(*r.access), *other = node(*r.other);
    if (!at) continue;
    const char* how = r.other->atomic ? "atomically" : r.other->locked ? "under a lock" : "in another goroutine";
    std::vector<WitnessStep> witness{{start_pos(at), r.access->write ? "written here, unguarded" : "read here, unguarded"}};
    if (other) witness.push_back({start_pos(other), fmt::format("{} {} here", r.other->write ? "written" : "accessed", how)});
    out.add(RuleId::UnsafePointerRace, r.parallel ? Confidence::Proven : Confidence::Likely, r.access->body->function.name, at,
            fmt::format("the unsafe.Pointer {} is {} without an atomic operation or a lock, and {} {}: a data race; use atomic.Pointer[T]", flow::quoted(at),
                        r.access->write ? "written" : "read", r.other->write ? "written" : "read", how),
            std::move(witness));
  }
}

}  // namespace ptrsafe
