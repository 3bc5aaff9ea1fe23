#include "driver/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "base/os/files.h"
#include "report/document.h"
#include "rules/fingerprint.h"

namespace ptrsafe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

bool take(const Json& from, const char* key, std::string* out) {
  auto at = from.find(key);
  if (at == from.end() || !at->is_string()) return false;
  *out = at->get<std::string>();
  return true;
}

}  // namespace

KnownFinding known(const Finding& f, const std::string& base) {
  return {f.fingerprint, std::string(rule_name(f.rule)), f.package, f.symbol, shown_path(file_of(f.begin)->path(), base), f.message};
}

std::string text_of_baseline(const std::vector<Finding>& findings, const std::string& base) {
  std::vector<KnownFinding> all;
  for (const Finding& f : findings) all.push_back(known(f, base));
  std::sort(all.begin(), all.end(), [](const KnownFinding& a, const KnownFinding& b) {
    return std::tie(a.file, a.symbol, a.rule, a.fingerprint) < std::tie(b.file, b.symbol, b.rule, b.fingerprint);
  });
  std::string out = fmt::format("{{\n\"ptrsafe-baseline\": {},\n\"findings\": [\n", kVersion);
  for (size_t i = 0; i < all.size(); i++) {
    const KnownFinding& k = all[i];
    Json line{{"file", k.file}, {"symbol", k.symbol}, {"rule", k.rule}, {"message", k.message}, {"package", k.package}, {"fingerprint", k.fingerprint}};
    out += line.dump(-1, ' ', false, Json::error_handler_t::replace) + (i + 1 < all.size() ? ",\n" : "\n");
  }
  return out + "]\n}\n";
}

bool read_baseline(const std::string& path, const std::string& shown, std::vector<KnownFinding>* out, std::string* error) {
  std::string text, why;
  if (!os::read_file(path, &text, &why)) return *error = fmt::format("--baseline: {}; --write-baseline makes one", why), false;
  auto damaged = [&](const std::string& what) {
    return *error = fmt::format("--baseline: {} {}; --write-baseline makes it anew", shown, what), false;
  };
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return damaged("is damaged: not JSON (a merge conflict?)");
  if (!json.is_object() || !json.contains("ptrsafe-baseline")) return damaged("is no baseline of ptrsafe");
  const Json& version = json["ptrsafe-baseline"];
  if (!version.is_number_integer() || version.get<int64_t>() != kVersion) return damaged(fmt::format("is of version {}, and this ptrsafe reads {}", version.dump(), kVersion));
  if (!json.contains("findings") || !json["findings"].is_array()) return damaged("is damaged: it has no list of findings");
  size_t number = 0;
  for (const Json& f : json["findings"]) {
    number++;
    KnownFinding k;
    bool whole = f.is_object() && take(f, "fingerprint", &k.fingerprint) && take(f, "rule", &k.rule) && take(f, "package", &k.package) &&
                 take(f, "symbol", &k.symbol) && take(f, "file", &k.file) && take(f, "message", &k.message);
    if (!whole || k.fingerprint.empty()) return damaged(fmt::format("is damaged: finding {} is not whole", number));
    out->push_back(std::move(k));
  }
  return true;
}

std::vector<KnownFinding> subtract(std::vector<Finding>& findings, const std::vector<KnownFinding>& known, const std::string& base) {
  std::vector<bool> gone(findings.size()), used(known.size());
  // `candidates`: the numbers of entries that a finding may be, by a key.
  auto take = [&](auto& candidates, auto key, auto fits) {
    for (int c = static_cast<int>(Confidence::Proven); c >= 0; c--) {
      for (size_t i = 0; i < findings.size(); i++) {
        const Finding& f = findings[i];
        if (static_cast<int>(f.confidence) != c || f.suppressed || gone[i]) continue;
        auto found = candidates.find(key(f));
        if (found == candidates.end()) continue;
        for (size_t k : found->second) {
          if (used[k] || !fits(f, known[k])) continue;
          gone[i] = used[k] = true;
          break;
        }
      }
    }
  };
  std::map<std::string_view, std::vector<size_t>> by_stem;
  for (size_t k = 0; k < known.size(); k++) by_stem[stem_of(known[k].fingerprint)].push_back(k);
  take(by_stem, [](const Finding& f) { return stem_of(f.fingerprint); }, [](const Finding&, const KnownFinding&) { return true; });

  std::set<std::string_view> packages;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<size_t>> by_words;
  for (size_t k = 0; k < known.size(); k++) {
    packages.insert(known[k].package);
    if (!used[k]) by_words[{known[k].rule, known[k].symbol, known[k].message}].push_back(k);
  }
  auto words = [](const Finding& f) { return std::tuple<std::string_view, std::string_view, std::string_view>(rule_name(f.rule), f.symbol, f.message); };
  size_t before = static_cast<size_t>(std::count(used.begin(), used.end(), true));
  take(by_words, words, [&](const Finding& f, const KnownFinding& k) {
    if (packages.contains(f.package)) return false;
    std::string path = os::absolute_path(base, k.file);
    return path == file_of(f.begin)->path() || !os::is_regular(path);
  });
  // Where packages have moved, what else uses their types has other expressions.
  if (before != static_cast<size_t>(std::count(used.begin(), used.end(), true))) take(by_words, words, [](const Finding& f, const KnownFinding& k) { return f.package == k.package; });
  size_t i = 0;
  std::erase_if(findings, [&](const Finding&) { return gone[i++]; });
  std::vector<KnownFinding> stale;
  for (size_t k = 0; k < known.size(); k++)
    if (!used[k]) stale.push_back(known[k]);
  return stale;
}

}  // namespace ptrsafe
