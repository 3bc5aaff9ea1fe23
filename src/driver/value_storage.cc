#include "driver/value_storage.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "escape/escape.h"

namespace ptrsafe {

void find_storage(const build::Program& program, Pool& pool, std::vector<flow::Passport>& maps) {
  if (std::all_of(maps.begin(), maps.end(), [](const flow::Passport& p) { return p.values.empty(); })) return;
  escape::EscapeOptions options;
  options.named_only = true;
  std::vector<escape::PackageDecisions> packages = escape::analyse_escapes(program, options, pool);
  absl::flat_hash_map<uint32_t, const escape::Decision*> stored;
  for (const escape::PackageDecisions& p : packages)
    for (const escape::Decision& d : p.decisions)
      if (d.in_map && (d.about == escape::Decision::Object || d.about == escape::Decision::Temporary)) stored.try_emplace(d.pos.v, &d);
  for (flow::Passport& p : maps)
    for (flow::ValueSite& v : p.values) {
      auto at = stored.find(escape::message_pos(v.node).v);
      if (at == stored.end()) continue;
      const escape::Decision& d = *at->second;
      v.storage = !d.allocates ? "static" : d.heap ? "heap" : "stack";
      if (d.bytes >= 0) v.bytes = d.bytes;
    }
}

}  // namespace ptrsafe
