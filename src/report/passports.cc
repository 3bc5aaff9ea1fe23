#include "report/passports.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/json.h"

namespace ptrsafe {
namespace {

std::string where(Pos p, const std::string& base) {
  Place at = place(p, base);
  return fmt::format("{}:{}:{}", at.file, at.at.line, at.at.column);
}

size_t unguarded(const flow::Passport& p) {
  return static_cast<size_t>(std::count_if(p.lookups.begin(), p.lookups.end(), [](const auto& a) { return a.guard == "none"; }));
}

std::string contexts(const flow::Passport& p) {
  if (p.started.empty()) return "1";
  return fmt::format("{}", p.started.size() + (p.by_caller ? 1 : 0));
}

Json json_place(Pos p, const std::string& base) {
  Place at = place(p, base);
  return Json{{"file", at.file}, {"line", at.at.line}, {"column", at.at.column}};
}

Json json_accesses(const std::vector<flow::PassportAccess>& list, const std::string& base) {
  Json out = Json::array();
  for (const auto& a : list) {
    Json j = json_place(a.at, base);
    j["function"] = a.function;
    if (!a.key.empty()) j["key"] = a.key;
    if (!a.guard.empty()) j["guard"] = a.guard;
    j["locks"] = a.locks;
    out.push_back(std::move(j));
  }
  return out;
}

// What an entry takes: in a full group, and when the table is about to grow; bytes, rounded up.
std::string entry_text(const flow::Passport& p) {
  if (!p.memory) return "-";
  return fmt::format("{:.0f}-{:.0f}", std::ceil(p.memory->at_full()), std::ceil(p.memory->at_load()));
}

Json json_memory(const flow::Passport& p) {
  if (!p.memory) return nullptr;
  const MapMemory& m = *p.memory;
  double at_load = std::round(m.at_load() * 10) / 10;
  return Json{{"full", m.at_full()}, {"at_load", at_load}, {"load", fmt::format("{}/8", m.load)}, {"group", m.group_bytes},
              {"key_indirect", m.key_indirect}, {"value_indirect", m.value_indirect}};
}

// How many of the expressions that make values put an object on the heap.
std::string on_heap(const flow::Passport& p) {
  auto heap = std::count_if(p.values.begin(), p.values.end(), [](const flow::ValueSite& v) { return v.storage == "heap"; });
  return fmt::format("{}/{}", heap, p.values.size());
}

Json number_or_null(int64_t n) { return n < 0 ? Json(nullptr) : Json(n); }

}  // namespace

Json json_passport(const flow::Passport& p, const std::string& base) {
  Json made = Json::array(), values = Json::array(), goroutines = Json::array();
  for (const auto& [at, expression] : p.made) {
    Json j = json_place(at, base);
    j["expression"] = expression;
    made.push_back(std::move(j));
  }
  for (const auto& v : p.values) {
    Json j = json_place(v.at, base);
    j["expression"] = v.expression;
    j["storage"] = v.storage.empty() ? Json(nullptr) : Json(v.storage);
    j["bytes"] = number_or_null(v.bytes);
    j["may_be_nil"] = v.may_be_nil;
    values.push_back(std::move(j));
  }
  if (p.by_caller) goroutines.push_back("caller");
  for (Pos at : p.started) goroutines.push_back("go " + where(at, base));
  // Each access with what it holds; and the guard of all.
  Json locks{{"guard", p.guard.empty() ? Json(nullptr) : Json(p.guard)}};
  Json out{{"type", p.type},
              {"name", p.name},
              {"declared", json_place(p.declared, base)},
              {"kind", flow::name_of(p.kind)},
              {"owner", p.owner},
              {"lifetime", flow::name_of(p.lifetime)},
              {"made", made},
              {"values", values},
              {"inserts", json_accesses(p.inserts, base)},
              {"lookups", json_accesses(p.lookups, base)},
              {"ranges", json_accesses(p.ranges, base)},
              {"deletes", json_accesses(p.deletes, base)},
              {"replaced", json_accesses(p.replaced, base)},
              {"decoded", json_accesses(p.decoded, base)},
              {"escapes", json_accesses(p.escapes, base)},
              {"locks", locks},
              {"goroutines", goroutines},
              {"bounded", p.bounded.empty() ? Json(nullptr) : Json(p.bounded)},
              {"element_bytes", number_or_null(p.element_bytes)},
              {"traced_words", number_or_null(p.traced_words)},
              {"entry_bytes", json_memory(p)}};
  if (!p.configurations.empty()) out["configurations"] = p.configurations;
  return out;
}

namespace {

std::string name_of(const flow::Passport& p) {
  if (p.name.empty()) return "in " + p.owner;
  return p.owner.empty() || p.kind == flow::MapKind::Global ? p.name : p.owner + "." + p.name;
}

std::string accesses_text(std::string_view what, const std::vector<flow::PassportAccess>& list, const std::string& base) {
  std::string out;
  for (const flow::PassportAccess& a : list) {
    out += fmt::format("    {} {} in {}", what, where(a.at, base), a.function);
    if (!a.key.empty()) out += fmt::format(", key {}", a.key);
    if (!a.guard.empty()) out += fmt::format(", absence: {}", a.guard);
    if (!a.locks.empty()) out += fmt::format(", under {}", fmt::join(a.locks, ", "));
    out += "\n";
  }
  return out;
}

}  // namespace

std::string text_of_passport(const flow::Passport& p, const std::string& base) {
  std::string out = fmt::format("  {} {} (declared at {}; lives as long as its {}; {})\n", name_of(p), p.type, where(p.declared, base), flow::name_of(p.lifetime),
                                p.bounded.empty() ? "nothing bounds it" : "bounded: " + p.bounded);
  if (p.memory) out += fmt::format("    an entry takes {} bytes, of which the collector follows {} pointer{}\n", entry_text(p), p.traced_words, p.traced_words == 1 ? "" : "s");
  if (!p.configurations.empty()) out += fmt::format("    in {}\n", fmt::join(p.configurations, " "));
  out += p.guard.empty() ? "    no lock is held at all accesses\n" : fmt::format("    guarded by {}\n", p.guard);
  for (Pos at : p.started) out += fmt::format("    used in the goroutine started at {}\n", where(at, base));
  for (const flow::ValueSite& v : p.values) {
    out += fmt::format("    holds {} of {}", v.expression, where(v.at, base));
    if (!v.storage.empty()) out += v.bytes >= 0 ? fmt::format(", {}, {} bytes", v.storage, v.bytes) : fmt::format(", {}", v.storage);
    out += v.may_be_nil ? ", may be nil\n" : "\n";
  }
  return out + accesses_text("insert", p.inserts, base) + accesses_text("lookup", p.lookups, base) + accesses_text("range", p.ranges, base) +
         accesses_text("delete", p.deletes, base) + accesses_text("replaced", p.replaced, base) + accesses_text("decoded", p.decoded, base) +
         accesses_text("escapes", p.escapes, base);
}

std::string text_of_passports(const std::vector<flow::Passport>& maps, const std::string& base) {
  using Row = std::vector<std::string>;
  std::vector<Row> rows{{"DECLARED", "MAP", "TYPE", "ENTRY", "LIVES", "HEAP", "INSERTS", "LOOKUPS", "UNTESTED", "RANGES", "DELETES", "LOCK", "GOROUTINES", "BOUNDED"}};
  bool several = std::any_of(maps.begin(), maps.end(), [](const auto& p) { return !p.configurations.empty(); });
  if (several) rows[0].push_back("IN");
  for (const auto& p : maps) {
    auto n = [](size_t count) { return fmt::format("{}", count); };
    rows.push_back({where(p.declared, base), name_of(p), p.type, entry_text(p), flow::name_of(p.lifetime), on_heap(p), n(p.inserts.size()), n(p.lookups.size()), n(unguarded(p)),
                    n(p.ranges.size()), n(p.deletes.size()), p.guard.empty() ? "-" : p.guard, contexts(p), p.bounded.empty() ? "no" : p.bounded});
    if (several) rows.back().push_back(fmt::format("{}", fmt::join(p.configurations, " ")));
  }
  if (maps.empty()) return "";
  std::vector<size_t> width(rows[0].size());
  for (const Row& r : rows)
    for (size_t k = 0; k < r.size(); k++) width[k] = std::max(width[k], std::min<size_t>(r[k].size(), 48));
  std::string out;
  for (const Row& r : rows) {
    std::string line;
    for (size_t k = 0; k < r.size(); k++) line += k + 1 < r.size() ? fmt::format("{:<{}}  ", r[k], width[k]) : r[k];
    out += line + "\n";
  }
  return out;
}

std::string json_of_passports(const std::vector<flow::Passport>& maps, const Document& d) {
  Json list = Json::array();
  for (const auto& p : maps) list.push_back(json_passport(p, d.base));
  return dump(Json{{"version", 1}, {"maps", list}, {"errors", json_errors(d)}});
}

}  // namespace ptrsafe
