// The passports of maps, as `ptrsafe maps` writes them.
#pragma once

#include <string>
#include <vector>

#include "flow/passport.h"
#include "report/document.h"

namespace ptrsafe {

// A table with one line a map.
std::string text_of_passports(const std::vector<flow::Passport>& maps, const std::string& base);
// One map, in some lines.
std::string text_of_passport(const flow::Passport& map, const std::string& base);
// The JSON document of the command-line contract: an object a map.
std::string json_of_passports(const std::vector<flow::Passport>& maps, const Document& d);

}  // namespace ptrsafe
