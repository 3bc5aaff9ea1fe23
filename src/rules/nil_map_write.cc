#include <fmt/format.h>

#include "flow/nil_from_map.h"
#include "rules/rule.h"

namespace ptrsafe {

void nil_map_write(const flow::PackageFlow& package, const flow::Examined& body, Reporter& out) {
  const ir::Function& f = body.function;
  for (ir::BlockId b : body.dominators.order()) {
    for (flow::ValueId v : f.blocks[b.v].instrs) {
      const ir::Instr& i = f.at(v);
      if (i.op != ir::Opcode::MapUpdate || !body.flow.reached(v) || !i.node) continue;
      flow::NilVerdict verdict = nil_map(package, body, v);
      bool inner = verdict.evidence == flow::Evidence::None && body.flow.subject(v) != flow::Nilness::NonNil;
      if (inner) verdict = nil_from_map(package, body, v, 0);
      if (verdict.evidence == flow::Evidence::None) continue;
      Confidence c = verdict.evidence == flow::Evidence::Proven   ? Confidence::Proven
                     : verdict.evidence == flow::Evidence::Likely ? Confidence::Likely
                                                                  : Confidence::Possible;
      std::vector<WitnessStep> witness;
      for (const flow::NilStep& s : verdict.steps)
        if (s.node) witness.push_back({start_pos(s.node), s.message});
      const Node* map = i.node->is(NodeKind::Index) ? i.node->na() : i.node.get();
      if (witness.empty()) witness.push_back({start_pos(map), "nil here"});  // a captured variable, a zero value
      out.add(RuleId::NilMapWrite, c, f.name, i.node,
              fmt::format("the map {} is nil where an entry is assigned: {}; make it first", flow::quoted(map), verdict.reason),
              std::move(witness));
    }
  }
}

}  // namespace ptrsafe
