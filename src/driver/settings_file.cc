#include "driver/settings_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <algorithm>

#include "base/nearest.h"

namespace ptrsafe {
namespace {

class SettingsReader {
 public:
  SettingsReader(const std::string& shown, std::string* errors) : shown_(shown), errors_(errors) {}

  SettingsFile file(const toml::table& table) {
    SettingsFile out;
    out.sections.emplace_back();
    for (const auto& [key, value] : table) {
      if (key == "exclude") out.exclude = strings(value, key);
      else if (key == "generated") out.generated = boolean(value, key).value_or(false);
      else if (key == "rule-pages") out.rule_pages = address(value, key);
      else if (key == "rules") rules(value, out.sections[0]);
      else if (key == "paths") continue;
      else if (!levels(key, value, out.sections[0].all)) unknown("key", key, {"exclude", "fail-on", "generated", "paths", "rule-pages", "rules", "show"});
    }
    if (const toml::node* paths = table.get("paths")) {
      const toml::array* list = paths->as_array();
      if (!list) wrong(*paths, "paths are written as [[paths]], one table for each");
      else
        for (const toml::node& one : *list) out.sections.push_back(path(one));
    }
    return out;
  }

  void wrong(const toml::node& at, const std::string& what) { wrong(at.source(), what); }
  void wrong(const toml::source_region& at, const std::string& what) {
    *errors_ += fmt::format("{}:{}:{}: {}\n", shown_, at.begin.line, at.begin.column, what);
  }

 private:
  Section path(const toml::node& node) {
    Section out;
    const toml::table* table = node.as_table();
    if (!table) return wrong(node, "paths are written as [[paths]], one table for each"), out;
    for (const auto& [key, value] : *table) {
      if (key == "match") out.match = strings(value, key);
      else if (key == "rules") rules(value, out);
      else if (!levels(key, value, out.all)) unknown("key of [[paths]]", key, {"fail-on", "match", "rules", "show"});
    }
    if (const toml::node* match = table->get("match"); !match || (match->is_array() && match->as_array()->empty())) wrong(match ? *match : node, "[[paths]] needs match = [\"GLOB\", …]");
    return out;
  }

  void rules(const toml::node& node, Section& out) {
    const toml::table* table = node.as_table();
    if (!table) return wrong(node, "rules are written as [rules.NAME], one table for each");
    std::vector<std::string> names;
    for (RuleId r : all_rules()) names.emplace_back(rule_name(r));
    for (const auto& [key, value] : *table) {
      RuleId rule;
      if (!rule_by_name(key.str(), &rule)) {
        unknown("rule", key, names);
        continue;
      }
      const toml::table* settings = value.as_table();
      if (!settings) {
        wrong(value, fmt::format("a rule is written as a table: [rules.{}]", key.str()));
        continue;
      }
      RuleSettings& to = out.rules[rule];
      for (const auto& [name, v] : *settings) {
        if (name == "enable") to.enable = boolean(v, name);
        else if (!levels(name, v, to)) unknown("key of a rule", name, {"enable", "fail-on", "show"});
      }
    }
  }

  bool levels(const toml::key& key, const toml::node& value, RuleSettings& out) {
    if (key != "show" && key != "fail-on") return false;
    bool never = key == "fail-on";
    auto text = value.value<std::string>();
    Confidence c;
    if (text && confidence_by_name(*text, &c)) {
      if (never) out.fail_on = static_cast<int>(c);
      else out.show = c;
    } else if (never && text == "never") {
      out.fail_on = static_cast<int>(Confidence::Proven) + 1;
    } else {
      wrong(value, fmt::format("{} is one of \"proven\", \"likely\", \"possible\"{}", key.str(), never ? ", \"never\"" : ""));
    }
    return true;
  }

  std::optional<bool> boolean(const toml::node& value, const toml::key& key) {
    if (auto b = value.as_boolean()) return b->get();
    wrong(value, fmt::format("{} is true or false", key.str()));
    return std::nullopt;
  }

  std::string address(const toml::node& value, const toml::key& key) {
    std::string text = value.value<std::string>().value_or("");
    while (text.ends_with("/")) text.pop_back();
    bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; });
    bool good = plain && (text.starts_with("https://") || text.starts_with("http://"));
    if (!good) wrong(value, fmt::format("{} is an address on the web: \"https://example.com/ptrsafe/docs/rules\"", key.str()));
    return good ? text : "";
  }

  std::vector<std::string> strings(const toml::node& value, const toml::key& key) {
    std::vector<std::string> out;
    const toml::array* list = value.as_array();
    if (list)
      for (const toml::node& one : *list)
        if (auto s = one.value<std::string>(); s && !s->empty()) out.push_back(*s);
    if (!list || out.size() != list->size()) wrong(value, fmt::format("{} is a list of globs: [\"third_party/**\"]", key.str()));
    for (const std::string& glob : out) {
      if (glob == ".." || glob.starts_with("../")) wrong(value, fmt::format("{}: {} leads out of the directory of this file, below which all globs are", key.str(), glob));
      // Package paths cannot have these; in globs of other tools they mean something.
      if (glob.starts_with("!") || glob.find_first_of("[{") != glob.npos) wrong(value, fmt::format("{}: only *, ? and ** mean something in {}; write a glob for each", key.str(), glob));
    }
    return out;
  }

  void unknown(std::string_view what, const toml::key& key, const std::vector<std::string>& known) {
    std::string meant = nearest(key.str(), known);
    wrong(key.source(), fmt::format("unknown {} {}; {}", what, key.str(), meant.empty() ? fmt::format("it is one of {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", meant)));
  }

  const std::string& shown_;
  std::string* errors_;
};

// `glob` against the whole of `path`, all ways at once: `ends` are the lengths of what its beginning matches.
bool matches_whole(std::string_view glob, std::string_view path) {
  std::vector<bool> ends(path.size() + 1);
  ends[0] = true;
  while (!glob.empty()) {
    std::vector<bool> next(path.size() + 1);
    bool deep = glob.starts_with("**"), elements = glob.starts_with("**/");
    bool reached = false;  // somewhere before here
    for (size_t n = 0; n <= path.size(); n++) {
      reached = reached || ends[n];
      if (elements) next[n] = ends[n] || (n > 0 && reached && path[n - 1] == '/');  // whole ones, or none
      else if (deep) next[n] = reached;
      else if (glob[0] == '*') next[n] = ends[n] || (n > 0 && next[n - 1] && path[n - 1] != '/');
      else next[n] = n > 0 && ends[n - 1] && (glob[0] == '?' ? path[n - 1] != '/' : path[n - 1] == glob[0]);
    }
    glob.remove_prefix(elements ? 3 : deep ? 2 : 1);
    ends = std::move(next);
  }
  return ends.back();
}

}  // namespace

SettingsFile parse_settings(std::string_view text, const std::string& shown, std::string* errors) {
  SettingsReader reader(shown, errors);
  try {
    return reader.file(toml::parse(text, shown));
  } catch (const toml::parse_error& e) {
    bool bare = e.description().ends_with("could not determine value type");
    reader.wrong(e.source(), std::string(e.description()) + (bare ? "; text stands in quotes" : ""));
    return {};
  }
}

bool confidence_by_name(std::string_view name, Confidence* out) {
  for (Confidence c : {Confidence::Possible, Confidence::Likely, Confidence::Proven})
    if (name == confidence_name(c)) return *out = c, true;
  return false;
}

bool matches_glob(std::string_view glob, std::string_view path) {
  while (glob.ends_with("/")) glob.remove_suffix(1);
  if (glob.starts_with("./")) glob.remove_prefix(2);
  bool anywhere = glob.find('/') == glob.npos;
  if (glob.starts_with("/")) glob.remove_prefix(1);
  for (size_t end = path.find('/');; end = path.find('/', end + 1)) {
    std::string_view head = path.substr(0, end);
    if (matches_whole(glob, anywhere ? head.substr(head.rfind('/') + 1) : head)) return true;
    if (end == path.npos) return false;
  }
}

}  // namespace ptrsafe
