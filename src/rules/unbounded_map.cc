// unbounded-map: a map that lives as long as the program is inserted into with keys without end, and nothing takes entries out.
#include <fmt/format.h>

#include "flow/nil_from_map.h"
#include "lifetime/lifetimes.h"
#include "rules/rule.h"

namespace ptrsafe {

void unbounded_map(const flow::PackageFlow& package, Reporter& out) {
  for (const lifetime::GrowingMap& g : package.program().lifetimes().growth().in(package)) {
    const ir::Function& f = g.insert.body->function;
    const Node* at = f.at(g.insert.v).node;
    const Node* source = g.source.at.instr().node;
    std::vector<WitnessStep> witness{{start_pos(at), "inserted here, again and again"}};
    if (source) witness.push_back({start_pos(source), fmt::format("the key comes from {} here", name_of(g.source.kind))});
    std::string map = g.variable ? fmt::format("the map {}", g.variable->name.view()) : "the map";
    if (g.variable) witness.push_back({g.variable->pos, "it lives as long as the program, and nothing deletes from it, clears, replaces or bounds it"});
    out.add(RuleId::UnboundedMap, Confidence::Likely, at,
            fmt::format("{} only grows: its keys come from {}, and nothing in the program takes entries out or limits them; delete what is no longer "
                        "needed, or bound it",
                        map, name_of(g.source.kind)),
            std::move(witness));
  }
}

}  // namespace ptrsafe
