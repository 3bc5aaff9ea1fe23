#include "lifetime/facts.h"

#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/library.h"
#include "lifetime/program_index.h"
#include "types/lookup.h"

namespace ptrsafe::lifetime {
namespace {

struct Fact {
  std::string_view package, type;
  uint32_t bits;
};

struct Tables {
  absl::flat_hash_map<uint32_t, std::vector<Fact>> functions, fields, types;  // by name
  absl::flat_hash_map<uint32_t, uint32_t> packages;  // by path
};

const Tables& tables() {
  static const Tables* table = [] {
    auto* t = new Tables;
#define FUNCTION(package, receiver, name, bits) t->functions[intern(name).id()].push_back({package, receiver, bits});
#define FIELD(package, type, name, bits) t->fields[intern(name).id()].push_back({package, type, bits});
#define TYPE(package, name, bits) t->types[intern(name).id()].push_back({package, "", bits});
#define PACKAGE(package, bits) t->packages[intern(package).id()] = bits;
#include "lifetime/facts.def"
    return t;
  }();
  return *table;
}

uint32_t find(const absl::flat_hash_map<uint32_t, std::vector<Fact>>& table, Name name, std::string_view package, std::string_view type, uint32_t otherwise) {
  auto it = table.find(name.id());
  if (it == table.end()) return otherwise;
  for (const Fact& f : it->second)
    if (f.package == package && f.type == type) return f.bits;
  return otherwise;
}

}  // namespace

uint32_t facts_of(const Func* f) {
  if (!f || !f->pkg) return 0;
  auto it = tables().packages.find(f->pkg->path.id());
  uint32_t of_package = it == tables().packages.end() ? 0 : it->second;
  if (!tables().functions.contains(f->name.id())) return of_package;
  return find(tables().functions, f->name, f->pkg->path.view(), flow::receiver_type(f), of_package);
}

uint32_t facts_of_field(Type* owner, const Var* field) {
  const Named* n = named(owner);
  return n && n->obj->pkg && field ? find(tables().fields, field->name, n->obj->pkg->path.view(), n->obj->name.view(), 0) : 0;
}

uint32_t facts_of_type(Type* t) {
  const Named* n = named(t);
  return n && n->obj->pkg ? find(tables().types, n->obj->name, n->obj->pkg->path.view(), "", 0) : 0;
}

}  // namespace ptrsafe::lifetime
