#include "driver/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "driver/usage.h"
#include "rules/rules.h"

namespace ptrsafe {
namespace {

constexpr std::string_view kDate = "2026-11-26";  // of this version: a page that had the day of the build would differ each time

// The code point that begins at `at`, which is moved behind it. The texts are our own, and valid UTF-8.
uint32_t next_code_point(std::string_view text, size_t& at) {
  unsigned char first = text[at++];
  if (first < 0x80) return first;
  uint32_t c = first & (first < 0xe0 ? 0x1f : first < 0xf0 ? 0x0f : 0x07);
  while (at < text.size() && (text[at] & 0xc0) == 0x80) c = c << 6 | (text[at++] & 0x3f);
  return c;
}

// Text, with `code` in bold.
std::string roff(std::string_view text) {
  std::string out;
  bool bold = false;
  for (size_t at = 0; at < text.size();) {
    uint32_t c = next_code_point(text, at);
    switch (c) {
      case '`': out += (bold = !bold) ? "\\fB" : "\\fR"; break;
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      // At the beginning of a line it would be a request.
      case '.': out += "\\&."; break;
      default: out += c < 0x80 ? std::string(1, static_cast<char>(c)) : fmt::format("\\[u{:04X}]", c);
    }
  }
  return out;
}

// The text in lines of at most 80 bytes, as mandoc wants them.
std::string paragraph(std::string_view text) {
  constexpr size_t kLongest = 80;
  std::string rest = roff(text), out;
  while (rest.size() > kLongest) {
    size_t space = rest.rfind(' ', kLongest);
    if (space == rest.npos) space = rest.find(' ');
    if (space == rest.npos) break;
    out += rest.substr(0, space) + "\n";
    rest.erase(0, space + 1);
  }
  return out + rest + "\n";
}

// Bold names, and what they take in italics: "--output FILE".
std::string heading(const Argument& a) {
  std::string out;
  for (const std::string& name : a.names) out += fmt::format("{}\\fB{}\\fR", out.empty() ? "" : ", ", roff(name));
  if (!a.value.empty()) out += fmt::format(" \\fI{}\\fR", roff(a.value));
  return out;
}

void add_item(std::string& out, const std::string& head, std::string_view text) { out += fmt::format(".TP\n{}\n{}", head, paragraph(text)); }

// What stands for an argument in a synopsis.
const std::string& called(const Argument& a) { return a.takes == Argument::Takes::Packages ? a.names[0] : a.value; }

bool has(const std::vector<Argument>& list, const Argument& a) {
  return std::any_of(list.begin(), list.end(), [&](const Argument& b) { return a.names == b.names; });
}

}  // namespace

std::string man_page(const CommandTable& table) {
  std::string out = fmt::format(".\\\" Written by `ptrsafe man`.\n.TH PTRSAFE 1 {} \"ptrsafe {}\" \"User Commands\"\n", kDate, PTRSAFE_VERSION);
  out += ".SH NAME\nptrsafe \\- a pointer-safety gate for Go programs\n";
  out += ".SH SYNOPSIS\n.B ptrsafe\n.I command\n.RI [ flags ]\n.RI [ packages ]\n";
  out += ".SH DESCRIPTION\n" + paragraph("Reads Go modules from their files, without running `go`, and reports where pointers that are kept in maps, taken from loop "
                                        "variables or forged through slice headers go wrong. A finding is proven, likely or possible; likely ones and proven ones make "
                                        "`ptrsafe check` fail.");
  out += ".PP\n" + paragraph(kAboutPackages);
  std::vector<Argument> common = table.common_flags();
  out += ".SH COMMANDS\n";
  for (const Command& c : table.commands) {
    out += fmt::format(".SS ptrsafe {}{}\n{}", c.name, c.arguments.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(called(c.arguments[0]))), paragraph(c.help));
    for (const Argument& a : c.flags) {
      const Argument* same = nullptr;
      for (const Argument& b : common)
        if (a.names == b.names) same = &b;
      // Those that all commands have stand below, unless this one takes other values.
      if (has(table.flags, a) || (same && same->value == a.value)) continue;
      add_item(out, heading(a), a.help);
    }
  }
  out += ".SH FLAGS OF ALL COMMANDS THAT LOAD PACKAGES\n";
  for (const Argument& a : common) add_item(out, heading(a), a.help);
  out += ".SH RULES\n";
  for (RuleId r : all_rules()) add_item(out, fmt::format("\\fB{}\\fR", roff(rule_name(r))), std::string(rule_summary(r)) + (is_advice(r) ? "; off unless it is asked for" : ""));
  out += ".SH SILENCING A FINDING\n" + paragraph("`//ptrsafe:ignore RULE reason` behind a line, or above it; `ptrsafe.toml` for rules and folders; `--baseline` for what was there "
                                                 "before, `--diff` for what a change brings.");
  out += ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : kExitMeanings) add_item(out, fmt::format("\\fB{}\\fR", status), meaning);
  out += ".SH ENVIRONMENT\n";
  add_item(out, "\\fBPTRSAFE_CACHE\\fR", "the directory of the cache, or `off`");
  add_item(out, "\\fBNO_COLOR\\fR", "if it is set, `--color=auto` is never");
  out += ".PP\n" + paragraph(kAboutEnvironment);
  out += ".SH FILES\n";
  add_item(out, "\\fBptrsafe.toml\\fR", "settings for the packages below it; `ptrsafe init` writes one with everything explained");
  out += ".SH EXAMPLES\n.EX\n";
  for (const char* example : {"ptrsafe check ./...", "ptrsafe check --diff=origin/main --format=github", "ptrsafe explain nil-map-value", "go vet -vettool=$(which ptrsafe) ./..."})
    out += roff(example) + "\n";
  out += ".EE\n";
  return out;
}

}  // namespace ptrsafe
