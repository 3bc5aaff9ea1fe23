#include "flow/models.h"

#include <bitset>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "types/lookup.h"
#include "types/package.h"

namespace ptrsafe::flow {
namespace {

struct Model {
  Name package, receiver;
  uint32_t bits;
};

// What functions of one name have in common, whatever their packages.
struct KnownName {
  std::vector<Model> models;
  bool ends_the_program = false;  // methods
  bool asserts = false;           // of assertion libraries whose failures end the test
  bool ends_the_test = false;     // of Ginkgo and its forks, by a panic
};

struct KnownNames {
  absl::flat_hash_map<uint32_t, KnownName> by_id;
  // A bit for the hash of each: most calls are of functions with other names.
  std::bitset<1 << 15> bits;
  static size_t bit(uint32_t id) { return id * 0x9e3779b1u >> 17; }
};

const KnownNames& known_names() {
  static const auto* names = [] {
    auto* known = new KnownNames;
    auto* t = &known->by_id;
    auto add = [&](std::string_view package, std::string_view receiver, std::string_view function, uint32_t bits) {
      (*t)[intern(function).id()].models.push_back({intern(package), receiver.empty() ? Name{} : intern(receiver), bits});
    };
#define MODEL(package, receiver, function, bits) add(package, receiver, function, bits);
#include "flow/models.def"
    for (const char* name : {"Fatal", "Fatalf", "Fatalln", "Fatalw", "Panic", "Panicf", "Panicln", "Panicw"}) (*t)[intern(name).id()].ends_the_program = true;
    for (const char* name : {"NotNil", "True"}) (*t)[intern(name).id()].asserts = true;
    for (const char* name : {"Skip", "Fail"}) (*t)[intern(name).id()].ends_the_test = true;
    for (const auto& [id, name] : *t) known->bits.set(KnownNames::bit(id));
    return known;
  }();
  return *names;
}

Name receiver_name(const Func* f) {
  Signature* sig = f->signature();
  if (!sig || !sig->recv) return {};
  Named* n = as<Named>(deref(sig->recv->type).first);
  return n ? n->obj->name : Name{};
}

}  // namespace

uint32_t model_of(const Func* f) {
  if (!f || !f->pkg) return 0;
  const KnownNames& known = known_names();
  if (!known.bits[KnownNames::bit(f->name.id())]) return 0;
  auto it = known.by_id.find(f->name.id());
  if (it == known.by_id.end()) return 0;
  const KnownName& n = it->second;
  if (!n.models.empty()) {
    Name receiver = receiver_name(f);
    for (const Model& m : n.models)
      if (m.package == f->pkg->path && m.receiver == receiver) return m.bits;
  }
  if (n.asserts && f->pkg->path.view().ends_with("/require")) return kAssertsArgument;
  if (n.ends_the_test && f->pkg->path.view().find("/ginkgo") != std::string_view::npos) return kNoReturn;
  Signature* sig = f->signature();
  if (n.ends_the_program && sig && sig->recv) return kNoReturn;
  return 0;
}

}  // namespace ptrsafe::flow
