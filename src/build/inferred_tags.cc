#include "build/inferred_tags.h"

#include <algorithm>
#include <set>

#include "base/os/files.h"

namespace ptrsafe::build {
namespace {

struct File {
  std::string text;
  std::vector<std::string> names;  // in its constraints, of flags only
  bool taken = false;
};

// What no flag decides; GOOS and its like are known from the environment.
bool is_of_flags(const std::string& name, const TagSet& always) {
  return !always.holds(name) && !is_known_os(name) && !is_known_arch(name) && name != "unix" && name != "cgo" && name != "gc" && name != "gccgo" && !name.starts_with("go1.") &&
         !name.starts_with("goexperiment.") && name.find('.') == name.npos;
}

class Search {
 public:
  explicit Search(const TagSet& always) : always_(always) {}

  void add(const std::string& path, bool taken) {
    File f;
    f.taken = taken;
    std::string error;
    if (!path.ends_with(".go") || !always_.file_name_matches(os::base_name(path)) || !os::read_file(path, &f.text, &error)) return;
    for (std::string& name : constraint_names(f.text))
      if (is_of_flags(name, always_)) f.names.push_back(std::move(name));
    std::sort(f.names.begin(), f.names.end());
    f.names.erase(std::unique(f.names.begin(), f.names.end()), f.names.end());
    if (!f.names.empty()) files_.push_back(std::move(f));
  }

  // Adds to `tags` what makes most files right, one file's tags after the other.
  void run(std::set<std::string>& tags) const {
    for (size_t wrong = wrong_with(tags); wrong > 0;) {
      std::set<std::string> best;
      for (const File& f : files_) {
        if (is_right(f, tags)) continue;
        for (const std::set<std::string>& more : subsets(f.names)) {
          std::set<std::string> all = tags;
          all.insert(more.begin(), more.end());
          size_t left = wrong_with(all);
          if (left < wrong) wrong = left, best = std::move(all);
        }
      }
      if (best.empty()) return;
      tags = std::move(best);
    }
  }

 private:
  // Small ones first.
  static std::vector<std::set<std::string>> subsets(const std::vector<std::string>& names) {
    constexpr size_t kMany = 8;
    std::vector<std::set<std::string>> out;
    size_t count = std::min(names.size(), kMany);
    for (size_t bits = 1; bits < size_t{1} << count; bits++) {
      std::set<std::string>& s = out.emplace_back();
      for (size_t i = 0; i < count; i++)
        if (bits >> i & 1) s.insert(names[i]);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) { return x.size() < y.size(); });
    return out;
  }

  bool is_right(const File& f, const std::set<std::string>& tags) const {
    TagSet with = always_;
    for (const std::string& t : tags) with.tags.insert(t);
    return header_matches(f.text, with) == f.taken;
  }

  size_t wrong_with(const std::set<std::string>& tags) const {
    return static_cast<size_t>(std::count_if(files_.begin(), files_.end(), [&](const File& f) { return !is_right(f, tags); }));
  }

  const TagSet& always_;
  std::vector<File> files_;
};

}  // namespace

std::vector<std::string> inferred_tags(const std::vector<std::string>& taken, const std::vector<std::string>& left, const std::vector<std::string>& known, const TagSet& always) {
  Search search(always);
  for (const std::string& f : taken) search.add(f, true);
  for (const std::string& f : left) search.add(f, false);
  std::set<std::string> tags(known.begin(), known.end());
  search.run(tags);
  return {tags.begin(), tags.end()};
}

}  // namespace ptrsafe::build
