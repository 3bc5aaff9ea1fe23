// Store: a directory of records that survive the process. Whatever is wrong with it (missing, read-only, full, files
// cut short or not ours, other processes at work in it), a record is there as it was put, or it is not there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ptrsafe::cache {

class Store {
 public:
  static constexpr uint64_t kMostBytes = uint64_t{1} << 30;

  explicit Store(std::string dir, uint64_t most_bytes = kMostBytes);

  // `key` says all that the record depends on; only its hash is part of the file's name.
  bool get(std::string_view kind, uint64_t key, std::string* record) const;
  // Written aside and renamed.
  void put(std::string_view kind, uint64_t key, std::string_view record) const;
  // Removes what was not used for long, then the longest unused until the rest fits.
  void trim() const;

 private:
  std::string path(std::string_view kind, uint64_t key) const;

  std::string dir_;
  uint64_t most_bytes_;
};

// Where the records of users are: below their cache directory, chosen as the go command chooses it. Empty: there is none.
std::string default_directory();

}  // namespace ptrsafe::cache
