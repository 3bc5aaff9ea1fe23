// The HTML report: one file with all that a run found, the source around it, and the inventory of maps.
#pragma once

#include <string>
#include <vector>

#include "flow/passport.h"
#include "report/document.h"

namespace ptrsafe {

// What a run looked at: the named packages, each with its tests, and their files.
struct Extent {
  size_t packages = 0;
  size_t files = 0;
  size_t lines = 0;
};

// The page is data for its script, and a plain list for readers without scripts. It depends on nothing but its arguments.
std::string html_of(const Document& d, const std::vector<flow::Passport>& maps, const Extent& extent);

}  // namespace ptrsafe
