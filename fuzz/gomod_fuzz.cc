// gomod_fuzz: any bytes as go.mod (of a main module and of a dependency), go.work and vendor/modules.txt.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "build/gomod.h"
#include "build/version.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ptrsafe::build;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (ModFileKind kind : {ModFileKind::GoMod, ModFileKind::Dependency, ModFileKind::GoWork}) {
    ModFile f = parse_mod_file(text, kind);
    for (const ModError& e : f.errors) {
      if (e.offset > size || e.message.empty()) std::abort();
    }
    for (const auto& r : f.require) {
      if (compare_semver(r.mod.version, r.mod.version) != 0) std::abort();
    }
  }
  VendorList list = parse_vendor_list(text);
  for (const auto& [path, module] : list.packages) {
    if (path.empty() || module >= list.modules.size()) std::abort();
  }
  parse_go_release(text);
  parse_goroot_version(text);
  return 0;
}
