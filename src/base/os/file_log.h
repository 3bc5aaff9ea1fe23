// FileLog: what this process looked at in the file system, absences included, so that a later one can tell whether it
// would see the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct stat;

namespace ptrsafe::os {

// Tells states of a file apart without reading it: a change of anything in it changes ctime, which nobody can set.
struct Stamp {
  uint32_t type = 0;  // of st_mode; 0: there was no such file
  uint32_t padding = 0;
  uint64_t size = 0, inode = 0;
  int64_t modified = 0, changed = 0;  // mtime and ctime in ns
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
Stamp stamp_of(const struct ::stat& st);

struct Look {
  enum Kind : uint8_t { Type, Contents, Listing, RealPath, Executable };
  Kind kind;
  std::string path;
  Stamp stamp;    // taken before the look
  uint64_t seen;  // hash of what was seen
  friend bool operator<(const Look& a, const Look& b) { return a.path != b.path ? a.path < b.path : a.kind < b.kind; }
};

// From here on all looks are kept.
void start_file_log();

// What was kept, in order, each once. False if something failed in a way that need not repeat (no permission, too many
// open files), or a file changed under our eyes.
bool take_file_log(std::vector<Look>* out);

// ns since 1970.
int64_t wall_clock();

// Whether that look would see the same now. A file whose stamp is the same is not read again, unless it was changed so
// shortly before `since` (when the log was started) that clocks are too coarse for what came later; as git does.
// Otherwise it is read, `*stamp` brought up to date, and `*read` set.
bool sees_the_same(Look& look, int64_t since, bool* read);

// For files.cc. `failed`: errno of the look, 0 if it was one.
bool file_log_on();
void note_look(Look::Kind kind, std::string path, const Stamp& stamp, uint64_t seen, int failed);

}  // namespace ptrsafe::os
