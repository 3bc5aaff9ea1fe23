// The SSA form of all of std, with its tests: each function obeys the form's invariants (ir/verify.cc).
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "base/pool.h"
#include "build/program.h"
#include "check/check.h"
#include "lower/lower.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

TEST(Lower, EveryFunctionOfStd) {
  Region::init();
  init_names();
  init_universe();
  Pool pool(2);
  build::Config config;
  config.dir = "/";
  config.cgo_enabled = false;
  auto programs = build::load(config, {"std"}, pool);
  if (programs.empty() || programs[0]->packages.empty()) GTEST_SKIP() << "no Go tree found";
  check_program(*programs[0], CheckOptions{}, pool);
  std::atomic<size_t> functions{0};
  std::mutex mutex;
  std::string first_error;
  auto note = [&](const std::unique_ptr<ir::Function>& f) {
    if (!f) return;
    functions++;
    std::string error = ir::verify(*f);
    std::lock_guard lock(mutex);
    if (!error.empty() && first_error.empty()) first_error = error + "\n" + ir::print(*f);
  };
  const auto& packages = programs[0]->packages;
  pool.for_each(packages.size(), [&](size_t i) {
    const Package* p = packages[i]->checked;
    if (!packages[i]->named || !p || !p->details) return;
    note(lower_initializers(*p));
    for (const Func* f : p->details->functions) note(lower_function(*p, *f));
  });
  EXPECT_EQ(first_error, "");
  EXPECT_GT(functions.load(), 20000u);
  std::printf("%zu functions\n", functions.load());
}

}  // namespace
}  // namespace ptrsafe
