#include "flow/models.h"

#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "types/lookup.h"
#include "types/package.h"

namespace ptrsafe::flow {
namespace {

struct Model {
  Name package, receiver, function;
  uint32_t bits;
};

// By function name: few functions share one.
const absl::flat_hash_map<uint32_t, std::vector<Model>>& models() {
  static const auto* table = [] {
    auto* t = new absl::flat_hash_map<uint32_t, std::vector<Model>>;
    auto add = [&](std::string_view package, std::string_view receiver, std::string_view function, uint32_t bits) {
      Name name = intern(function);
      (*t)[name.id()].push_back({intern(package), receiver.empty() ? Name{} : intern(receiver), name, bits});
    };
#define MODEL(package, receiver, function, bits) add(package, receiver, function, bits);
#include "flow/models.def"
    return t;
  }();
  return *table;
}

Name receiver_name(const Func* f) {
  Signature* sig = f->signature();
  if (!sig || !sig->recv) return {};
  Named* n = as<Named>(deref(sig->recv->type).first);
  return n ? n->obj->name : Name{};
}

bool ends_the_program(std::string_view name) {
  return name == "Fatal" || name == "Fatalf" || name == "Fatalln" || name == "Fatalw" || name == "Panic" || name == "Panicf" ||
         name == "Panicln" || name == "Panicw";
}

}  // namespace

uint32_t model_of(const Func* f) {
  if (!f || !f->pkg) return 0;
  auto it = models().find(f->name.id());
  if (it != models().end()) {
    Name receiver = receiver_name(f);
    for (const Model& m : it->second)
      if (m.package == f->pkg->path && m.receiver == receiver) return m.bits;
  }
  std::string_view name = f->name.view();
  // Assertion libraries whose failures end the test.
  if ((name == "NotNil" || name == "True") && f->pkg->path.view().ends_with("/require")) return kAssertsArgument;
  // Ginkgo and its forks end a test by a panic.
  if ((name == "Skip" || name == "Fail") && f->pkg->path.view().find("/ginkgo") != std::string_view::npos) return kNoReturn;
  Signature* sig = f->signature();
  return sig && sig->recv && ends_the_program(name) ? kNoReturn : 0;
}

}  // namespace ptrsafe::flow
