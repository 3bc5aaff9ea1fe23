// What all JSON documents have in common. Paths are relative to the working directory, positions physical.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "flow/passport.h"
#include "report/document.h"

namespace ptrsafe {

using Json = nlohmann::ordered_json;

Json json_step(Pos p, const std::string& message, const std::string& base);
Json json_errors(const Document& d);
// The object of `maps --format=json`.
Json json_passport(const flow::Passport& p, const std::string& base);
Json json_fixes(const std::vector<Fix>& fixes, const std::string& base);

// Source text may hold bytes that are no UTF-8; JSON may not.
std::string dump(const Json& j);

}  // namespace ptrsafe
