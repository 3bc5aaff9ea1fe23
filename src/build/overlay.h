// Overlay: what stands in the place of files on disk: other files, by -overlay, and texts that are only tried.
#pragma once

#include <string>
#include <vector>

#include "base/os/files.h"
#include "build/string_table.h"

namespace ptrsafe::build {

class Overlay {
 public:
  // Reads the JSON file {"Replace": {"path": "other path or empty"}}. Paths are relative to `dir`.
  bool load(const std::string& file, const std::string& dir, std::string* error);
  // The same for one path; both are clean and absolute.
  void replace(const std::string& path, const std::string& target);
  // The file at that clean absolute path, which is there, has this text.
  void put(const std::string& path, const std::string& text) { texts_[path] = text; }
  bool empty() const { return files_.empty() && texts_.empty(); }

  // As os::read_file, with what the overlay says.
  bool read_file(const std::string& path, std::string* out, std::string* error) const;
  // As os::is_regular, with what the overlay says.
  bool is_regular(const std::string& path) const;
  // True if the overlay replaces or removes `path`; `*target` is empty where it removes it.
  bool replaces(const std::string& path, std::string* target) const;
  // True if the overlay has a file somewhere below `dir`.
  bool has_directory(const std::string& dir) const { return directories_.contains(dir); }
  // Adds and removes entries of `dir`, which stay sorted.
  void merge(const std::string& dir, std::vector<os::Entry>* entries) const;

 private:
  StringMap<std::string> files_;  // clean absolute path to its replacement
  StringSet directories_;
  StringMap<std::string> texts_;
};

}  // namespace ptrsafe::build
