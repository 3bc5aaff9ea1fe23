#include "cache/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/hash.h"
#include "base/os/file_log.h"
#include "base/os/files.h"
#include "base/os/output.h"

namespace ptrsafe::cache {
namespace {

constexpr int64_t kHour = int64_t{3600} * 1'000'000'000;
constexpr int64_t kUnused = 30 * 24 * kHour;

// The head of each file.
struct Head {
  char magic[8];
  uint64_t key;
  uint64_t size;
  uint64_t checksum;  // of what follows
};
static_assert(sizeof(Head) == 32);
constexpr char kMagic[8] = {'p', 't', 'r', 's', 'a', 'f', 'e', '1'};

Head head_of(uint64_t key, std::string_view record) {
  Head h{};
  std::memcpy(h.magic, kMagic, sizeof kMagic);
  h.key = key, h.size = record.size(), h.checksum = hash_bytes(record);
  return h;
}

// The directory may be one that the user keeps other things in.
bool is_ours(std::string_view name) {
  size_t dash = name.find('-');
  if (dash == name.npos || name.size() < dash + 17) return false;
  std::string_view digits = name.substr(dash + 1, 16), rest = name.substr(dash + 17);
  return (name.starts_with("run-") || name.starts_with("package-") || name.starts_with("escape-")) && digits.find_first_not_of("0123456789abcdef") == name.npos &&
         (rest.empty() || rest.starts_with(".tmp"));
}

}  // namespace

Store::Store(std::string dir, uint64_t most_bytes) : dir_(std::move(dir)), most_bytes_(most_bytes) { os::make_directories(dir_); }

std::string Store::path(std::string_view kind, uint64_t key) const { return fmt::format("{}/{}-{:016x}", dir_, kind, key); }

bool Store::get(std::string_view kind, uint64_t key, std::string* record) const {
  // Read rather than mapped: a mapped file that somebody cuts short is a signal, not an error.
  std::string file = path(kind, key), error;
  Head h;
  if (!os::read_file(file, record, &error) || record->size() < sizeof h) return false;
  std::memcpy(&h, record->data(), sizeof h);
  record->erase(0, sizeof h);
  Head wanted = head_of(key, *record);
  if (std::memcmp(&h, &wanted, sizeof h) != 0) return false;
  os::mark_used(file);
  return true;
}

void Store::put(std::string_view kind, uint64_t key, std::string_view record) const {
  Head h = head_of(key, record);
  std::string text(reinterpret_cast<const char*>(&h), sizeof h), error;
  text.append(record);
  os::write_file_atomically(path(kind, key), text, &error);
}

void Store::trim() const {
  std::vector<os::Age> files = os::ages_in(dir_);
  std::sort(files.begin(), files.end(), [](const os::Age& a, const os::Age& b) { return a.used > b.used; });
  int64_t now = os::wall_clock();
  uint64_t bytes = 0;
  for (const os::Age& f : files) {
    if (!is_ours(f.name)) continue;
    bool aside = f.name.find(".tmp") != std::string::npos;
    bytes += f.size;
    if (bytes > most_bytes_ || f.used < now - (aside ? kHour : kUnused)) os::remove_file(dir_ + "/" + f.name);
  }
}

std::string default_directory() {
  auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  std::string base = variable("XDG_CACHE_HOME");
  if (base.empty() && !variable("HOME").empty()) base = variable("HOME") + "/.cache";
  return base.starts_with("/") ? base + "/ptrsafe" : "";
}

}  // namespace ptrsafe::cache
