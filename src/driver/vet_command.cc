#include "driver/vet_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/os/files.h"
#include "base/os/output.h"
#include "base/os/process.h"
#include "build/environment.h"
#include "build/inferred_tags.h"
#include "report/document.h"

namespace ptrsafe {
namespace {

using nlohmann::json;

// Flags of `check` that can be given to `go vet`.
constexpr std::pair<const char*, const char*> kFlags[] = {
    {"rules", "rules to apply, or all"}, {"disable", "rules not to apply"}, {"show", "least confidence that is shown"}, {"fail-on", "least confidence that fails"}};

bool say_and_end(const std::string& text, int* status) {
  std::string error;
  *status = os::write_stdout(text, &error) ? kExitClean : kExitInternal;
  return false;
}

bool refuse(const std::string& why, int* status) {
  os::say("ptrsafe: {}\n", why);
  *status = kExitUsage;
  return false;
}

std::string flags_text() {
  json list = json::array();
  list.push_back({{"Name", "json"}, {"Bool", true}, {"Usage", "emit JSON"}});
  for (const auto& [name, usage] : kFlags) list.push_back({{"Name", name}, {"Bool", false}, {"Usage", usage}});
  return list.dump() + "\n";
}

// Whether the values that are read below are of the kinds that the go command writes.
bool are_settings(const json& s) {
  auto all = [&](std::initializer_list<const char*> names, bool (*is)(const json&)) {
    return std::all_of(names.begin(), names.end(), [&](const char* name) { return !s.contains(name) || is(s[name]); });
  };
  return s.is_object() && all({"VetxOutput", "Stdout", "Dir", "ID", "ModulePath", "ModuleVersion"}, [](const json& v) { return v.is_string(); }) &&
         all({"VetxOnly", "SucceedOnTypecheckFailure"}, [](const json& v) { return v.is_boolean(); }) &&
         all({"GoFiles", "IgnoredFiles"}, [](const json& v) { return v.is_null() || (v.is_array() && std::all_of(v.begin(), v.end(), [](const json& f) { return f.is_string(); })); }) &&
         all({"PackageVetx"}, [](const json& v) { return v.is_null() || (v.is_object() && std::all_of(v.begin(), v.end(), [](const json& f) { return f.is_string(); })); });
}

std::vector<std::string> strings(const json& settings, const char* name) {
  auto at = settings.find(name);
  return at == settings.end() || !at->is_array() ? std::vector<std::string>() : at->get<std::vector<std::string>>();
}

// The package's files as they were before cgo: what it wrote lies elsewhere, x.cgo1.go for the x.go in the package's directory.
std::vector<std::string> own_files(const json& settings, const std::string& dir) {
  constexpr std::string_view cgo = ".cgo1.go";
  std::vector<std::string> out = strings(settings, "GoFiles");
  for (std::string& f : out) {
    if (os::parent_path(f) == dir || !f.ends_with(cgo)) continue;
    std::string name(os::base_name(f));
    f = fmt::format("{}/{}.go", dir, name.substr(0, name.size() - cgo.size()));
  }
  std::erase_if(out, [&](const std::string& f) { return os::parent_path(f) != dir; });
  return out;
}

// The tags of go's command line (-tags, -race), which it does not tell: what this package shows of them, and what those below it have shown, by their facts.
constexpr std::string_view kTags = "ptrsafe: tags ";

std::string text_of_facts(const std::vector<std::string>& tags) { return tags.empty() ? "ptrsafe: no facts\n" : fmt::format("{}{}\n", kTags, fmt::join(tags, ",")); }

std::vector<std::string> tags_of(const json& settings, const std::string& dir, const std::vector<std::string>& files) {
  std::vector<std::string> known;
  std::string text, error;
  if (auto below = settings.find("PackageVetx"); below != settings.end() && below->is_object())
    for (const json& file : *below)
      if (os::read_file(file.get<std::string>(), &text, &error) && text.starts_with(kTags))
        for (size_t at = kTags.size(), end; at < text.size(); at = end + 1) {
          end = std::min(text.find_first_of(",\n", at), text.size());
          known.push_back(text.substr(at, end - at));
        }
  build::Config config;
  config.dir = dir;
  config.environment = os::environment();
  build::Environment environment;
  // Go's own packages are the same with all flags, as far as others see.
  bool judged = settings.value("ModulePath", "") != "" && environment.init(config, &error) && environment.finish(&error);
  return judged ? build::inferred_tags(files, strings(settings, "IgnoredFiles"), known, environment.tags) : known;
}

std::string position(const json& at, const char* line, const char* column) {
  return fmt::format("{}:{}:{}", at.value("file", ""), at.value(line, 0), at.value(column, 0));
}

json edits_of(const json& fix) {
  json edits = json::array();
  for (const json& e : fix.value("edits", json::array())) edits.push_back({{"filename", e["file"]}, {"start", e["start"]}, {"end", e["end"]}, {"new", e["text"]}});
  return {{"message", fix.value("message", "")}, {"edits", std::move(edits)}};
}

// From the document of `check --format=json` to {ID: {RULE: [diagnostic…]}}.
std::string unitchecker_json(const std::string& document, const std::string& id) {
  json findings = json::parse(document, nullptr, false), rules = json::object();
  for (const json& f : findings.is_object() ? findings["findings"] : json::array()) {
    if (auto at = f.find("suppressed"); at != f.end() && !at->is_null()) continue;
    json d{{"category", f["confidence"]}, {"posn", position(f, "line", "column")}, {"end", position(f, "end_line", "end_column")}};
    d["message"] = fmt::format("{} ({}, {})", f.value("message", ""), f.value("rule", ""), f.value("confidence", ""));
    for (const json& w : f.value("witness", json::array()))
      d["related"].push_back({{"posn", position(w, "line", "column")}, {"end", position(w, "line", "column")}, {"message", w.value("message", "")}});
    for (const json& fix : f.value("fixes", json::array())) d["suggested_fixes"].push_back(edits_of(fix));
    rules[f.value("rule", "")].push_back(std::move(d));
  }
  if (rules.empty()) return "";
  return json{{id, std::move(rules)}}.dump(1, '\t') + "\n";
}

}  // namespace

bool is_vet_call(int argc, char** argv) {
  if (argc < 2) return false;
  std::string_view first = argv[1], last = argv[argc - 1];
  // Calls of people begin with a command.
  if (argc > 2 && !first.starts_with("-")) return false;
  return first == "-V=full" || first == "-flags" || last.ends_with(".cfg");
}

bool parse_vet_call(int argc, char** argv, Options* out, VetUnit* unit, int* status) {
  std::string_view first = argv[1];
  // The go command tells builds apart by the last word.
  if (first == "-V=full") return say_and_end(fmt::format("ptrsafe version devel buildID={:016x}\n", os::build_id()), status);
  if (first == "-flags") return say_and_end(flags_text(), status);

  std::string path = argv[argc - 1], text, error;
  if (!os::read_file(path, &text, &error)) return refuse(error, status);
  json settings = json::parse(text, nullptr, false);
  if (!are_settings(settings)) return refuse(fmt::format("{} is no file of settings of the go command", path), status);
  unit->facts = settings.value("VetxOutput", "");
  unit->output = settings.value("Stdout", "");
  unit->facts_only = settings.value("VetxOnly", false);
  unit->forgives_errors = settings.value("SucceedOnTypecheckFailure", false);
  std::string dir = settings.value("Dir", "");
  unit->id = settings.value("ID", "");
  std::vector<std::string> files = own_files(settings, dir), tags = tags_of(settings, dir, files);
  unit->told = text_of_facts(tags);
  // The go command of go1.26 keeps a package by its facts, and then takes it for one without findings, also when only an importer was asked for. So of
  // the packages that users ask for it gets none unless it needs them, and asks again.
  bool local = settings.value("ModulePath", "") != "" && settings.value("ModuleVersion", "").empty();
  if (unit->facts_only && local && tags.empty()) unit->facts.clear();
  if (unit->facts_only || files.empty()) {
    unit->facts_only = true;
    return true;
  }
  bool tests = std::any_of(files.begin(), files.end(), [](const std::string& f) { return f.ends_with("_test.go"); });
  std::vector<std::string> arguments{argv[0], "check", "-C", dir, tests ? "--tests" : "--tests=false"};
  for (int i = 1; i < argc - 1; i++) {
    std::string_view flag = argv[i], name = flag.substr(0, flag.find('='));
    if (flag == "-json" || flag == "-json=true") unit->json = true;
    else if (std::any_of(std::begin(kFlags), std::end(kFlags), [&](const auto& f) { return name.substr(1) == f.first; })) arguments.emplace_back(flag);
    else if (flag == "-fix") return refuse("go vet -fix: fixes need the whole program; `ptrsafe check --fix` makes them", status);
    else if (flag != "-json=false") return refuse(fmt::format("{} is no flag of a tool of go vet", name), status);
  }
  if (!tags.empty()) arguments.push_back(fmt::format("--tags={}", fmt::join(tags, ",")));
  if (unit->json) arguments.emplace_back("--format=json");
  arguments.emplace_back(".");
  std::vector<char*> pointers;
  for (std::string& a : arguments) pointers.push_back(a.data());
  if (!parse_options(static_cast<int>(pointers.size()), pointers.data(), out, status)) return false;
  out->only_files = files;
  out->base.clear();
  out->arguments.push_back(unit->id);
  out->arguments.insert(out->arguments.end(), files.begin(), files.end());
  return true;
}

int deliver_unit(const Report& report, const VetUnit& unit) {
  std::string error;
  bool wrote = unit.facts.empty() || write_output(unit.facts, unit.told, &error);
  bool forgiven = report.status == kExitIncomplete && unit.forgives_errors;
  if (!forgiven) os::write_stderr(report.messages);
  if (!unit.json) os::write_stderr(report.result);
  else if (!unit.facts_only) wrote = write_output(unit.output, unitchecker_json(report.result, unit.id), &error) && wrote;
  if (!wrote) {
    os::say("ptrsafe: {}\n", error);
    return kExitInternal;
  }
  return forgiven || (unit.json && report.status == kExitFindings) ? kExitClean : report.status;
}

}  // namespace ptrsafe
