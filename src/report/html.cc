#include "report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "report/html_assets.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/shown_source.h"
#include "report/passports.h"
#include "rules/pages.h"

namespace ptrsafe {
namespace {

// Lines that are shown around a finding, and around a step of its witness.
constexpr uint32_t kAround = 4, kAroundStep = 2;

std::string directory_of(const std::string& path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, slash);
}

// The files that the findings speak of: each once, with only the lines that are shown.
class Sources {
 public:
  explicit Sources(const std::string& base) : base_(base) {}

  struct Entry {
    uint32_t index;
    ShownSource shown;
    std::set<uint32_t> lines;
  };
  Entry& entry(Pos p) {
    SourceFile* f = file_of(p);
    auto at = entries_.find(f);
    if (at != entries_.end()) return at->second;
    order_.push_back(f);
    return entries_.emplace(f, Entry{static_cast<uint32_t>(order_.size() - 1), ShownSource(*f), {}}).first->second;
  }

  // [file, line, first and last code unit of the line]; the lines around are kept.
  Json mark(Pos begin, Pos end, uint32_t around) {
    Entry& e = entry(begin);
    SourceFile* f = file_of(begin);
    LineColumn from = f->line_column(begin), to = end ? f->line_column(end) : e.shown.token_end(from);
    for (uint32_t l = from.line > around ? from.line - around : 1; l <= std::min(from.line + around, e.shown.lines()); l++) e.lines.insert(l);
    // Of what takes several lines the first is marked.
    if (to.line != from.line) to = {from.line, UINT32_MAX};
    return Json::array({e.index, from.line, e.shown.unit(from), e.shown.unit(to), from.column});
  }

  // The text of the line of `p`, for readers without scripts.
  std::string line(Pos p) { return entry(p).shown.line(file_of(p)->line_column(p).line).text; }

  Json json() const {
    Json out = Json::array();
    for (const SourceFile* f : order_) {
      const Entry& e = entries_.at(f);
      Json lines = Json::object();
      for (uint32_t l : e.lines) {
        ShownSource::Line shown = e.shown.line(l);
        lines[std::to_string(l)] = Json::array({shown.text, shown.kinds});
      }
      std::string path = shown_path(f->path(), base_);
      out.push_back({{"path", visible(path)}, {"package", visible(directory_of(path))}, {"lines", lines}});
    }
    return out;
  }

 private:
  const std::string& base_;
  std::map<const SourceFile*, Entry> entries_;
  std::vector<const SourceFile*> order_;
};

// A fix as the lines that it takes away and those that it puts there, file by file.
Json diff_of(const Fix& fix, const std::string& base) {
  Json hunks = Json::array();
  for (size_t i = 0; i < fix.edits.size();) {
    // Edits that touch the same lines are one hunk.
    const SourceFile* f = fix.edits[i].file;
    std::string_view text = f->text();
    auto line_begin = [&](size_t at) { size_t nl = at ? text.rfind('\n', at - 1) : text.npos; return nl == text.npos ? 0 : nl + 1; };
    auto line_end = [&](size_t at) { return std::min(text.find('\n', at), text.size()); };
    size_t begin = line_begin(fix.edits[i].start), end = begin, from = begin;
    std::string after;
    for (; i < fix.edits.size() && fix.edits[i].file == f && (end == begin || fix.edits[i].start <= end); i++) {
      const Edit& e = fix.edits[i];
      after += std::string(text.substr(from, e.start - from)) + e.text;
      from = e.end;
      end = std::max(line_end(e.end), begin + 1);
    }
    end = std::min(line_end(from), text.size());
    after += text.substr(from, end - from);
    hunks.push_back({{"file", visible(shown_path(f->path(), base))},
                     {"line", f->line_column(f->pos(begin)).line},
                     {"before", visible(text.substr(begin, end - begin))},
                     {"after", visible(after)}});
  }
  return {{"message", visible(fix.message)}, {"hunks", hunks}};
}

// All strings of `j` made visible.
void make_visible(Json& j) {
  if (j.is_string()) j = visible(j.get<std::string>());
  else if (j.is_structured())
    for (Json& child : j) make_visible(child);
}

// JSON within <script>: `<` could end it or begin a comment.
std::string script_json(const Json& j) {
  std::string out;
  for (char c : j.dump()) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

// "1 finding", "2 findings", "12,345 lines".
std::string count(size_t n, std::string_view what) {
  std::string digits = std::to_string(n);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return fmt::format("{} {}{}", digits, what, n == 1 ? "" : "s");
}

// `code` of messages as code.
std::string message_html(const std::string& message) {
  std::string out;
  bool open = false;
  for (char c : escape_html(message)) {
    if (c != '`') out += c;
    else out += open ? "</code>" : "<code>", open = !open;
  }
  return open ? out + "</code>" : out;
}

std::string place_text(Pos p, const std::string& base) {
  Place at = place(p, base);
  return escape_html(fmt::format("{}:{}:{}", at.file, at.at.line, at.at.column));
}

using Counts = std::map<std::string, std::array<size_t, 3>>;  // by confidence

// A row for each name, most findings first.
std::string counts_html(const std::string& title, const Counts& counts, bool rules) {
  std::vector<std::pair<std::string, std::array<size_t, 3>>> rows(counts.begin(), counts.end());
  auto sum = [](const auto& n) { return n[0] + n[1] + n[2]; };
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& x, const auto& y) { return sum(x.second) > sum(y.second); });
  std::string out = fmt::format("<table class=\"counts\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">proven</th><th scope=\"col\">likely</th><th scope=\"col\">possible</th></tr></thead><tbody>\n", title);
  for (const auto& [name, n] : rows) {
    std::string shown = escape_html(name);
    if (rules) shown = fmt::format("<a href=\"#rule-{0}\">{0}</a>", shown);
    out += fmt::format("<tr><th scope=\"row\">{}</th>", shown);
    for (size_t c : {2, 1, 0}) out += n[c] ? fmt::format("<td>{}</td>", n[c]) : "<td class=\"none\">0</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string summary_html(const Document& d, size_t maps, const Extent& extent) {
  Counts by_rule, by_package;
  std::array<size_t, 3> by_confidence{};
  size_t counted = 0, suppressed = 0;
  for (const Finding& f : d.findings) {
    if (f.suppressed) {
      suppressed++;
      continue;
    }
    auto c = static_cast<size_t>(f.confidence);
    by_rule[std::string(rule_name(f.rule))][c]++;
    by_package[directory_of(place(f.begin, d.base).file)][c]++;
    by_confidence[c]++;
    counted++;
  }
  std::string out = fmt::format("<p class=\"lead\"><strong>{}</strong>", counted ? count(counted, "finding") : "No findings");
  if (counted) {
    std::string each;
    for (Confidence c : {Confidence::Proven, Confidence::Likely, Confidence::Possible})
      if (size_t n = by_confidence[static_cast<size_t>(c)]) each += fmt::format("{}{} {}", each.empty() ? "" : ", ", n, confidence_name(c));
    out += ": " + each;
  }
  out += fmt::format(".{}</p>\n", suppressed ? fmt::format(" {} more suppressed in the source.", suppressed) : "");
  out += fmt::format("<p>Analysed: {}, {}, {}; {} that hold pointers.{}</p>\n", count(extent.packages, "package"), count(extent.files, "file"), count(extent.lines, "line"), count(maps, "map"),
                     d.errors.empty() ? "" : " Something could not be loaded or type-checked, so there may be more.");
  auto list = [&](const Diagnostics& diagnostics, std::string_view what) {
    if (diagnostics.empty()) return;
    out += fmt::format("<details open class=\"errors\"><summary>{}</summary><ul>\n", count(diagnostics.size(), what));
    for (const Diagnostic& e : diagnostics)
      out += fmt::format("<li><span class=\"place\">{}</span> {}</li>\n", e.pos ? place_text(e.pos, d.base) : escape_html(shown_path(e.path, d.base)), escape_html(e.message));
    out += "</ul></details>\n";
  };
  list(d.errors, "error");
  list(d.warnings, "warning");
  if (counted) out += "<div class=\"tables\">" + counts_html("Rule", by_rule, true) + counts_html("Package", by_package, false) + "</div>\n";
  return out;
}

// For readers without scripts.
std::string plain_findings(const Document& d, Sources& sources) {
  std::string out = "<ol class=\"plain\">\n";
  for (const Finding& f : d.findings) {
    out += fmt::format("<li><p><strong>{}</strong><br>{} · {} · <a href=\"#rule-{}\">{}</a>{}</p><pre><code>{}</code></pre>", message_html(f.message), place_text(f.begin, d.base),
                       standing(f), rule_name(f.rule), rule_name(f.rule),
                       f.suppressed ? " · suppressed: " + escape_html(f.suppressed->reason) : "", escape_html(sources.line(f.begin)));
    if (!f.witness.empty()) {
      out += "<ol>";
      for (const WitnessStep& w : f.witness) out += fmt::format("<li>{}: {}</li>", place_text(w.pos, d.base), message_html(w.message));
      out += "</ol>";
    }
    out += "</li>\n";
  }
  return out + "</ol>\n";
}

std::string plain_maps(const std::vector<flow::Passport>& maps, const std::string& base) {
  std::string out = "<ul class=\"plain\">\n";
  for (const flow::Passport& p : maps) out += "<li><pre><code>" + escape_html(text_of_passport(p, base)) + "</code></pre></li>\n";
  return out + "</ul>\n";
}

std::string replace(std::string_view page, const std::vector<std::pair<std::string_view, std::string>>& parts) {
  std::string out;
  while (!page.empty()) {
    size_t at = page.find("{{");
    out += page.substr(0, at);
    if (at == page.npos) break;
    page.remove_prefix(at);
    for (const auto& [name, text] : parts)
      if (page.starts_with(name)) out += text;
    page.remove_prefix(page.find("}}") + 2);
  }
  return out;
}

}  // namespace

std::string html_of(const Document& d, const std::vector<flow::Passport>& maps, const Extent& extent) {
  Sources sources(d.base);
  std::set<RuleId> used;
  Json findings = Json::array(), rules = Json::object(), passports = Json::array();
  for (const Finding& f : d.findings) {
    used.insert(f.rule);
    Json steps = Json::array(), fixes = Json::array();
    for (const WitnessStep& w : f.witness) {
      if (!file_of(w.pos)) continue;
      Json mark = sources.mark(w.pos, {}, kAroundStep);
      mark.push_back(visible(w.message));
      steps.push_back(mark);
    }
    for (const Fix& fix : f.fixes) fixes.push_back(diff_of(fix, d.base));
    Json finding{{"rule", rule_name(f.rule)}, {"confidence", confidence_name(f.confidence)}, {"message", visible(f.message)},
                 {"at", sources.mark(f.begin, f.end, kAround)}, {"steps", steps}, {"id", f.fingerprint}};
    if (!fixes.empty()) finding["fixes"] = fixes;
    if (!f.configurations.empty()) finding["configurations"] = f.configurations;
    if (f.suppressed) finding["suppressed"] = visible(f.suppressed->reason);
    findings.push_back(std::move(finding));
  }
  for (const flow::Passport& p : maps) passports.push_back(json_passport(p, d.base));
  make_visible(passports);
  std::string pages;
  for (RuleId r : used) {
    rules[std::string(rule_name(r))] = rule_remedy(r);
    pages += fmt::format("<article id=\"rule-{0}\" tabindex=\"-1\"><h3>{0}</h3>\n<p class=\"lead\">{1}.</p>\n<details><summary>How {0} is decided, and what rules it out</summary>\n{2}</details></article>\n",
                         rule_name(r), message_html(std::string(rule_summary(r))), html_of_markdown(page_of(r)));
  }
  std::string data = script_json({{"rules", rules}, {"files", sources.json()}, {"findings", findings}, {"maps", passports}});
  return replace(kPageHtml, {{"{{style}}", std::string(kReportCss)},
                             {"{{script}}", std::string(kReportJs)},
                             {"{{summary}}", summary_html(d, maps.size(), extent)},
                             {"{{rules}}", pages.empty() ? "<p>No rule has a finding.</p>\n" : pages},
                             {"{{findings}}", plain_findings(d, sources)},
                             {"{{maps}}", plain_maps(maps, d.base)},
                             {"{{version}}", PTRSAFE_VERSION},
                             {"{{data}}", data}});
}

}  // namespace ptrsafe
