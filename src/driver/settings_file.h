// SettingsFile: one ptrsafe.toml, read. docs/configuration.md says what its keys mean.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.h"

namespace ptrsafe {

struct RuleSettings {
  std::optional<bool> enable;
  std::optional<Confidence> show;
  std::optional<int> fail_on;  // as Options::fail_on
};

// The head of the file, or one of its [[paths]].
struct Section {
  std::vector<std::string> match;  // globs; of the head none: it is for all files
  RuleSettings all;
  std::map<RuleId, RuleSettings> rules;
};

struct SettingsFile {
  std::string dir;  // what its paths are relative to
  std::vector<std::string> exclude;
  bool generated = false;          // findings in generated files are shown
  std::string rule_pages;          // address on the web below which the rules' pages are, without a slash at its end; empty: none
  std::vector<Section> sections;  // later ones go before earlier ones
};

// Appends a line "FILE:LINE:COLUMN: message" to `*errors` for each thing that is wrong.
SettingsFile parse_settings(std::string_view text, const std::string& shown, std::string* errors);

// "likely" and its like; false for others.
bool confidence_by_name(std::string_view name, Confidence* out);

// A glob with `*`, `?` and `**` matches a path relative to the file, or a directory above it; one without a slash matches any element.
bool matches_glob(std::string_view glob, std::string_view path);

}  // namespace ptrsafe
