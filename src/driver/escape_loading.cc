#include "driver/escape_loading.h"

#include "escape/escape.h"

namespace ptrsafe {
namespace {

// The programs without those bodies, but for generic ones; null if they are needed.
Analysis* load_with_summaries(Options options, escape::Summaries& known, Report& report) {
  options.build.dependency_bodies = false;
  options.build.generic_bodies = true;
  auto* a = new Analysis(load_programs(options, report));
  for (const auto& program : a->programs) {
    known.look_at(*program);
    if (!escape::dependencies_known(*program, known)) return nullptr;
  }
  check_programs(*a, options);
  return a;
}

}  // namespace

Analysis& load_for_escapes(Options options, escape::Summaries& known, Report& report) {
  options.share_with_tests = false;  // each package has functions of its own, as the compiler has them
  if (known.on()) {
    Report first;
    if (Analysis* a = load_with_summaries(options, known, first)) {
      report.messages += first.messages;
      return *a;
    }
  }
  options.build.dependency_bodies = true;
  Analysis& a = *new Analysis(load_programs(options, report));
  check_programs(a, options);
  return a;
}

}  // namespace ptrsafe
