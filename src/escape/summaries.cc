#include "escape/summaries.h"

#include "base/hash.h"
#include "cache/archive.h"

namespace ptrsafe::escape {

template <class A>
void archive(A& a, Leaks& l) {
  for (uint8_t& d : l.raw()) a(d);
}

Summaries::Summaries(const std::string& dir, uint64_t tool) : tool_(tool) {
  if (!dir.empty() && tool) store_ = std::make_unique<cache::Store>(dir);
}

void Summaries::look_at(const build::Program& program) {
  keys_.assign(program.packages.size(), 0);
  if (!store_) return;
  uint64_t target = hash_pair(hash_bytes(program.config.goarch), hash_pair(hash_bytes(program.config.goos), static_cast<uint64_t>(program.config.go_minor)));
  for (const auto& u : program.packages) {  // imports come first
    uint64_t key = hash_pair(hash_pair(tool_, target), hash_bytes(u->import_path));
    for (const build::FileUnit* f : u->files) {
      key = hash_pair(key, static_cast<uint64_t>(f->version.minor));
      if (f->source) key = hash_pair(key, hash_bytes(f->source->text()));
    }
    for (const build::ImportEdge& e : u->imports) key = hash_pair(key, e.target ? keys_[e.target->index] : hash_bytes(e.path));
    keys_[u->index] = key;
  }
}

bool Summaries::get(const build::PackageUnit& unit, PackageSummary* out) const {
  std::string bytes;
  if (!store_ || !store_->get("escape", keys_[unit.index], &bytes)) return false;
  cache::Reader reader(bytes);
  reader(*out);
  return reader.at_end();
}

void Summaries::put(const build::PackageUnit& unit, const PackageSummary& summary) const {
  if (!store_) return;
  cache::Writer w;
  w(summary);
  store_->put("escape", keys_[unit.index], w.bytes());
}

}  // namespace ptrsafe::escape
