// goroot_test: runs the front-end part of GOROOT/test: what must compile has to be accepted, and what must
// not has to be reported on the lines that the tests mark. Prints the score by directive and by directory.
//
//   goroot_test [--goroot DIR] [--only SUBSTRING] [--misses] [--skips] [--scores FILE] [--update] [--strict] [-j N]
//
// Directives, flags, build constraints, relative imports and the matching of errors are those of
// cmd/internal/testdir. Errors match by line only; what is wanted at a line is "an error there that matches".
#include <fmt/format.h>
#include <re2/re2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "goroot_suite.h"
#include "harness.h"
#include "types/package.h"

namespace ptrsafe::conformance {
namespace {

struct Tally {
  int tests = 0, passed = 0, failed = 0;  // failed: crashed or hung
  int lines = 0, reported = 0, matched = 0, extra = 0;
  void add(const Tally& t) {
    const int* from = &t.tests;
    int* to = &tests;
    for (size_t i = 0; i < sizeof(Tally) / sizeof(int); i++) to[i] += from[i];
  }
};

std::string show(const Reported& r) {
  return fmt::format("{}:{}:{}: {}", r.file.substr(r.file.rfind('/') + 1), r.line, r.column, r.message);
}

// A runindir test is a module of its own: copied aside with a go.mod, and loaded as a user's would be.
std::vector<Reported> check_module(const Harness& harness, const SuiteTest& t) {
  namespace fs = std::filesystem;
  std::error_code ec;
  fs::path dir = fs::temp_directory_path(ec) / fmt::format("ptrsafe-suite-{}", getpid());
  fs::remove_all(dir, ec);
  std::string name = t.dir.substr(t.dir.rfind('/') + 1);
  fs::path copy = dir / name;
  fs::create_directories(copy, ec);
  fs::copy(t.dir, copy, fs::copy_options::recursive, ec);
  std::vector<Reported> errors;
  if (ec) errors.push_back({t.dir, 0, 0, ec.message()});
  std::ofstream(copy / "go.mod") << "module " << name << "\ngo " << t.module_go << "\n";
  build::Config config = harness.config();
  config.dir = copy.string();
  Pool pool(1);
  auto programs = build::load(config, {"."}, pool);
  for (auto& program : programs) {
    for (const Diagnostic& d : program->errors) errors.push_back({d.path, 0, 0, d.message});
    for (auto& unit : program->packages) {
      unit->named = !unit->standard;
      for (const Diagnostic& d : unit->errors) errors.push_back({d.path, 0, 0, d.message});
    }
    check_program(*program, CheckOptions{}, pool);
    for (auto& unit : program->packages) {
      if (!unit->checked || !unit->checked->details) continue;
      for (const Diagnostic& d : unit->checked->details->errors) errors.push_back({unit->import_path, 0, 0, d.message});
    }
  }
  fs::remove_all(dir, ec);
  return errors;
}

std::string run_test(const Harness& harness, const SuiteTest& t) {
  Tally tally{};
  tally.tests = 1;
  std::vector<std::string> misses;
  std::vector<Reported> errors;
  std::vector<HandPackage> made;
  if (t.module_dir) {
    errors = check_module(harness, t);
  } else {
    std::map<std::string, build::PackageUnit*> imports;
    for (const SuitePackage& p : t.packages) {
      HandOptions options;
      options.import_path = p.import_path;
      options.version = t.lang;
      options.bodies_may_lack = !t.complete;
      options.imports = imports;
      options.check.compiler_errors = true;
      options.as_compiler = true;
      made.push_back(harness.check(p.files, options));
      for (const Reported& r : made.back().errors) errors.push_back(r);
      // "./a" and "test/a" name the package whose first file is a.go.
      imports[p.import_path] = made.back().unit.get();
      if (p.import_path.rfind("test/", 0) == 0) imports["./" + p.import_path.substr(5)] = made.back().unit.get();
    }
  }
  if (t.want == Want::Accept) {
    tally.passed = errors.empty();
    for (const Reported& r : errors) misses.push_back(fmt::format("REJECTED {}: {}", t.name, show(r)));
  } else {
    std::map<std::pair<std::string, uint32_t>, std::vector<const Reported*>> at;
    for (const Reported& r : errors) at[{r.file, r.line}].push_back(&r);
    std::set<std::pair<std::string, uint32_t>> expected;
    bool exact = true;
    for (const SuitePackage& p : t.packages) {
      for (const std::string& file : p.files) {
        std::string source;
        read_file(file, source);
        std::map<uint32_t, std::vector<SuiteExpectation>> by_line;
        for (SuiteExpectation& e : suite_expectations(file, source)) by_line[e.line].push_back(std::move(e));
        for (auto& [line, list] : by_line) {
          expected.insert({file, line});
          tally.lines++;
          auto it = at.find({file, line});
          if (it == at.end()) {
            exact = false;
            misses.push_back(fmt::format("MISSED   {}: {}:{}: {}", t.name, file.substr(file.rfind('/') + 1), line, list[0].pattern));
            continue;
          }
          tally.reported++;
          bool all = true;
          for (const SuiteExpectation& e : list) {
            RE2::Options options;
            options.set_log_errors(false);
            RE2 re(e.pattern, options);
            bool some = std::any_of(it->second.begin(), it->second.end(), [&](const Reported* r) { return RE2::PartialMatch(r->message, re); });
            if (!some) {
              all = false;
              misses.push_back(fmt::format("PATTERN  {}: wanted {}; got {}", t.name, e.pattern, show(*it->second[0])));
            }
          }
          tally.matched += all;
          exact = exact && all;
        }
      }
    }
    for (auto& [place, list] : at) {
      if (expected.count(place)) continue;
      tally.extra++;
      exact = false;
      for (const Reported* r : list) misses.push_back(fmt::format("EXTRA    {}: {}", t.name, show(*r)));
    }
    tally.passed = exact;
  }
  nlohmann::json result;
  const int* counts = &tally.tests;
  for (size_t i = 0; i < sizeof(Tally) / sizeof(int); i++) result["tally"].push_back(counts[i]);
  result["misses"] = misses;
  return result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

int expected_lines(const SuiteTest& t) {
  std::set<std::pair<std::string, uint32_t>> lines;
  for (const SuitePackage& p : t.packages) {
    for (const std::string& file : p.files) {
      std::string source;
      read_file(file, source);
      for (const SuiteExpectation& e : suite_expectations(file, source)) lines.insert({file, e.line});
    }
  }
  return static_cast<int>(lines.size());
}

double percent(int part, int whole) { return whole ? 100.0 * part / whole : 100.0; }

int run(int argc, char** argv) {
  std::string goroot, only, scores = PTRSAFE_SOURCE_DIR "/tests/scores.json";
  bool show_misses = false, show_skips = false, update = false, strict = false, lenient = false;
  unsigned jobs = 2;
  int seconds = 60;
  for (int i = 1; i < argc; i++) {
    std::string_view a = argv[i];
    auto next = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (a == "--goroot") goroot = next();
    else if (a == "--only") only = next();
    else if (a == "--scores") scores = next();
    else if (a == "-j") jobs = static_cast<unsigned>(std::max(1, atoi(next().c_str())));
    else if (a == "--timeout") seconds = atoi(next().c_str());
    else if (a == "--misses") show_misses = true;
    else if (a == "--skips") show_skips = true;
    else if (a == "--update") update = true;
    else if (a == "--strict") strict = true;
    else if (a == "--no-ratchet") lenient = true;
    else {
      fmt::print(stderr, "usage: goroot_test [--goroot DIR] [--only TEXT] [--misses] [--skips] [--scores FILE] [--update] [--strict] [-j N]\n");
      return 2;
    }
  }
  Harness harness(goroot);
  std::vector<SuiteTest> tests = collect_suite(harness.goroot(), harness.go_minor());
  if (tests.empty()) {
    fmt::print("skipped: {} has no test directory\n", harness.goroot());
    return 0;
  }
  if (!only.empty()) {
    tests.erase(std::remove_if(tests.begin(), tests.end(), [&](const SuiteTest& t) { return t.name.find(only) == std::string::npos; }),
                tests.end());
  }
  std::set<std::string> imports;
  for (const SuiteTest& t : tests) {
    if (t.want == Want::Skip) continue;
    for (const SuitePackage& p : t.packages) {
      for (const std::string& file : p.files) {
        std::string source;
        if (read_file(file, source)) collect_imports(source, imports);
      }
    }
  }
  if (!harness.load_std(imports)) {
    fmt::print("the standard library could not be loaded from {}\n", harness.goroot());
    return 1;
  }
  std::vector<Outcome> outcomes = run_isolated(tests.size(), jobs, seconds, [&](size_t i) {
    return tests[i].want == Want::Skip ? std::string("{}") : run_test(harness, tests[i]);
  });

  std::map<std::string, Tally> accepted, errors;
  std::map<std::string, int> skipped;
  Tally accept{}, error{};
  std::vector<std::string> misses, failures;
  for (size_t i = 0; i < tests.size(); i++) {
    const SuiteTest& t = tests[i];
    if (t.want == Want::Skip) {
      skipped[t.skip.substr(0, t.skip.find(':'))]++;
      if (show_skips) fmt::print("skipped {}: {}\n", t.name, t.skip);
      continue;
    }
    Tally tally{};
    if (outcomes[i].kind != Outcome::Done) {
      tally.tests = tally.failed = 1;
      if (t.want == Want::Errors) tally.lines = expected_lines(t);
      failures.push_back(fmt::format("{} {}: {}", outcomes[i].kind == Outcome::Crashed ? "CRASHED" : "HUNG   ", t.name, outcomes[i].text));
    } else {
      auto result = nlohmann::json::parse(outcomes[i].text);
      int* counts = &tally.tests;
      for (size_t k = 0; k < sizeof(Tally) / sizeof(int); k++) counts[k] = result["tally"][k].get<int>();
      for (const auto& m : result["misses"]) misses.push_back(m.get<std::string>());
    }
    if (t.want == Want::Accept) {
      accepted[t.action].add(tally);
      accept.add(tally);
    } else {
      errors[t.action].add(tally);
      error.add(tally);
    }
  }
  if (show_misses) {
    for (const std::string& line : misses) fmt::print("{}\n", line);
  }
  for (const std::string& line : failures) fmt::print("{}\n", line);
  fmt::print("\nmust be accepted    tests  accepted  crashed\n");
  for (const auto& [name, t] : accepted) fmt::print("{:<18} {:>6} {:>9} {:>8}\n", name, t.tests, t.passed, t.failed);
  fmt::print("{:<18} {:>6} {:>9} {:>8}\n", "total", accept.tests, accept.passed, accept.failed);
  fmt::print("\nmust report         tests  entirely right  lines  reported        %  matched        %  extra lines  crashed\n");
  auto row = [](const std::string& name, const Tally& t) {
    fmt::print("{:<18} {:>6} {:>15} {:>6} {:>9} {:>8.2f} {:>8} {:>8.2f} {:>12} {:>8}\n", name, t.tests, t.passed, t.lines, t.reported,
               percent(t.reported, t.lines), t.matched, percent(t.matched, t.lines), t.extra, t.failed);
  };
  for (const auto& [name, t] : errors) row(name, t);
  row("total", error);
  fmt::print("\nskipped (--skips lists them):");
  for (const auto& [why, n] : skipped) fmt::print(" {} {};", n, why);
  fmt::print("\n\n");
  if (!only.empty() || lenient) return accept.failed + error.failed ? 1 : 0;
  return judge_scores(scores, "goroot_test", harness.version_key(),
                      {{"crashed or hung", static_cast<double>(accept.failed + error.failed), 0, true},
                       {"must-compile tests accepted %", percent(accept.passed, accept.tests), 100, false},
                       {"errorcheck lines reported %", percent(error.reported, error.lines), 93, false},
                       {"errorcheck lines matched %", percent(error.matched, error.lines), 0, false},
                       {"errorcheck files entirely right %", percent(error.passed, error.tests), 0, false},
                       {"errorcheck extra lines", static_cast<double>(error.extra), 1e9, true}},
                      update, strict)
             ? 0
             : 1;
}

}  // namespace
}  // namespace ptrsafe::conformance

int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  return ptrsafe::conformance::run(argc, argv);
}
