// The SSA form of all of std, with its tests, and of the corpus programs with all that they depend on: each function obeys the form's invariants (ir/verify.cc).
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>

#include "base/os/process.h"
#include "base/pool.h"
#include "build/program.h"
#include "check/check.h"
#include "lower/called_once.h"
#include "lower/lower.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

// Lowers all functions of the named packages; the first that breaks an invariant, or nothing.
std::string verify(build::Program& program, Pool& pool, std::atomic<size_t>& functions) {
  std::mutex mutex;
  std::string first_error;
  auto note = [&](const std::unique_ptr<ir::Function>& f) {
    if (!f) return;
    functions++;
    std::string error = ir::verify(*f);
    std::lock_guard lock(mutex);
    if (!error.empty() && first_error.empty()) first_error = error + "\n" + ir::print(*f);
  };
  const auto& packages = program.packages;
  pool.for_each(packages.size(), [&](size_t i) {
    const Package* p = packages[i]->checked;
    if (!packages[i]->named || !p || !p->details) return;
    note(lower_initializers(*p));
    lower::CalledOnce once(*p);
    for (const Func* f : p->details->functions) {
      note(lower_function(*p, *f));
      note(lower_function(*p, *f, &once));
    }
  });
  return first_error;
}

class Lower : public testing::Test {
 protected:
  void SetUp() override {
    Region::init();
    init_names();
    init_universe();
  }

  Pool pool_{2};
  std::atomic<size_t> functions_{0};
};

TEST_F(Lower, EveryFunctionOfStd) {
  build::Config config;
  config.dir = "/";
  config.cgo_enabled = false;
  auto programs = build::load(config, {"std"}, pool_);
  if (programs.empty() || programs[0]->packages.empty()) GTEST_SKIP() << "no Go tree found";
  check_program(*programs[0], CheckOptions{}, pool_);
  EXPECT_EQ(verify(*programs[0], pool_, functions_), "");
  EXPECT_GT(functions_.load(), 20000u);
  std::printf("%zu functions\n", functions_.load());
}

// The programs of tests/corpus/ci.txt; PTRSAFE_CORPUS=packages.txt: all of them. What was not fetched is passed over.
TEST_F(Lower, EveryFunctionOfTheCorpus) {
  const char* list = std::getenv("PTRSAFE_CORPUS");
  std::string corpus = PTRSAFE_SOURCE_DIR "/tests/corpus/";
  std::ifstream names(corpus + (list ? list : "ci.txt"));
  ASSERT_TRUE(names);
  for (std::string line; std::getline(names, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::string name = line.substr(0, line.find('\t'));
    build::Config config;
    config.dir = corpus + name;
    config.cgo_enabled = false;
    config.tests = false;
    config.environment = os::environment();
    auto programs = build::load(config, {"."}, pool_);
    if (programs.empty()) continue;
    std::vector<std::string> all;  // the program and what it depends on, by import path
    for (const auto& unit : programs[0]->packages) {
      if (!unit->standard) all.push_back(unit->import_path);
    }
    programs = build::load(config, all, pool_);
    for (auto& program : programs) {
      check_program(*program, CheckOptions{}, pool_);
      EXPECT_EQ(verify(*program, pool_, functions_), "") << name;
    }
  }
  std::printf("%zu functions\n", functions_.load());
}

}  // namespace
}  // namespace ptrsafe
