// SourceFile: the bytes of one file, and positions in it.
//
// A Pos is 32 bits: all files of a run share one numbering, each file a range of its own in the order
// in which it was read (which differs from run to run, so Pos values are only compared within a file).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ptrsafe {

// A position in some file; 0 is "no position".
struct Pos {
  uint32_t v = 0;
  explicit operator bool() const { return v != 0; }
  friend bool operator==(Pos a, Pos b) { return a.v == b.v; }
  friend bool operator<(Pos a, Pos b) { return a.v < b.v; }
  friend bool operator<=(Pos a, Pos b) { return a.v <= b.v; }
  Pos operator+(uint32_t n) const { return Pos{v + n}; }
};
static_assert(sizeof(Pos) == 4);

// Line and column (in bytes), both from 1.
struct LineColumn {
  uint32_t line = 0;
  uint32_t column = 0;
};

class SourceFile {
 public:
  // Copies `text`; `path` is absolute and clean. Registers the file: its positions stay valid for
  // the life of the process. Thread-safe. Files above 1 GiB are refused by the caller.
  static SourceFile* create(std::string path, std::string_view text);

  const std::string& path() const { return path_; }
  // The bytes; text().data()[size] is a NUL, followed by at least 16 more bytes that may be read.
  std::string_view text() const { return {text_, size_}; }
  Pos begin() const { return Pos{base_}; }
  Pos end() const { return Pos{base_ + static_cast<uint32_t>(size_)}; }
  Pos pos(size_t offset) const { return Pos{base_ + static_cast<uint32_t>(offset)}; }
  uint32_t offset(Pos p) const { return p.v - base_; }
  bool contains(Pos p) const { return p.v >= base_ && p.v <= base_ + size_; }

  // Physical line and column. The line table is made on first use; thread-safe.
  LineColumn line_column(Pos p) const;
  uint32_t line_count() const;  // newlines, plus one for an unterminated last line

  // Position after `//line` and `/*line*/` directives: file name, line, column (0 where the directive
  // gives none).
  struct Adjusted {
    std::string path;
    uint32_t line;
    uint32_t column;
  };
  Adjusted adjusted(Pos p) const;

 private:
  SourceFile() = default;
  struct LineDirective {
    uint32_t offset;  // of the first byte that it applies to
    std::string path;
    uint32_t line;
    uint32_t column;
  };
  struct Lines {
    std::vector<uint32_t> starts;
    std::vector<LineDirective> directives;
  };
  const Lines& lines() const;

  std::string path_;
  const char* text_ = nullptr;  // in the Region
  size_t size_ = 0;
  uint32_t base_ = 0;
  mutable std::unique_ptr<Lines> lines_;
};

// The file that `p` lies in; null for no position.
SourceFile* file_of(Pos p);

}  // namespace ptrsafe
