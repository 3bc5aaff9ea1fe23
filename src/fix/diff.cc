#include "fix/diff.h"

#include <fmt/format.h>

#include <algorithm>

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

// Old lines [from, to) become new ones.
struct Change {
  size_t from, to;
  std::string text;
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

void write_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

// One change, without the lines at its ends that stay.
void write_change(std::string& out, const std::vector<std::string_view>& lines, const Change& c, size_t* added) {
  std::vector<std::string_view> now = lines_of(c.text);
  size_t from = c.from, to = c.to, first = 0, last = now.size();
  while (from < to && first < last && lines[from] == now[first]) write_line(out, ' ', lines[from]), from++, first++;
  size_t tail = 0;
  while (to - tail > from && last - tail > first && lines[to - tail - 1] == now[last - tail - 1]) tail++;
  for (size_t i = from; i < to - tail; i++) write_line(out, '-', lines[i]);
  for (size_t i = first; i < last - tail; i++) write_line(out, '+', now[i]);
  for (size_t i = to - tail; i < to; i++) write_line(out, ' ', lines[i]);
  *added += now.size();
}

}  // namespace

std::string unified_diff(const Edits& edits, const std::string& base) {
  std::string out;
  for (const std::string& path : edits.paths()) {
    if (!os::path_below(path, base)) continue;
    std::string name = path.substr(base.size() + (base.ends_with('/') ? 0 : 1));
    std::string_view text = edits.of(path).front().file->text();
    std::vector<std::string_view> lines = lines_of(text);
    std::vector<Change> changes = changes_of(text, lines, edits.of(path));
    out += fmt::format("--- a/{0}\n+++ b/{0}\n", name);
    int64_t shift = 0;  // new lines before the hunk, less old ones
    for (size_t i = 0; i < changes.size();) {
      size_t j = i + 1;
      while (j < changes.size() && changes[j].from <= changes[j - 1].to + 2 * kContext) j++;
      size_t from = changes[i].from - std::min(changes[i].from, kContext), to = std::min(changes[j - 1].to + kContext, lines.size());
      std::string body;
      size_t at = from, fresh = 0;
      for (; i < j; i++) {
        for (; at < changes[i].from; at++, fresh++) write_line(body, ' ', lines[at]);
        write_change(body, lines, changes[i], &fresh);
        at = changes[i].to;
      }
      for (; at < to; at++, fresh++) write_line(body, ' ', lines[at]);
      out += fmt::format("@@ -{},{} +{},{} @@\n{}", from + 1, to - from, static_cast<int64_t>(from) + 1 + shift, fresh, body);
      shift += static_cast<int64_t>(fresh) - static_cast<int64_t>(to - from);
    }
  }
  return out;
}

}  // namespace ptrsafe::fix
