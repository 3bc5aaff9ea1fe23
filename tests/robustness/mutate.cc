// mutate: feeds malformed Go to the parser and the checker and looks for crashes and hangs.
//
//   mutate [N] [--seed S] [--goroot DIR] [--limit SECONDS] [--nesting] [--large] [--only NAME] [-j N] [--write INDEX]
//
// N inputs (default 3,000): random bytes, truncations and byte and token mutations of files of the standard
// library, checked against the real packages that they import. Inputs follow from the seed and their number
// alone, so `--write INDEX` prints one again. --nesting: every construct 100,000 deep; --large: files of
// 50 MB; --only: of these, the ones whose names contain NAME. A run takes more than `limit` CPU seconds (2; 20 under sanitizers; more on a slow machine): it counts as a hang.
#include <dirent.h>
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "../conformance/harness.h"
#include "generate.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static constexpr double kLimit = 20;
#else
static constexpr double kLimit = 2;
#endif

namespace ptrsafe::conformance {
namespace {

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// Parses and checks one input, and says how long it took and how many errors there were.
std::string run_input(const Harness& harness, std::vector<SourceText> files) {
  double start = cpu_seconds();
  HandOptions options;
  options.bodies_may_lack = true;
  HandPackage package = harness.check(std::move(files), options);
  // Reading every position forces the line tables, which are made when first used.
  size_t bytes = 0;
  for (const Reported& r : package.errors) bytes += r.message.size() + r.line;
  return fmt::format("{} {} {}", cpu_seconds() - start, package.errors.size(), bytes);
}

// How much slower than the machine of the figures this one is, now: the time of filling fresh memory and hashing it.
// Virtual machines differ by a factor of two from one hour to the next, most of all where memory comes from the system.
double machine_slowness() {
  constexpr size_t kBytes = 256 << 20;
  constexpr double kUsual = 0.20;  // seconds
  double start = cpu_seconds();
  auto memory = std::make_unique_for_overwrite<uint64_t[]>(kBytes / sizeof(uint64_t));
  uint64_t hash = 1;
  for (size_t i = 0; i < kBytes / sizeof(uint64_t); i++) {
    memory[i] = hash;
    hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9 + memory[i / 2];
  }
  double seconds = cpu_seconds() - start;
  constexpr double kMost = 3;  // what takes longer is no matter of the machine
  return hash == 0 ? 1 : std::clamp(seconds / kUsual, 1.0, kMost);
}

struct Summary {
  size_t runs = 0, crashed = 0, slow = 0, clean = 0;
  double slowest = 0;
  std::string slowest_name;
};

double seconds_of(const Outcome& outcome) {
  double seconds = 0;
  sscanf(outcome.text.c_str(), "%lf", &seconds);
  return seconds;
}

// `again` runs the input once more: what is slow in each of six runs is slow. Runs of one input take from 1.6 to 2.3 s of CPU time on a virtual machine
// whose memory others use; that is no matter of the input.
void account(Summary& s, const std::string& name, const Outcome& outcome, double limit, const std::function<Outcome()>& again) {
  s.runs++;
  if (outcome.kind != Outcome::Done) {
    (outcome.kind == Outcome::Crashed ? s.crashed : s.slow)++;
    fmt::print("{} {}: {}\n", outcome.kind == Outcome::Crashed ? "CRASHED" : "HUNG", name, outcome.text);
    return;
  }
  double seconds = seconds_of(outcome);
  size_t errors = 0;
  sscanf(outcome.text.c_str(), "%*f %zu", &errors);
  s.clean += errors == 0;
  for (int more = 0; more < 5 && seconds > limit; more++)
    if (Outcome o = again(); o.kind == Outcome::Done) seconds = std::min(seconds, seconds_of(o));
  double slowness = seconds > limit ? machine_slowness() : 1;
  if (seconds > limit * slowness) {
    s.slow++;
    fmt::print("SLOW {}: {:.2f} s on a machine {:.1f} times slower than usual\n", name, seconds, slowness);
  }
  if (seconds > s.slowest) {
    s.slowest = seconds;
    s.slowest_name = name;
  }
}

bool conclude(const char* what, const Summary& s, double limit) {
  fmt::print("{}: {} inputs, {} crashes, {} over {} s, {} without an error; slowest {:.3f} s ({})\n", what, s.runs, s.crashed,
             s.slow, limit, s.clean, s.slowest, s.slowest_name);
  return s.crashed == 0 && s.slow == 0;
}

std::vector<SourceText> std_files(const std::string& goroot) {
  std::vector<SourceText> files;
  for (const char* dir : {"fmt", "strings", "sort", "slices", "maps", "iter", "sync", "sync/atomic", "bufio", "bytes", "errors",
                          "io", "strconv", "container/list", "container/heap", "text/template/parse", "encoding/json", "reflect",
                          "time", "context", "net/url", "go/ast", "go/scanner", "math/big", "regexp/syntax", "unique", "cmp"}) {
    std::string path = goroot + "/src/" + dir;
    std::vector<std::string> names;
    if (DIR* d = opendir(path.c_str())) {
      while (dirent* e = readdir(d)) {
        std::string name = e->d_name;
        if (name.size() > 3 && name.substr(name.size() - 3) == ".go") names.push_back(name);
      }
      closedir(d);
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      SourceText file{path + "/" + name, {}};
      if (read_file(file.path, file.text) && file.text.size() < 120000) files.push_back(std::move(file));
    }
  }
  return files;
}

int run(int argc, char** argv) {
  size_t n = 3000;
  uint64_t seed = 1;
  std::string goroot, only;
  double limit = kLimit;
  bool nesting = false, large = false;
  long write = -1;
  unsigned jobs = 2;
  for (int i = 1; i < argc; i++) {
    std::string_view a = argv[i];
    auto next = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (a == "--seed") seed = strtoull(next().c_str(), nullptr, 10);
    else if (a == "--goroot") goroot = next();
    else if (a == "--limit") limit = atof(next().c_str());
    else if (a == "-j") jobs = static_cast<unsigned>(std::max(1, atoi(next().c_str())));
    else if (a == "--nesting") nesting = true;
    else if (a == "--large") large = true;
    else if (a == "--only") only = next();
    else if (a == "--write") write = atol(next().c_str());
    else n = strtoull(argv[i], nullptr, 10);
  }
  Harness harness(goroot);
  std::vector<SourceText> seeds = std_files(harness.goroot());
  std::vector<std::string_view> texts;
  for (const SourceText& s : seeds) texts.push_back(s.text);
  if (write >= 0) {
    std::string input = robustness::mutated(texts, seed, static_cast<uint64_t>(write));
    fwrite(input.data(), 1, input.size(), stdout);
    return 0;
  }
  std::set<std::string> imports;
  for (const SourceText& s : seeds) collect_imports(s.text, imports);
  if (seeds.empty() || !harness.load_std(imports)) {
    fmt::print("skipped: no standard library at {}\n", harness.goroot());
    return 0;
  }
  // A wall-clock limit well above the CPU limit: other work on the machine is no hang.
  int wall = static_cast<int>(limit * 10) + 10;
  bool good = true;
  if (nesting || large) {
    std::vector<robustness::Generated> inputs = nesting ? robustness::nested(100000) : std::vector<robustness::Generated>();
    std::erase_if(inputs, [&](const auto& g) { return g.name.find(only) == std::string::npos; });
    size_t deep = inputs.size();
    if (large) {
      for (auto& g : robustness::large_files()) if (g.name.find(only) != std::string::npos) inputs.push_back(std::move(g));
    }
    auto one = [&](size_t i) { return run_input(harness, {{fmt::format("/generated/{}.go", inputs[i].name), inputs[i].make()}}); };
    auto outcomes = run_isolated(inputs.size(), jobs, wall, one, 1);
    Summary nested, big;
    for (size_t i = 0; i < inputs.size(); i++) {
      // A well-formed file of 50 MB is 2 million lines of work: it gets the time of as many small ones.
      account(i < deep ? nested : big, inputs[i].name, outcomes[i], limit, [&] { return run_isolated(1, 1, wall, [&](size_t) { return one(i); }, 1)[0]; });
    }
    if (nesting) good = conclude("nesting 100,000 deep", nested, limit) && good;
    if (large) good = conclude("files of 50 MB", big, limit) && good;
  } else {
    auto one = [&](size_t i) { return run_input(harness, {{fmt::format("/generated/{}.go", i), robustness::mutated(texts, seed, i)}}); };
    auto outcomes = run_isolated(n, jobs, wall, one, 400);
    Summary all;
    for (size_t i = 0; i < n; i++) account(all, fmt::format("input {} of seed {}", i, seed), outcomes[i], limit, [&] { return run_isolated(1, 1, wall, [&](size_t) { return one(i); }, 1)[0]; });
    good = conclude("mutations", all, limit);
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace ptrsafe::conformance

int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  return ptrsafe::conformance::run(argc, argv);
}
