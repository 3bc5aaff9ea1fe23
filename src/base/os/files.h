// Files: reading files and directories, with errors in words; each look is noted in the log (file_log.h). Nothing here
// throws, blocks on devices, or follows more than the system's own limit of symbolic links.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ptrsafe::os {

// The largest file that is read; larger ones are refused with an error.
constexpr uint64_t kMaxFileSize = uint64_t{1} << 30;

enum class EntryKind : uint8_t { File, Directory, Symlink, Other };

struct Entry {
  std::string name;
  EntryKind kind = EntryKind::Other;
};
uint64_t hash_of(const std::vector<Entry>& entries);  // of names and kinds

struct FileInfo {
  EntryKind kind = EntryKind::Other;  // never Symlink: stat() follows links
  uint64_t size = 0;
  uint64_t device = 0;
  uint64_t inode = 0;
};

// An open directory, whose files are read relative to it: the path is walked once.
class Directory {
 public:
  Directory() = default;
  ~Directory() { close(); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  // False with an error such as "open DIR: permission denied".
  bool open(const std::string& path, std::string* error);
  // Entries sorted by name, without "." and "..".
  bool entries(std::vector<Entry>* out, std::string* error);
  // The bytes of a regular file in it (or of what a link leads to).
  bool read(const std::string& name, std::string* out, std::string* error);
  void close();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_ = -1;
};

// The bytes of a regular file.
bool read_file(const std::string& path, std::string* out, std::string* error);
bool list_directory(const std::string& path, std::vector<Entry>* out, std::string* error);
bool stat(const std::string& path, FileInfo* out);
bool exists(const std::string& path);
bool is_directory(const std::string& path);
bool is_regular(const std::string& path);
bool is_executable(const std::string& path);
// The path without symbolic links; empty if it does not lead anywhere.
std::string real_path(const std::string& path);

// For files of our own. All are best effort.
void make_directories(const std::string& path);  // mode 0700
void remove_file(const std::string& path);
// When the file was last written, or marked as used; ns since 1970.
struct Age {
  std::string name;
  uint64_t size = 0;
  int64_t used = 0;
};
std::vector<Age> ages_in(const std::string& dir);
void mark_used(const std::string& path);

// Lexical path operations (Go's path/filepath on Unix).
std::string clean_path(std::string_view path);
std::string join_path(std::string_view a, std::string_view b);
// `path` if absolute, else below `dir`; clean.
std::string absolute_path(std::string_view dir, std::string_view path);
std::string_view base_name(std::string_view path);
std::string parent_path(std::string_view path);
// True if `path` is `dir` or lies below it; both clean and absolute.
bool path_below(std::string_view path, std::string_view dir);

}  // namespace ptrsafe::os
