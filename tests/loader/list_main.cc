// Prints what the loader finds for some patterns, for comparison with `go list`: one JSON object a line.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/name.h"
#include "base/os/files.h"
#include "base/pool.h"
#include "base/region.h"
#include "build/list.h"
#include "build/program.h"
#include "diag/diagnostic.h"

extern char** environ;

int main(int argc, char** argv) {
  using namespace ptrsafe;
  Region::init();
  init_names();
  build::Config config;
  char buffer[4096];
  config.dir = getcwd(buffer, sizeof buffer) ? buffer : "/";
  for (char** e = environ; *e; e++) {
    if (const char* eq = std::strchr(*e, '='))
      config.environment[std::string(*e, static_cast<size_t>(eq - *e))] = eq + 1;
  }
  std::vector<std::string> patterns;
  unsigned threads = std::thread::hardware_concurrency();
  int repeat = 1;
  bool quiet = false;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    auto value = [&](const char* flag, std::string* out) {
      if (a.rfind(std::string(flag) + "=", 0) == 0) return *out = a.substr(std::strlen(flag) + 1), true;
      if (a == flag && i + 1 < argc) return *out = argv[++i], true;
      return false;
    };
    std::string v;
    if (value("-C", &v))
      config.dir = os::absolute_path(config.dir, v);
    else if (value("--goos", &v))
      config.goos = v;
    else if (value("--goarch", &v))
      config.goarch = v;
    else if (value("--goroot", &v))
      config.goroot = v;
    else if (value("--cgo", &v))
      config.cgo_enabled = v == "1";
    else if (value("--mod", &v))
      config.mod = v;
    else if (value("--tags", &v))
      config.tags.push_back(v);
    else if (value("--tests", &v))
      config.tests = v != "false";
    else if (value("--env", &v))
      config.environment[v.substr(0, v.find('='))] = v.substr(v.find('=') + 1);
    else if (value("-j", &v))
      threads = static_cast<unsigned>(std::atoi(v.c_str()));
    else if (value("--repeat", &v))
      repeat = std::atoi(v.c_str());
    else if (a == "--quiet")
      quiet = true;
    else
      patterns.push_back(a);
  }
  Pool pool(threads);
  int status = 0;
  for (int r = 0; r < repeat; r++) {
    auto start = std::chrono::steady_clock::now();
    auto programs = build::load(config, patterns, pool);
    auto end = std::chrono::steady_clock::now();
    size_t packages = 0, files = 0, bytes = 0;
    for (const auto& p : programs) {
      packages += p->packages.size();
      files += p->files.size();
      for (const auto& f : p->files) bytes += f->source->text().size();
      if (r > 0) continue;
      if (!quiet) std::fputs(build::list_json(*p).c_str(), stdout);
      auto print = [&](const Diagnostic& d) {
        status = 1;
        std::string where = d.path;
        if (SourceFile* f = file_of(d.pos)) {
          LineColumn lc = f->line_column(d.pos);
          where = f->path() + ":" + std::to_string(lc.line) + ":" + std::to_string(lc.column);
        }
        std::fprintf(stderr, "%s%s%s\n", where.c_str(), where.empty() ? "" : ": ", d.message.c_str());
      };
      for (const auto& w : p->warnings) std::fprintf(stderr, "warning: %s\n", w.c_str());
      for (const auto& d : p->errors) print(d);
      for (const auto& u : p->packages) {
        for (const auto& d : u->errors) print(d);
      }
    }
    if (repeat > 1 || quiet) {
      std::fprintf(stderr, "%.1f ms, %zu programs, %zu packages, %zu files, %.1f MB\n",
                   std::chrono::duration<double, std::milli>(end - start).count(), programs.size(), packages, files,
                   static_cast<double>(bytes) / 1e6);
    }
  }
  return status;
}
