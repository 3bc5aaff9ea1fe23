#include "base/os/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

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

}  // namespace

bool write_stdout(std::string_view text, std::string* error) {
  int err = write_all(1, text);
  if (err == 0 || err == EPIPE) return true;
  *error = std::string("cannot write to stdout: ") + std::strerror(err);
  return false;
}

bool write_file_atomically(const std::string& path, std::string_view text, std::string* error) {
  std::string aside = path + ".tmp" + std::to_string(::getpid());
  auto fail = [&](int err) {
    *error = "cannot write " + path + ": " + std::strerror(err);
    ::unlink(aside.c_str());
    return false;
  };
  int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return fail(errno);
  int err = write_all(fd, text);
  if (::close(fd) != 0 && err == 0) err = errno;
  if (err != 0) return fail(err);
  if (::rename(aside.c_str(), path.c_str()) != 0) return fail(errno);
  return true;
}

}  // namespace ptrsafe::os
