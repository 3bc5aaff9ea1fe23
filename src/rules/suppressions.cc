#include "rules/suppressions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "source/comment.h"

namespace ptrsafe {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view s) {
  size_t from = s.find_first_not_of(kBlanks);
  return from == s.npos ? std::string_view() : s.substr(from, s.find_last_not_of(kBlanks) - from + 1);
}

// The first word of `s`, which is cut off.
std::string_view take_word(std::string_view& s) {
  s = trimmed(s);
  std::string_view word = s.substr(0, s.find_first_of(kBlanks));
  s = trimmed(s.substr(word.size()));
  return word;
}

std::vector<std::string_view> split_commas(std::string_view s) {
  std::vector<std::string_view> parts;
  for (size_t comma; (comma = s.find(',')) != s.npos; s = s.substr(comma + 1)) parts.push_back(trimmed(s.substr(0, comma)));
  parts.push_back(trimmed(s));
  return parts;
}

// Not dashes or slashes alone.
bool has_words(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80; });
}

std::string lower_case(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& names) {
  std::string meant = nearest(name, names);
  return meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
}

// The last line of the largest piece of syntax that begins at that line and column; 0 if none does.
uint32_t end_of_node_at(const Tree& tree, LineColumn at) {
  uint32_t last = 0;
  for (uint32_t i = 0; i < tree.count; i++) {
    const Node* n = tree.first + i;
    if (!is_Expr(n->kind) && !is_Stmt(n->kind) && !is_Decl(n->kind) && !is_Spec(n->kind)) continue;
    LineColumn begin = tree.file->line_column(start_pos(n));
    if (begin.line == at.line && begin.column == at.column) last = std::max(last, tree.file->line_column(end_pos(n)).line);
  }
  return last;
}

}  // namespace

bool Suppressions::Comment::covers(const Finding& f, uint32_t line) const {
  return wrong.empty() && line >= first && line <= last && (all || std::find(rules.begin(), rules.end(), f.rule) != rules.end());
}

void Suppressions::read_ignore(const SourceFile& file, const Directive& d, bool complete, std::vector<Comment>& out) {
  std::string_view rest = d.text.substr(d.text.find(':') + 1);
  std::string_view verb = take_word(rest);
  Comment c{.pos = d.pos, .means = {.reason = "", .by = "ptrsafe:ignore"}, .complete = complete};
  c.first = c.last = line_meant(file, d.pos);
  bool block = d.text.starts_with("/*");
  if (block || d.text.starts_with("// ")) {
    if (block && verb.ends_with("*/")) verb.remove_suffix(2);
    if (verb != "ignore" && verb != "stack" && verb != "heap") return;  // prose
    c.wrong = fmt::format("counts for nothing {}: write //ptrsafe:{}", block ? "between /* and */" : "with a blank behind the slashes", verb);
    out.push_back(std::move(c));
    return;
  }
  if (verb == "stack" || verb == "heap") return;  // of escape-assertion
  if (verb != "ignore") {
    c.wrong = fmt::format("unknown comment //ptrsafe:{}{}", verb, did_you_mean(fmt::format("//ptrsafe:{}", verb), {"//ptrsafe:ignore", "//ptrsafe:stack", "//ptrsafe:heap"}));
    out.push_back(std::move(c));
    return;
  }
  // Blanks may follow the commas of the list.
  std::string list(take_word(rest));
  while (list.ends_with(",") && !rest.empty()) list += take_word(rest);
  if (has_words(rest)) c.means.reason = rest;
  std::string unknown;
  for (std::string_view name : split_commas(list)) {
    RuleId rule;
    if (rule_by_name(name, &rule)) c.rules.push_back(rule);
    else if (!name.empty()) unknown = name == "all" ? "there is no word for all rules: name them, or write //nolint:ptrsafe" : fmt::format("unknown rule {}{}", name, did_you_mean_rule(name));
  }
  if (!unknown.empty()) {
    Comment about = c;
    about.wrong = unknown;
    out.push_back(std::move(about));
    if (c.rules.empty()) return;
  } else if (c.rules.empty()) {
    c.wrong = "suppresses nothing: write //ptrsafe:ignore RULE[,RULE] reason";
  }
  if (c.wrong.empty() && c.means.reason.empty()) c.wrong = fmt::format("suppresses nothing without a reason: write //ptrsafe:ignore {} reason", list);
  out.push_back(std::move(c));
}

void Suppressions::read_nolint(const Tree& tree, const Directive& d, bool complete, std::vector<Comment>& out) {
  std::string_view rest = d.text.substr(d.text.find("nolint") + std::string_view("nolint").size());
  if (!rest.empty() && rest[0] != ':' && rest[0] != ' ') return;  // another word
  Comment c{.pos = d.pos, .means = {.reason = "", .by = "nolint"}, .all = true, .complete = complete};
  size_t slashes = rest.find("//");
  if (slashes != rest.npos) c.means.reason = trimmed(rest.substr(slashes + 2));
  std::string_view list = rest.substr(0, slashes);
  bool by_name = false;
  if (list.starts_with(":") && !list.starts_with(":all")) {
    for (std::string_view linter : split_commas(list.substr(1))) by_name = by_name || lower_case(linter) == "ptrsafe";
    if (!by_name) return;
  }
  LineColumn at = tree.file->line_column(d.pos);
  c.first = c.last = at.line;
  // Alone on its line, it is for all of what begins below it; before the package clause, for the file.
  if (alone_on_its_line(*tree.file, d.pos)) {
    if (tree.package_name && tree.file->line_column(tree.package_name->pos).line == at.line + 1) c.last = tree.file->line_count();
    c.last = std::max({c.last, at.line, end_of_node_at(tree, {at.line + 1, at.column})});
  }
  if (!by_name) c.complete = false;  // for other linters too: never called unused
  out.push_back(std::move(c));
}

void Suppressions::read(const std::vector<const Package*>& packages) {
  for (const Package* p : packages) {
    for (const auto& info : p->details->files) {
      const Tree& tree = *info->tree;
      auto [at, fresh] = by_path_.try_emplace(tree.file->path());
      if (!fresh) continue;
      for (const Directive& d : tree.directives) {
        if (d.text.substr(2).starts_with("ptrsafe:") || d.text.substr(2).starts_with(" ptrsafe:")) read_ignore(*tree.file, d, p->details->errors.empty(), at->second);
        else if (d.text.starts_with("//nolint") || d.text.starts_with("// nolint")) read_nolint(tree, d, p->details->errors.empty(), at->second);
      }
    }
  }
}

void Suppressions::apply(std::vector<Finding>& findings) {
  for (Finding& f : findings) {
    const SourceFile* file = file_of(f.begin);
    auto found = by_path_.find(file->path());
    if (found == by_path_.end()) continue;
    uint32_t line = file->line_column(f.begin).line;
    for (Comment& c : found->second) {
      if (!c.covers(f, line)) continue;
      c.used.push_back(f.rule);
      if (!f.suppressed) f.suppressed = c.means;
    }
  }
}

Diagnostics Suppressions::complaints(const RuleSet& rules) const {
  Diagnostics out;
  // What is for all rules may be for one that did not run.
  std::vector<RuleId> known = all_rules();
  bool all_ran = std::all_of(known.begin(), known.end(), [&](RuleId r) { return rules.has(r) || is_advice(r); });
  for (const auto& [path, comments] : by_path_) {
    for (const Comment& c : comments) {
      auto used = [&](RuleId r) { return std::find(c.used.begin(), c.used.end(), r) != c.used.end(); };
      if (!c.wrong.empty()) {
        out.push_back({c.pos, c.wrong});
        continue;
      }
      if (!c.complete) continue;
      if (c.all && c.used.empty() && all_ran) out.push_back({c.pos, "unused //nolint:ptrsafe: there is no finding here"});
      for (RuleId r : c.rules)
        if (rules.has(r) && !used(r)) out.push_back({c.pos, fmt::format("unused //ptrsafe:ignore: there is no {} here", rule_name(r))});
    }
  }
  sort_diagnostics(out);
  return out;
}

}  // namespace ptrsafe
