#include "base/os/file_log.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>

#include "base/hash.h"
#include "base/os/files.h"

namespace ptrsafe::os {
namespace {

struct Log {
  std::atomic<bool> on = false;
  std::mutex lock;
  std::vector<Look> looks;
  bool repeatable = true;
};

Log& log() {
  static Log* l = new Log;
  return *l;
}

// Clocks of file systems tick every 2 s or more often.
constexpr int64_t kCoarse = 2'000'000'000;

}  // namespace

Stamp stamp_of(const struct ::stat& st) {
  Stamp s;
  s.type = st.st_mode & S_IFMT;
  s.size = static_cast<uint64_t>(st.st_size);
  s.inode = st.st_ino;
  s.modified = int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
  s.changed = int64_t{st.st_ctim.tv_sec} * 1'000'000'000 + st.st_ctim.tv_nsec;
  return s;
}

void start_file_log() { log().on = true; }
bool file_log_on() { return log().on.load(std::memory_order_relaxed); }

void note_look(Look::Kind kind, std::string path, const Stamp& stamp, uint64_t seen, int failed) {
  Log& l = log();
  std::lock_guard guard(l.lock);
  if (failed && failed != ENOENT && failed != ENOTDIR) l.repeatable = false;
  l.looks.push_back({kind, std::move(path), stamp, seen});
}

bool take_file_log(std::vector<Look>* out) {
  Log& l = log();
  l.on = false;
  std::lock_guard guard(l.lock);
  *out = std::move(l.looks);
  std::stable_sort(out->begin(), out->end());
  auto same_look = [](const Look& a, const Look& b) { return a.kind == b.kind && a.path == b.path; };
  for (size_t i = 1; i < out->size(); i++)
    if (same_look((*out)[i - 1], (*out)[i]) && (*out)[i - 1].seen != (*out)[i].seen) return false;
  out->erase(std::unique(out->begin(), out->end(), same_look), out->end());
  return l.repeatable;
}

int64_t wall_clock() {
  timespec t{};
  ::clock_gettime(CLOCK_REALTIME, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

bool sees_the_same(Look& look, int64_t since, bool* read) {
  struct ::stat st;
  bool there = ::stat(look.path.c_str(), &st) == 0;
  if (!there && errno != ENOENT && errno != ENOTDIR) return false;
  Stamp now = there ? stamp_of(st) : Stamp{};
  if ((now.type != 0) != (look.stamp.type != 0)) return false;
  bool fresh = std::max(now.modified, now.changed) > since - kCoarse;
  if (now == look.stamp && (!there || !fresh) && look.kind != Look::RealPath) return true;
  *read = *read || !(now == look.stamp);
  look.stamp = now;
  std::string text, ignored;
  switch (look.kind) {
    case Look::Type: return now.type == look.seen;
    case Look::Contents: return !there || (read_file(look.path, &text, &ignored) && hash_bytes(text) == look.seen);
    case Look::Listing: {
      std::vector<Entry> entries;
      return !there || (list_directory(look.path, &entries, &ignored) && hash_of(entries) == look.seen);
    }
    case Look::RealPath: return hash_bytes(real_path(look.path)) == look.seen;
    case Look::Executable: return is_executable(look.path) == (look.seen != 0);
  }
  return false;
}

}  // namespace ptrsafe::os
