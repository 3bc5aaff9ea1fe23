#include "base/os/leftovers.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>

namespace ptrsafe::os {
namespace {

std::atomic<const char*> unfinished = nullptr, temporary = nullptr;
std::atomic<int> interrupted_status = 0;

// As getdents64 writes it.
struct RawEntry {
  uint64_t inode;
  int64_t next;
  unsigned short length;
  unsigned char type;
  char name[1];
};

// Removes what is in a directory. A signal handler may call none of the usual functions for that: they allocate.
void empty_directory(int fd, int depth) {
  alignas(RawEntry) char buffer[2048];
  for (bool removed = true; removed;) {  // what is removed may upset the reading
    removed = false;
    ::lseek(fd, 0, SEEK_SET);
    for (long got; (got = ::syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0;) {
      for (long at = 0; at < got;) {
        auto* e = reinterpret_cast<RawEntry*>(buffer + at);
        const char* name = reinterpret_cast<char*>(e) + offsetof(RawEntry, name);
        at += e->length;
        if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) continue;
        int inner = depth < 100 ? ::openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (inner >= 0) {
          empty_directory(inner, depth + 1);
          ::close(inner);
        }
        removed = ::unlinkat(fd, name, inner >= 0 ? AT_REMOVEDIR : 0) == 0 || removed;
      }
    }
  }
}

void remove_leftovers() {
  if (const char* path = unfinished) ::unlink(path);
  const char* dir = temporary;
  // A git that was started may be writing there still; it ends by itself.
  for (int attempt = 0; dir && attempt < 50; attempt++) {
    int fd = ::open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    empty_directory(fd, 0);
    ::close(fd);
    if (::rmdir(dir) == 0) return;
    timespec pause{0, 20'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

void end_by(int signal) {
  remove_leftovers();
  if (signal == SIGINT) ::_exit(interrupted_status);
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // comes when the handler returns
}

}  // namespace

void set_unfinished_file(const char* path) { unfinished = path; }
void set_temporary_directory(const char* path) { temporary = path; }

void clean_up_on_signals(int interrupted) {
  interrupted_status = interrupted;
  std::signal(SIGINT, end_by);
  std::signal(SIGTERM, end_by);
  if (std::signal(SIGHUP, end_by) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

}  // namespace ptrsafe::os
