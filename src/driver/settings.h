// Settings: what flags and ptrsafe.toml files say of each rule in each file.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "driver/options.h"
#include "driver/settings_file.h"

namespace ptrsafe {

class Settings {
 public:
  explicit Settings(const Options& options) : options_(options) {}

  // Reads the files that configure packages in those directories. False with an error for each thing that is wrong, a line each.
  bool read(const std::vector<std::string>& dirs, std::string* errors);

  // Rules that are on in some file.
  RuleSet rules() const;

  struct Verdict {
    bool enabled;
    Confidence show;
    int fail_on;
    bool fails(Confidence c) const { return static_cast<int>(c) >= fail_on; }
    bool counts(Confidence c) const { return c >= show || fails(c); }
  };
  // Of a rule in a file of one of the directories. What fails is shown, unless somebody says otherwise.
  Verdict verdict(RuleId rule, const std::string& path) const;
  bool excluded(const std::string& path) const;
  // See SettingsFile; of several files, the first in order of their paths that has one.
  std::string rule_pages() const;
  bool shows_generated(const std::string& path) const;

 private:
  const SettingsFile* file_above(const std::string& dir, std::string* errors);
  const SettingsFile* file_for(const std::string& path) const;
  const SettingsFile* read_file(const std::string& path, const std::string& dir, std::string* errors);

  const Options& options_;
  std::map<std::string, std::unique_ptr<SettingsFile>> files_;  // by path; null: not there
  std::map<std::string, const SettingsFile*, std::less<>> by_dir_;
};

}  // namespace ptrsafe
