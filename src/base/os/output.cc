#include "base/os/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/os/file_log.h"

namespace ptrsafe::os {
namespace {

// The temporary file that is being written; null: none.
std::atomic<const char*> unfinished = nullptr;

// 0, or the errno of the failed write.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

}  // namespace

bool write_stdout(std::string_view text, std::string* error) {
  int err = write_all(1, text);
  if (err == 0 || err == EPIPE) return true;
  *error = std::string("cannot write to stdout: ") + std::strerror(err);
  return false;
}

void write_stderr(std::string_view text) { write_all(2, text); }

void open_standard_files() {
  for (int fd = 0; fd <= 2; fd++)
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY);  // takes the lowest free number
}

void remove_unfinished() {
  if (const char* path = unfinished) ::unlink(path);
}

bool write_file_atomically(const std::string& path, std::string_view text, std::string* error) {
  // Devices, pipes and the like are written to, never replaced.
  struct ::stat there;
  bool there_is = ::stat(path.c_str(), &there) == 0;
  bool in_place = there_is && !S_ISREG(there.st_mode);
  // The time as well: processes of several containers may share the directory and have the same number.
  std::string aside = in_place ? path : path + ".tmp" + std::to_string(::getpid()) + "." + std::to_string(wall_clock());
  auto fail = [&](int err) {
    *error = "cannot write " + path + ": " + std::strerror(err);
    if (!in_place) ::unlink(aside.c_str());
    unfinished = nullptr;
    return false;
  };
  if (!in_place) unfinished = aside.c_str();
  int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return fail(errno);
  // A file that is replaced keeps its permissions.
  if (!in_place && there_is && ::fchmod(fd, there.st_mode & 07777) != 0) {
    ::close(fd);
    return fail(errno);
  }
  int err = write_all(fd, text);
  if (::close(fd) != 0 && err == 0) err = errno;
  if (err != 0) return fail(err);
  if (!in_place && ::rename(aside.c_str(), path.c_str()) != 0) return fail(errno);
  unfinished = nullptr;
  return true;
}

}  // namespace ptrsafe::os
