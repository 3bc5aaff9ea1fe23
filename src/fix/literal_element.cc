#include "fix/literal_element.h"

namespace ptrsafe::fix {
namespace {

size_t line_of(const Site& site, Pos p) { return static_cast<size_t>(site.file->line_column(p).line); }

bool on_one_line(const Site& site, const Node* n) { return line_of(site, start_pos(n)) == line_of(site, end_pos(n)); }

// The elements on the lines around `at` whose values gofmt lines up with it: of one line each, without a blank line between.
// True if one of them has a key that is as long, so that the column stays.
bool column_stays(const Site& site, const NodeList& elements, size_t at) {
  auto key_length = [&](size_t i) { return site.text(elements[i]->na()).size(); };
  bool alone = true, kept = false;
  auto look = [&](size_t i, size_t neighbour) {
    if (!on_one_line(site, elements[i])) return false;
    size_t a = line_of(site, start_pos(elements[i])), b = line_of(site, start_pos(elements[neighbour]));
    if ((a > b ? a - b : b - a) != 1) return false;
    alone = false;
    kept = kept || key_length(i) >= key_length(at);
    return true;
  };
  for (size_t i = at; i > 0 && look(i - 1, i); i--) {
  }
  for (size_t i = at; i + 1 < elements.size() && look(i + 1, i); i++) {
  }
  return alone || kept;
}

}  // namespace

std::optional<Edit> without_element(const Site& site, const Node* literal, const Node* element) {
  NodeList elements = literal->lb();
  size_t at = 0;
  while (at < elements.size() && elements[at] != element) at++;
  if (at == elements.size() || !site.comments_stay(start_pos(element), end_pos(element))) return {};
  Pos closing = literal->aux_pos();
  if (elements.size() == 1) {
    std::string_view between = site.file->text().substr(site.offset(end_pos(element)), site.offset(closing) - site.offset(end_pos(element)));
    Pos brace = literal->na() ? end_pos(literal->na()) : start_pos(literal);
    std::string_view before = site.file->text().substr(site.offset(brace), site.offset(start_pos(element)) - site.offset(brace));
    if (between.find('/') != between.npos || before.find('/') != before.npos) return {};
    size_t open = before.find('{');
    if (open == before.npos) return {};
    return site.replace(site.file->pos(site.offset(brace) + static_cast<uint32_t>(open) + 1), closing, "");
  }
  if (on_one_line(site, literal)) {
    if (at + 1 < elements.size()) return site.replace(start_pos(element), start_pos(elements[at + 1]), "");
    return site.replace(end_pos(elements[at - 1]), end_pos(element), "");
  }
  // A line of its own.
  if (!on_one_line(site, element) || !site.begins_line(start_pos(element)) || !column_stays(site, elements, at)) return {};
  std::string_view text = site.file->text();
  size_t end = site.offset(end_pos(element)), begin = site.offset(start_pos(element)) - site.indent(start_pos(element)).size();
  if (end >= text.size() || text[end] != ',') return {};
  end++;
  if (end < text.size() && text[end] == '\r') end++;
  if (end >= text.size() || text[end] != '\n') return {};
  return site.replace(site.file->pos(static_cast<uint32_t>(begin)), site.file->pos(static_cast<uint32_t>(end) + 1), "");
}

}  // namespace ptrsafe::fix
