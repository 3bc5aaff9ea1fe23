#include "fix/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/os/files.h"

namespace ptrsafe::fix {
namespace {

constexpr size_t kContext = 3;

// Lines with their ends; the last may lack one.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

// Old lines [from, to) become those of `text`.
struct Change {
  size_t from, to;
  std::string text;
};

// Old lines [from, to) become new ones, of which none is at an end what it was.
struct Replaced {
  size_t from, to;
  std::vector<std::string_view> now;
};

size_t line_of(const std::vector<size_t>& starts, size_t offset) {
  return static_cast<size_t>(std::upper_bound(starts.begin(), starts.end(), offset) - starts.begin()) - 1;
}

// The edits as changes of whole lines.
std::vector<Change> changes_of(std::string_view text, const std::vector<std::string_view>& lines, const std::vector<Edit>& edits) {
  std::vector<size_t> starts;
  for (std::string_view l : lines) starts.push_back(static_cast<size_t>(l.data() - text.data()));
  starts.push_back(text.size());
  std::vector<Change> out;
  size_t done = 0;  // bytes of the old text that are in changes
  for (const Edit& e : edits) {
    size_t from = line_of(starts, e.start), to = std::min(line_of(starts, e.end) + 1, lines.size());
    if (out.empty() || from >= out.back().to) {
      if (!out.empty()) out.back().text.append(text.substr(done, starts[out.back().to] - done));
      out.push_back({from, to, {}});
      done = starts[from];
    }
    Change& c = out.back();
    c.text.append(text.substr(done, e.start - done)).append(e.text);
    c.to = std::max(c.to, to);
    done = e.end;
  }
  if (!out.empty()) out.back().text.append(text.substr(done, starts[out.back().to] - done));
  return out;
}

// Of a change only what is new, so that hunks have as many lines around it as those of diff(1).
Replaced without_what_stays(const std::vector<std::string_view>& lines, const Change& c) {
  Replaced r{c.from, c.to, lines_of(c.text)};
  size_t head = 0;
  while (r.from < r.to && head < r.now.size() && lines[r.from] == r.now[head]) r.from++, head++;
  r.now.erase(r.now.begin(), r.now.begin() + static_cast<ptrdiff_t>(head));
  while (r.from < r.to && !r.now.empty() && lines[r.to - 1] == r.now.back()) r.to--, r.now.pop_back();
  return r;
}

void write_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

// Lines of a file, as hunks name them.
std::string range(size_t from, size_t count) { return count == 1 ? fmt::format("{}", from + 1) : fmt::format("{},{}", count ? from + 1 : from, count); }

}  // namespace

std::string unified_diff(const Edits& edits, const std::string& base) {
  std::string out;
  for (const std::string& path : edits.paths()) {
    if (!os::path_below(path, base)) continue;
    std::string name = path.substr(base.size() + (base.ends_with('/') ? 0 : 1));
    std::string_view text = edits.of(path).front().file->text();
    std::vector<std::string_view> lines = lines_of(text);
    std::vector<Change> whole = changes_of(text, lines, edits.of(path));
    std::vector<Replaced> changes;
    for (const Change& c : whole) {
      Replaced r = without_what_stays(lines, c);
      if (changes.empty() || changes.back().to != r.from) {
        changes.push_back(std::move(r));
        continue;
      }
      changes.back().to = r.to;
      std::ranges::copy(r.now, std::back_inserter(changes.back().now));
    }
    out += fmt::format("--- a/{0}\n+++ b/{0}\n", name);
    size_t shift = 0;  // new lines before the hunk, less old ones; may wrap
    for (size_t i = 0; i < changes.size();) {
      size_t j = i + 1;
      while (j < changes.size() && changes[j].from <= changes[j - 1].to + 2 * kContext) j++;
      size_t from = changes[i].from - std::min(changes[i].from, kContext), to = std::min(changes[j - 1].to + kContext, lines.size());
      std::string body;
      size_t at = from, fresh = to - from;
      for (; i < j; i++) {
        const Replaced& c = changes[i];
        for (; at < c.from; at++) write_line(body, ' ', lines[at]);
        for (; at < c.to; at++) write_line(body, '-', lines[at]);
        for (std::string_view line : c.now) write_line(body, '+', line);
        fresh += c.now.size() - (c.to - c.from);
      }
      for (; at < to; at++) write_line(body, ' ', lines[at]);
      out += fmt::format("@@ -{} +{} @@\n{}", range(from, to - from), range(from + shift, fresh), body);
      shift += fresh - (to - from);
    }
  }
  return out;
}

}  // namespace ptrsafe::fix
