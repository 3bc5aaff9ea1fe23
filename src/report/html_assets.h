// The files of src/report/html, built into the binary (CMakeLists.txt).
#pragma once

#include <string_view>

namespace ptrsafe {

extern const std::string_view kPageHtml, kReportCss, kReportJs;

}  // namespace ptrsafe
