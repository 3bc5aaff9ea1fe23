#include "base/os/process.h"

#include <elf.h>
#include <link.h>
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

#include "base/hash.h"

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

uint64_t build_id() {
  uint64_t id = 0;
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* out) {
        for (size_t i = 0; i < info->dlpi_phnum; i++) {
          const auto& header = info->dlpi_phdr[i];
          if (header.p_type != PT_NOTE) continue;
          auto at = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
          auto padded = [](size_t n) { return (n + 3) & ~size_t{3}; };
          for (const char* end = at + header.p_memsz; at + sizeof(ElfW(Nhdr)) <= end;) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const char* name = at + sizeof note;
            const char* contents = name + padded(note.n_namesz);
            if (note.n_type == NT_GNU_BUILD_ID && std::string_view(name, note.n_namesz) == std::string_view("GNU", 4))
              *static_cast<uint64_t*>(out) = hash_bytes({contents, note.n_descsz});
            at = contents + padded(note.n_descsz);
          }
        }
        return 1;  // the program comes first; libraries do not count
      },
      &id);
  return id;
}

uint64_t user_id() { return ::geteuid(); }

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
