// front_fuzz: any bytes through the lexer, the parser and the checker, as a package of one file that imports
// nothing (imports in the input are unresolved).
//
// What the front end allocates lives as long as the process, so run it with -rss_limit_mb=0 and bounded
// -runs, or with -fork=1, which replaces the process now and then.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/name.h"
#include "base/region.h"
#include "build/program.h"
#include "check/check.h"
#include "parse/parser.h"
#include "types/package.h"
#include "types/universe.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  ptrsafe::Region::init();
  ptrsafe::init_names();
  ptrsafe::init_universe();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ptrsafe;
  if (size > 1 << 16) return 0;
  static const build::Config config = [] {
    build::Config c;
    c.dir = "/";
    c.goos = "linux";
    c.goarch = "amd64";
    c.go_minor = 27;
    return c;
  }();
  SourceFile* source = SourceFile::create("/fuzz/x.go", std::string(reinterpret_cast<const char*>(data), size));
  build::FileUnit file;
  file.tree = parse_file(source, ParseMode::Full);
  file.version = {27};
  build::PackageUnit unit;
  unit.import_path = unit.path = "fuzz";
  unit.name = file.tree->package_name ? std::string(file.tree->package_name->name().view()) : "";
  unit.version = {27};
  unit.named = true;
  unit.files = {&file};
  CheckOptions options;
  options.test_builtins = true;
  check_package(unit, config, options);
  return 0;
}
