// request-retained: what ends with a request or a scope is stored in a map that outlives it.
#include <fmt/format.h>

#include "flow/nil_from_map.h"
#include "lifetime/lifetimes.h"
#include "rules/rule.h"

namespace ptrsafe {
namespace {

struct Wording {
  const char *what, *end, *advice;
};

Wording wording(lifetime::ScopeKind k) {
  switch (k) {
    case lifetime::ScopeKind::Request: return {"a part of the request", "ends when the handler returns", "keep a copy of what is needed (Clone, context.WithoutCancel), or remove the entry before returning"};
    case lifetime::ScopeKind::Closed: return {"a value that this scope closes", "is closed here", "leave closing it to who removes the entry, or keep what was read"};
    case lifetime::ScopeKind::Pooled: return {"an object of a pool", "goes back to the pool here, and is used again", "keep a copy, or put it back when the entry is removed"};
    case lifetime::ScopeKind::Cancelled: return {"a context that this scope cancels", "is cancelled here", "leave cancelling it to who removes the entry"};
  }
  return {"", "", ""};
}

}  // namespace

void request_retained(const flow::PackageFlow& package, Reporter& out) {
  for (const lifetime::RetainedValue& r : package.program().lifetimes().scopes().in(package)) {
    const ir::Function& f = r.store.body->function;
    const Node* at = f.at(r.store.v).node;
    Wording w = wording(r.kind);
    const ir::Instr& origin = r.origin.instr();
    const ir::Function& scope = r.origin.body->function;
    const Var* parameter = origin.op == ir::Opcode::Param && origin.aux < scope.param_vars.size() ? scope.param_vars[origin.aux] : nullptr;
    std::vector<WitnessStep> witness{{start_pos(at), "stored here, in a map that outlives it"}};
    if (parameter) witness.push_back({parameter->pos, "it comes from this parameter"});
    else if (origin.node) witness.push_back({start_pos(origin.node), "it comes from here"});
    if (const Node* n = r.end ? r.end.instr().node.get() : nullptr) witness.push_back({start_pos(n), fmt::format("it {}", w.end)});
    out.add(RuleId::RequestRetained, r.certain ? Confidence::Proven : Confidence::Likely, at,
            fmt::format("the map keeps {} beyond its end: it {}; {}", w.what, w.end, w.advice), std::move(witness));
  }
}

}  // namespace ptrsafe
