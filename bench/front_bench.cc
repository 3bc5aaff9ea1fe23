// front_bench: times one phase of the front end on the packages that the patterns name and all that they
// import, and prints a JSON object with the keys of bench/gofront, for bench/run.sh.
//
//   front_bench read|lex|parse|declarations|full [-C DIR] [-j N] [--repeat N] PATTERN...
//
// read opens and reads all files; lex and parse are timed on sources in memory; all three on one thread, the
// best of the repeats. declarations and full are the whole process: finding, reading, parsing and checking;
// declarations skips all bodies, full checks every body, of dependencies too, and records everything.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/name.h"
#include "base/os/files.h"
#include "base/pool.h"
#include "base/region.h"
#include "build/program.h"
#include "check/check.h"
#include "lex/lexer.h"
#include "parse/parser.h"
#include "types/package.h"
#include "types/universe.h"

extern char** environ;

namespace {

double cpu_seconds() {
  rusage use;
  getrusage(RUSAGE_SELF, &use);
  auto seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

long peak_rss_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return atol(line.c_str() + 6);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ptrsafe;
  double started = wall_seconds();
  std::string phase = argc > 1 ? argv[1] : "";
  build::Config config;
  config.dir = "/";
  config.tests = false;
  config.cgo_enabled = false;
  unsigned jobs = 1;
  int repeat = 3;
  std::vector<std::string> patterns;
  for (int i = 2; i < argc; i++) {
    std::string a = argv[i];
    if (a == "-C" && i + 1 < argc) config.dir = argv[++i];
    else if (a == "-j" && i + 1 < argc) jobs = static_cast<unsigned>(std::max(1, atoi(argv[++i])));
    else if (a == "--repeat" && i + 1 < argc) repeat = std::max(1, atoi(argv[++i]));
    else patterns.push_back(a);
  }
  if (patterns.empty() || (phase != "read" && phase != "lex" && phase != "parse" && phase != "declarations" && phase != "full")) {
    fmt::print(stderr, "usage: front_bench read|lex|parse|declarations|full [-C DIR] [-j N] [--repeat N] PATTERN...\n");
    return 2;
  }
  char* absolute = realpath(config.dir.c_str(), nullptr);
  if (absolute) config.dir = absolute;
  for (char** e = environ; *e; e++) {
    std::string entry = *e;
    if (size_t equal = entry.find('='); equal != std::string::npos) config.environment[entry.substr(0, equal)] = entry.substr(equal + 1);
  }
  config.dependency_bodies = phase == "full";
  config.named_bodies = phase != "declarations";
  Region::init();
  init_names();
  init_universe();
  Pool pool(jobs);
  auto programs = build::load(config, patterns, pool);
  double loaded = wall_seconds(), loaded_cpu = cpu_seconds();
  size_t packages = 0, lines = 0, bytes = 0, errors = 0;
  std::vector<SourceFile*> files;
  for (const auto& program : programs) {
    packages += program->packages.size();
    errors += program->errors.size();
    for (const auto& unit : program->packages) errors += unit->errors.size();
    for (const auto& file : program->files) {
      if (file->tree && file->tree->file) files.push_back(file->tree->file);
    }
  }
  double cpu = 0, wall = 0;
  if (phase == "read" || phase == "lex" || phase == "parse") {
    cpu = wall = 1e9;
    for (int r = 0; r < repeat; r++) {
      double c = cpu_seconds(), w = wall_seconds();
      for (SourceFile* f : files) {
        if (phase == "read") {
          std::string text, error;
          os::read_file(f->path(), &text, &error);
          continue;
        }
        if (phase == "parse") {
          parse_file(f, ParseMode::Full);
          continue;
        }
        Tree tree;
        tree.file = f;
        Lexer lexer(f, &tree);
        do lexer.next();
        while (lexer.tok != Tok::EndOfFile);
      }
      cpu = std::min(cpu, cpu_seconds() - c);
      wall = std::min(wall, wall_seconds() - w);
    }
  } else {
    for (auto& program : programs) {
      if (phase == "full") {
        for (const auto& unit : program->packages) unit->named = true;
      }
      CheckOptions options;
      options.bodies = phase == "full";
      check_program(*program, options, pool);
      for (const auto& unit : program->packages) {
        if (unit->checked && unit->checked->details) errors += unit->checked->details->errors.size();
      }
    }
    cpu = cpu_seconds();
    wall = wall_seconds() - started;
  }
  long rss = peak_rss_kb();
  for (SourceFile* f : files) {
    lines += f->line_count();
    bytes += f->text().size();
  }
  fmt::print(
      "{{\"packages\": {}, \"files\": {}, \"lines\": {}, \"bytes\": {}, \"errors\": {}, \"load_wall_s\": {:.4f}, \"load_cpu_s\": {:.4f}, "
      "\"{}_cpu_s\": {:.4f}, \"{}_wall_s\": {:.4f}, \"peak_rss_kb\": {}}}\n",
      packages, files.size(), lines, bytes, errors, loaded - started, loaded_cpu, phase, cpu, phase, wall, rss);
  fflush(stdout);
  _Exit(0);
}
