#include "base/os/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/hash.h"
#include "base/os/file_log.h"

namespace ptrsafe::os {
namespace {

std::string errno_text(int err) {
  switch (err) {  // the words that Go's os package uses, which users know
    case ENOENT:
      return "no such file or directory";
    case EACCES:
      return "permission denied";
    case ELOOP:
      return "too many levels of symbolic links";
    case ENOTDIR:
      return "not a directory";
    case EISDIR:
      return "is a directory";
    case EMFILE:
      return "too many open files";
    case ENAMETOOLONG:
      return "file name too long";
    default:
      break;
  }
  char buffer[256];
  return strerror_r(err, buffer, sizeof buffer);
}

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::File;
  if (S_ISDIR(mode)) return EntryKind::Directory;
  if (S_ISLNK(mode)) return EntryKind::Symlink;
  return EntryKind::Other;
}

bool has_nul(const std::string& path) { return path.find('\0') != std::string::npos; }

// Reads the whole of an open file. O_NONBLOCK at the open and the check here keep pipes from blocking.
bool read_fd(int fd, std::string_view dir, std::string_view name, std::string* out, std::string* error) {
  auto path = [&] { return dir.empty() ? std::string(name) : fmt::format("{}/{}", dir, name); };
  auto fail = [&](const std::string& why) {
    *error = fmt::format("read {}: {}", path(), why);
    ::close(fd);
    if (file_log_on()) note_look(Look::Contents, path(), {}, 0, EIO);
    return false;
  };
  struct ::stat st;
  if (fstat(fd, &st) != 0) return fail(errno_text(errno));
  if (S_ISDIR(st.st_mode)) return fail("is a directory");
  if (!S_ISREG(st.st_mode)) return fail("not a regular file");
  if (static_cast<uint64_t>(st.st_size) > kMaxFileSize) return fail("file is larger than 1 GiB");
  auto size = static_cast<size_t>(st.st_size);
  out->clear();
  out->resize(size);
  size_t got = 0;
  while (got < size) {
    ssize_t n = ::read(fd, out->data() + got, size - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_text(errno));
    if (n == 0) break;
    got += static_cast<size_t>(n);
  }
  out->resize(got);
  if (size == 0) {  // files of /proc say that they are empty
    char buffer[4096];
    for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0 && out->size() < kMaxFileSize;) {
      out->append(buffer, static_cast<size_t>(n));
    }
  }
  ::close(fd);
  if (file_log_on()) note_look(Look::Contents, path(), stamp_of(st), hash_bytes(*out), 0);
  return true;
}

// Notes that there was nothing to look at, or why the look failed. A file where a directory was wanted is ENOTDIR, too.
void note_failure(Look::Kind kind, const std::string& path, int err) {
  if (!file_log_on()) return;
  struct ::stat st;
  bool there = err == ENOTDIR && ::stat(path.c_str(), &st) == 0;
  note_look(kind, path, there ? stamp_of(st) : Stamp{}, 0, err);
}

}  // namespace

uint64_t hash_of(const std::vector<Entry>& entries) {
  uint64_t h = 0;
  for (const Entry& e : entries) h = hash_pair(h, hash_bytes(e.name) + static_cast<uint64_t>(e.kind));
  return h;
}

bool Directory::open(const std::string& path, std::string* error) {
  close();
  path_ = path;
  fd_ = has_nul(path) ? (errno = ENOENT, -1) : ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd_ >= 0) return true;
  int err = errno;
  *error = fmt::format("open {}: {}", path, errno_text(err));
  note_failure(Look::Listing, path, err);
  return false;
}

void Directory::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool Directory::entries(std::vector<Entry>* out, std::string* error) {
  out->clear();
  // The system call itself: readdir() would cost four more for each directory.
  struct Record {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[1];
  };
  alignas(Record) char buffer[16 << 10];
  struct ::stat before;
  bool logged = file_log_on() && fstat(fd_, &before) == 0;
  auto fail = [&](int err) {
    *error = fmt::format("read {}: {}", path_, errno_text(err));
    note_failure(Look::Listing, path_, EIO);
    return false;
  };
  if (lseek(fd_, 0, SEEK_SET) != 0) return fail(errno);
  for (;;) {
    long n = syscall(SYS_getdents64, fd_, buffer, sizeof buffer);
    if (n == 0) break;
    if (n < 0) return fail(errno);
    for (long at = 0; at < n;) {
      const auto* r = reinterpret_cast<const Record*>(buffer + at);
      at += r->length;
      const char* name = &r->name[0];
      if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) continue;
      EntryKind kind = EntryKind::Other;
      switch (r->type) {
        case DT_REG:
          kind = EntryKind::File;
          break;
        case DT_DIR:
          kind = EntryKind::Directory;
          break;
        case DT_LNK:
          kind = EntryKind::Symlink;
          break;
        case DT_UNKNOWN: {
          struct ::stat st;
          if (fstatat(fd_, name, &st, AT_SYMLINK_NOFOLLOW) == 0) kind = kind_of(st.st_mode);
          break;
        }
        default:
          break;
      }
      out->push_back({name, kind});
    }
  }
  std::sort(out->begin(), out->end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  if (logged) note_look(Look::Listing, path_, stamp_of(before), hash_of(*out), 0);
  return true;
}

bool Directory::read(const std::string& name, std::string* out, std::string* error) {
  int fd = openat(fd_, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    int err = errno;
    *error = fmt::format("open {}/{}: {}", path_, name, errno_text(err));
    note_failure(Look::Contents, path_ + "/" + name, err);
    return false;
  }
  return read_fd(fd, path_, name, out, error);
}

bool read_file(const std::string& path, std::string* out, std::string* error) {
  int fd = has_nul(path) ? (errno = ENOENT, -1) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    int err = errno;
    *error = fmt::format("open {}: {}", path, errno_text(err));
    note_failure(Look::Contents, path, err);
    return false;
  }
  return read_fd(fd, "", path, out, error);
}

bool list_directory(const std::string& path, std::vector<Entry>* out, std::string* error) {
  Directory d;
  return d.open(path, error) && d.entries(out, error);
}

bool stat(const std::string& path, FileInfo* out) {
  struct ::stat st;
  if (path.empty() || has_nul(path)) return false;
  if (::stat(path.c_str(), &st) != 0) {
    note_failure(Look::Type, path, errno);
    return false;
  }
  if (file_log_on()) note_look(Look::Type, path, stamp_of(st), st.st_mode & S_IFMT, 0);
  out->kind = kind_of(st.st_mode);
  out->size = static_cast<uint64_t>(st.st_size);
  out->device = st.st_dev;
  out->inode = st.st_ino;
  return true;
}

bool exists(const std::string& path) {
  FileInfo info;
  return stat(path, &info);
}

bool is_directory(const std::string& path) {
  FileInfo info;
  return stat(path, &info) && info.kind == EntryKind::Directory;
}

bool is_regular(const std::string& path) {
  FileInfo info;
  return stat(path, &info) && info.kind == EntryKind::File;
}

bool is_executable(const std::string& path) {
  struct ::stat st;
  if (path.empty() || has_nul(path)) return false;
  if (::stat(path.c_str(), &st) != 0) {
    note_failure(Look::Executable, path, errno);
    return false;
  }
  bool it_is = S_ISREG(st.st_mode) && access(path.c_str(), X_OK) == 0;
  if (file_log_on()) note_look(Look::Executable, path, stamp_of(st), it_is, 0);
  return it_is;
}

std::string real_path(const std::string& path) {
  if (path.empty() || has_nul(path)) return "";
  char buffer[PATH_MAX];
  struct ::stat st;
  bool there = ::stat(path.c_str(), &st) == 0;
  std::string target = realpath(path.c_str(), buffer) ? buffer : "";
  if (file_log_on()) note_look(Look::RealPath, path, there ? stamp_of(st) : Stamp{}, hash_bytes(target), 0);
  return target;
}

void make_directories(const std::string& path) {
  if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno != ENOENT) return;
  make_directories(parent_path(path));
  ::mkdir(path.c_str(), 0700);
}

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

std::vector<Age> ages_in(const std::string& dir) {
  std::vector<Age> out;
  std::vector<Entry> entries;
  std::string ignored;
  if (!list_directory(dir, &entries, &ignored)) return out;
  for (const Entry& e : entries) {
    struct ::stat st;
    if (e.kind != EntryKind::File || ::stat((dir + "/" + e.name).c_str(), &st) != 0) continue;
    out.push_back({e.name, static_cast<uint64_t>(st.st_size), stamp_of(st).modified});
  }
  return out;
}

void mark_used(const std::string& path) { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); }

std::string clean_path(std::string_view path) {
  if (path.empty()) return ".";
  bool rooted = path[0] == '/';
  std::string out(rooted ? "/" : "");
  std::vector<size_t> starts;  // where each kept element begins in `out`
  size_t at = 0;
  while (at < path.size()) {
    size_t end = path.find('/', at);
    if (end == std::string_view::npos) end = path.size();
    std::string_view element = path.substr(at, end - at);
    at = end + 1;
    if (element.empty() || element == ".") continue;
    if (element == "..") {
      if (!starts.empty()) {
        out.resize(starts.back());
        starts.pop_back();
        if (out.size() > 1 && out.back() == '/') out.pop_back();
        continue;
      }
      if (rooted) continue;
      if (!out.empty()) out += '/';
      out += "..";  // stays: not in `starts`, so that a later ".." does not remove it
      continue;
    }
    size_t before = out.size();
    if (!out.empty() && out.back() != '/') out += '/';
    starts.push_back(before);
    out += element;
  }
  return out.empty() ? "." : out;
}

std::string join_path(std::string_view a, std::string_view b) {
  if (a.empty()) return clean_path(b);
  if (b.empty()) return clean_path(a);
  std::string s;
  s.reserve(a.size() + b.size() + 1);
  s.append(a).append("/").append(b);
  return clean_path(s);
}

std::string absolute_path(std::string_view dir, std::string_view path) {
  return !path.empty() && path[0] == '/' ? clean_path(path) : join_path(dir, path);
}

std::string_view base_name(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string parent_path(std::string_view path) {
  size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

bool path_below(std::string_view path, std::string_view dir) {
  if (dir == "/") return true;
  return path.starts_with(dir) && (path.size() == dir.size() || path[dir.size()] == '/');
}

}  // namespace ptrsafe::os
