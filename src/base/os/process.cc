#include "base/os/process.h"

#include <sched.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>

extern char** environ;

namespace ptrsafe::os {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> all;
  for (char** e = environ; e && *e; e++) {
    if (const char* eq = std::strchr(*e, '=')) all[std::string(*e, static_cast<size_t>(eq - *e))] = eq + 1;
  }
  return all;
}

std::string working_directory(const std::string& dir, std::string* error) {
  if (!dir.empty() && ::chdir(dir.c_str()) != 0) {
    *error = "cannot change to directory " + dir + ": " + std::strerror(errno);
    return {};
  }
  char buffer[PATH_MAX];
  if (!::getcwd(buffer, sizeof buffer)) {
    *error = std::string("cannot read the working directory: ") + std::strerror(errno);
    return {};
  }
  if (const char* pwd = std::getenv("PWD"); pwd && dir.empty() && pwd[0] == '/') {
    struct stat a, b;
    if (::stat(pwd, &a) == 0 && ::stat(buffer, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino) return pwd;
  }
  return buffer;
}

bool stderr_is_terminal() { return ::isatty(2) != 0; }
bool stdout_is_terminal() { return ::isatty(1) != 0; }

unsigned core_count() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
  return 1;
}

double now() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

void end_for_lack_of(const char* what_and_remedy) {
  // Memory may be short: no formatting, no destructors. Of several threads that get here one speaks.
  static std::atomic_flag ending;
  while (ending.test_and_set()) ::pause();
  for (std::string_view part : {std::string_view("ptrsafe: "), std::string_view(what_and_remedy), std::string_view("\n")})
    if (::write(2, part.data(), part.size()) < 0) break;
  constexpr int kIncomplete = 3;
  ::_exit(kIncomplete);
}

}  // namespace ptrsafe::os
