#include "base/os/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>

#include "base/os/file_log.h"
#include "base/os/leftovers.h"

namespace ptrsafe::os {
namespace {

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

// /dev/stdout and its like lead to what is open, be it a file.
bool of_the_system(const std::string& path) { return path.starts_with("/dev/std") || path.starts_with("/dev/fd/") || path.starts_with("/proc/"); }

// Where a symbolic link leads, be there a file or none: the link stays.
std::string written_place(std::string path) {
  char to[PATH_MAX];
  for (int links = 0; links < 40 && !of_the_system(path); links++) {  // the system follows as many
    ssize_t n = ::readlink(path.c_str(), to, sizeof to);
    if (n <= 0 || n == sizeof to) break;
    std::string target(to, static_cast<size_t>(n));
    path = target[0] == '/' ? target : path.substr(0, path.rfind('/') + 1) + target;
  }
  return path;
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

bool write_file_atomically(const std::string& named, std::string_view text, std::string* error) {
  std::string path = written_place(named);
  // Devices, pipes and the like are written to, never replaced.
  struct ::stat there;
  bool there_is = ::stat(path.c_str(), &there) == 0;
  bool in_place = of_the_system(path) || (there_is && !S_ISREG(there.st_mode));
  // The time as well: processes of several containers may share the directory and have the same number.
  std::string aside = in_place ? path : path + ".tmp" + std::to_string(::getpid()) + "." + std::to_string(wall_clock());
  auto fail = [&](int err) {
    *error = "cannot write " + named + ": " + std::strerror(err);
    if (!in_place) ::unlink(aside.c_str());
    set_unfinished_file(nullptr);
    return false;
  };
  if (!in_place) set_unfinished_file(aside.c_str());
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
  set_unfinished_file(nullptr);
  return true;
}

}  // namespace ptrsafe::os
