#include "report/markdown.h"

#include <vector>

#include "report/shown_source.h"

namespace ptrsafe {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out;
}

// `code`, [links](…) and **stress** within a paragraph.
std::string inline_html(std::string_view s) {
  std::string out;
  while (!s.empty()) {
    size_t close;
    if (s[0] == '`' && (close = s.find('`', 1)) != s.npos) {
      out += "<code>" + escape_html(s.substr(1, close - 1)) + "</code>";
      s.remove_prefix(close + 1);
    } else if (s.starts_with("**") && (close = s.find("**", 2)) != s.npos) {
      out += "<strong>" + inline_html(s.substr(2, close - 2)) + "</strong>";
      s.remove_prefix(close + 2);
    } else if (s[0] == '[' && (close = s.find("](")) != s.npos && s.find(')', close) != s.npos) {
      out += inline_html(s.substr(1, close - 1));
      s.remove_prefix(s.find(')', close) + 1);
    } else {
      size_t next = std::min(s.find_first_of("`*[", 1), s.size());
      out += escape_html(s.substr(0, next));
      s.remove_prefix(next);
    }
  }
  return out;
}

bool is_fence(std::string_view l) { return l.starts_with("```"); }

bool is_item(std::string_view l) { return l.starts_with("- ") || (l.size() > 2 && l[0] >= '0' && l[0] <= '9' && l.substr(1, 2) == ". "); }

std::string row(std::string_view l, const char* cell) {
  std::string out = "<tr>";
  l.remove_prefix(1);
  while (!l.empty()) {
    bool code = false;
    size_t end = 0;
    for (; end < l.size() && (code || l[end] != '|'); end++)
      if (l[end] == '`') code = !code;
    if (end == l.size()) break;
    out += std::string("<") + cell + ">" + inline_html(l.substr(0, end)) + "</" + cell + ">";
    l.remove_prefix(end + 1);
  }
  return out + "</tr>\n";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (char c : visible(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_of_markdown(std::string_view page) {
  std::string out;
  std::vector<std::string_view> l = lines_of(page);
  auto text_until = [&](size_t& i, auto end) {
    std::string text(l[i++]);
    while (i < l.size() && !l[i].empty() && !end(l[i])) {
      size_t first = std::min(l[i].find_first_not_of(' '), l[i].size());
      text += " " + std::string(l[i++].substr(first));
    }
    return text;
  };
  for (size_t i = 0; i < l.size();) {
    if (l[i].empty() || l[i].starts_with("# ")) {
      i++;
    } else if (l[i].starts_with("#")) {
      size_t level = l[i].find_first_not_of('#');
      out += "<h4>" + inline_html(l[i++].substr(level + 1)) + "</h4>\n";
    } else if (l[i].starts_with("    ") || is_fence(l[i])) {
      bool fenced = l[i][0] == '`';
      if (fenced) i++;
      std::string code;
      auto inside = [&](size_t k) { return fenced ? !is_fence(l[k]) : l[k].starts_with("    ") || l[k].empty(); };
      while (i < l.size() && inside(i)) {
        code += std::string(fenced || l[i].empty() ? l[i] : l[i].substr(4)) + "\n";
        i++;
      }
      if (fenced) i++;
      code.resize(code.find_last_not_of('\n') + 1);
      out += "<pre tabindex=\"0\"><code>" + escape_html(code) + "</code></pre>\n";
    } else if (l[i].starts_with("|")) {
      // On a narrow page a table scrolls by itself.
      out += "<div class=\"wide\"><table>\n<thead>" + row(l[i++], "th") + "</thead><tbody>\n";
      if (i < l.size() && l[i].starts_with("|--")) i++;
      while (i < l.size() && l[i].starts_with("|")) out += row(l[i++], "td");
      out += "</tbody></table></div>\n";
    } else if (is_item(l[i])) {
      std::string list = l[i][0] == '-' ? "ul" : "ol";
      out += "<" + list + ">\n";
      while (i < l.size() && is_item(l[i])) {
        std::string item = text_until(i, [](std::string_view s) { return is_item(s) || is_fence(s); });
        out += "<li>" + inline_html(std::string_view(item).substr(list == "ul" ? 2 : 3)) + "</li>\n";
      }
      out += "</" + list + ">\n";
    } else {
      std::string text = text_until(i, [](std::string_view s) { return s.starts_with("|") || s.starts_with("#") || is_fence(s); });
      out += "<p>" + inline_html(text) + "</p>\n";
    }
  }
  return out;
}

}  // namespace ptrsafe
