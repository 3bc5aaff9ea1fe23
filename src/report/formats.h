// The formats of `ptrsafe check` other than JSON, each in a file of its own: text.cc, sarif.cc, github.cc, checkstyle.cc.
// docs/formats.md shows them.
#pragma once

#include <string>

#include "report/document.h"

namespace ptrsafe {

// The findings that no comment suppresses, one after the other: "file:line:col: message (rule, confidence)", which honours //line,
// then, indented, the source line with the fault underlined, the witness, and the remedy.
std::string text_of_findings(const Document& d, bool color);
std::string text_of_finding(const Finding& f, const std::string& base, bool color = false);

// SARIF 2.1.0 (OASIS, 2020). Physical positions, suppressed findings too.
std::string sarif_of(const Document& d);

// Workflow commands of GitHub Actions, which become annotations.
std::string github_of(const Document& d);

// Checkstyle's XML, which Jenkins, reviewdog and others read.
std::string checkstyle_of(const Document& d);

}  // namespace ptrsafe
