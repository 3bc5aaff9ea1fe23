#include "build/list.h"

#include <nlohmann/json.hpp>

#include "base/os/files.h"

namespace ptrsafe::build {

std::string list_json(const Program& program) {
  using Json = nlohmann::ordered_json;
  auto line = [](const Json& j) { return j.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; };
  std::string out;
  for (const auto& p : program.packages) {
    Json j;
    j["import_path"] = p->import_path;
    j["dir"] = p->dir;
    j["name"] = p->name;
    j["for_test"] = p->for_test;
    j["module"] = p->module_path;
    j["go"] = p->version.minor;
    j["standard"] = p->standard;
    j["named"] = p->named;
    Json files = Json::array();
    for (const FileUnit* f : p->files) files.push_back(os::base_name(f->source->path()));
    j["files"] = std::move(files);
    Json imports = Json::object();
    for (const ImportEdge& e : p->imports) imports[std::string(e.path)] = e.target ? e.target->import_path : "";
    j["imports"] = std::move(imports);
    Json errors = Json::array();
    for (const Diagnostic& d : p->errors) errors.push_back(d.message);
    j["errors"] = std::move(errors);
    out += line(j);
  }
  return out;
}

}  // namespace ptrsafe::build
