#include "source/source.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <mutex>

#include "base/os/process.h"
#include "base/region.h"

namespace ptrsafe {
namespace {

struct Registry {
  std::mutex lock;
  std::vector<std::unique_ptr<SourceFile>> files;  // by base_
  uint32_t next = 1;
};

Registry& registry() {
  static Registry* r = new Registry;  // never destroyed: positions outlive everything
  return *r;
}

// Zeroes behind the text, so that the lexer may read it in blocks.
constexpr size_t kPadding = 32;

std::mutex lines_lock;

// Splits "name:line[:column]" after a line directive's prefix. False if it is not one.
bool parse_directive(std::string_view text, std::string* path, uint32_t* line, uint32_t* column) {
  auto number_at_end = [](std::string_view s, std::string_view* rest, uint32_t* n) {
    size_t colon = s.rfind(':');
    if (colon == std::string_view::npos) return false;
    auto digits = s.substr(colon + 1);
    auto [end, err] = std::from_chars(digits.data(), digits.data() + digits.size(), *n);
    if (err != std::errc() || end != digits.data() + digits.size()) return false;
    *rest = s.substr(0, colon);
    return true;
  };
  std::string_view rest;
  uint32_t last = 0;
  if (!number_at_end(text, &rest, &last) || last == 0) return false;
  uint32_t before = 0;
  std::string_view name;
  if (number_at_end(rest, &name, &before) && before != 0) {
    *path = name, *line = before, *column = last;
  } else {
    *path = rest, *line = last, *column = 0;
  }
  return true;
}

}  // namespace

SourceFile* SourceFile::create(std::string path, std::string_view text) {
  std::unique_ptr<SourceFile> f(new SourceFile);
  f->path_ = std::move(path);
  f->size_ = text.size();
  auto copy = static_cast<char*>(Region::allocate(text.size() + kPadding));
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  f->text_ = copy;
  Registry& r = registry();
  std::lock_guard guard(r.lock);
  if (f->size_ >= UINT32_MAX - r.next) os::end_for_lack_of("more than 4 GiB of sources: analyse fewer packages at once");
  f->base_ = r.next;
  r.next += static_cast<uint32_t>(f->size_) + 1;
  r.files.push_back(std::move(f));
  return r.files.back().get();
}

SourceFile* file_of(Pos p) {
  if (!p) return nullptr;
  Registry& r = registry();
  std::lock_guard guard(r.lock);
  auto it = std::upper_bound(r.files.begin(), r.files.end(), p,
                             [](Pos q, const std::unique_ptr<SourceFile>& f) { return q < f->begin(); });
  return it == r.files.begin() ? nullptr : std::prev(it)->get();
}

const SourceFile::Lines& SourceFile::lines() const {
  std::lock_guard guard(lines_lock);
  if (lines_) return *lines_;
  auto made = std::make_unique<Lines>();
  made->starts.push_back(0);
  const char* begin = text_;
  const char* end = begin + size_;
  for (const char* p = begin; (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(end - p))));) {
    // As in go/token, the newline that ends the file begins no further line: the end of the file is on its line.
    if (++p < end) made->starts.push_back(static_cast<uint32_t>(p - begin));
  }
  auto add = [&](std::string_view body, size_t applies_from) {
    LineDirective d;
    d.offset = static_cast<uint32_t>(applies_from);
    if (!body.empty() && body.back() == '\r') body.remove_suffix(1);
    if (!parse_directive(body, &d.path, &d.line, &d.column)) return;
    if (d.path.empty() && !d.column) {
      d.path = "";
    } else if (d.path.empty() && !made->directives.empty()) {
      d.path = made->directives.back().path;
    } else if (d.path.empty()) {
      d.path = path_;
    } else if (d.path[0] != '/') {
      d.path = path_.substr(0, path_.rfind('/') + 1) + d.path;
    }
    made->directives.push_back(std::move(d));
  };
  std::string_view all = text();
  for (size_t at = 0; (at = all.find("line ", at)) != std::string_view::npos; at += 5) {
    if (at < 2 || all[at - 2] != '/') continue;
    bool line_start = at == 2 || all[at - 3] == '\n';
    if (all[at - 1] == '/' && line_start) {
      size_t stop = std::min(all.find('\n', at), all.size());
      add(all.substr(at + 5, stop - at - 5), stop + 1);
    } else if (all[at - 1] == '*') {
      size_t stop = all.find("*/", at);
      if (stop == std::string_view::npos || all.substr(at, stop - at).find('\n') != std::string_view::npos) continue;
      add(all.substr(at + 5, stop - at - 5), stop + 2);
    }
  }
  lines_ = std::move(made);
  return *lines_;
}

LineColumn SourceFile::line_column(Pos p) const {
  const auto& starts = lines().starts;
  uint32_t at = offset(p);
  auto it = std::upper_bound(starts.begin(), starts.end(), at);
  auto line = static_cast<uint32_t>(it - starts.begin());
  return {line, at - starts[line - 1] + 1};
}

uint32_t SourceFile::line_count() const {
  // Counted in short blocks with a byte each, which compilers turn into vector code: a fifth of std::count's time.
  constexpr size_t kBlock = 128;
  uint32_t newlines = 0;
  for (size_t at = 0; at < size_; at += kBlock) {
    uint8_t count = 0;
    for (size_t i = at, end = std::min(size_, at + kBlock); i < end; i++) count += text_[i] == '\n';
    newlines += count;
  }
  return newlines + (size_ > 0 && text_[size_ - 1] != '\n' ? 1 : 0);
}

SourceFile::Adjusted SourceFile::adjusted(Pos p) const {
  LineColumn lc = line_column(p);
  const Lines& l = lines();
  uint32_t at = offset(p);
  auto it = std::upper_bound(l.directives.begin(), l.directives.end(), at,
                             [](uint32_t o, const LineDirective& d) { return o < d.offset; });
  if (it == l.directives.begin()) return {path_, lc.line, lc.column};
  const LineDirective& d = *std::prev(it);
  LineColumn from = line_column(pos(d.offset));
  Adjusted a{d.path, d.line + (lc.line - from.line), 0};
  if (d.column) a.column = lc.line == from.line ? d.column + (lc.column - from.column) : lc.column;
  return a;
}

}  // namespace ptrsafe
