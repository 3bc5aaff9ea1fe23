#include "driver/value_storage.h"

#include <algorithm>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "escape/escape.h"

namespace ptrsafe {
namespace {

// Named packages with the files where values are made and inserted. A test variant has the files of its package, too, so that one is enough.
std::set<const Package*> packages_to_analyse(const build::Program& program, const std::vector<flow::Passport>& maps) {
  std::set<const SourceFile*> wanted;
  for (const flow::Passport& p : maps) {
    if (p.values.empty()) continue;
    for (const flow::ValueSite& v : p.values) wanted.insert(file_of(v.at));
    for (const flow::PassportAccess& i : p.inserts) wanted.insert(file_of(i.at));
  }
  std::vector<const build::PackageUnit*> units;
  for (const auto& u : program.packages)
    if (u->named && u->checked && u->checked->details) units.push_back(u.get());
  std::stable_sort(units.begin(), units.end(), [](const auto* a, const auto* b) { return a->files.size() > b->files.size(); });
  std::set<const Package*> out;
  for (const build::PackageUnit* u : units)
    for (const build::FileUnit* f : u->files)
      if (wanted.erase(f->source)) out.insert(u->checked);
  return out;
}

}  // namespace

void find_storage(const build::Program& program, Pool& pool, std::vector<flow::Passport>& maps) {
  std::set<const Package*> concerned = packages_to_analyse(program, maps);
  if (concerned.empty()) return;
  escape::EscapeOptions options;
  options.only = &concerned;
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
