// constraint_fuzz: any bytes as a //go:build expression and as the header of a Go file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "build/constraint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ptrsafe::build;
  static const TagSet tags = [] {
    TagSet t;
    t.goos = "linux", t.goarch = "amd64";
    t.tags = {"linux", "amd64", "unix", "gc", "cgo", "go1.1", "go1.21"};
    return t;
  }();
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Constraint c;
  std::string error;
  if (Constraint::parse(text, &c, &error)) {
    c.eval(tags);
    if (c.go_minor() < -1) std::abort();
  } else if (error.empty()) {
    std::abort();
  }
  for (bool ignore : {false, true}) {
    Header h;
    scan_header(text, tags, ignore, &h);
    if (h.package_offset > size || h.error_offset > size) std::abort();
    for (const auto& i : h.imports) {
      if (i.offset >= size) std::abort();
    }
  }
  header_matches(text, tags);
  tags.file_name_matches(text);
  return 0;
}
