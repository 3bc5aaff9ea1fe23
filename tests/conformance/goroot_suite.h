// The GOROOT/test suite as data: which tests there are, what each wants, and the errors that it expects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "build/program.h"

namespace ptrsafe::conformance {

enum class Want : unsigned char { Accept, Errors, Skip };

// One package of a test: files that are compiled together, under an import path.
struct SuitePackage {
  std::string import_path;         // "p", "main", "test/a"
  std::vector<std::string> files;  // absolute
};

struct SuiteTest {
  std::string name;    // "fixedbugs/bug000.go"
  std::string action;  // the word of the directive, with -0 where given
  Want want = Want::Accept;
  std::string skip;    // the reason, for Want::Skip
  std::vector<SuitePackage> packages;  // in the order in which they are compiled
  build::GoVersion lang;
  bool complete = false;    // functions need bodies
  bool module_dir = false;  // runindir: a module made of the directory; packages is empty
  std::string dir;          // of *.dir tests
  std::string module_go = "1.14";
};

// An expected error: a line, and what the message must match (an RE2 regular expression).
struct SuiteExpectation {
  std::string file;
  uint32_t line = 0;
  std::string pattern;
};

// All tests below GOROOT/test that Go's own runner knows of, in its order.
std::vector<SuiteTest> collect_suite(const std::string& goroot, int go_minor);

// The expectations of one file, whose base name stands for the file in LINE patterns.
std::vector<SuiteExpectation> suite_expectations(const std::string& path, std::string_view source);

// True if a test with these lines before its package clause applies to linux/amd64 without cgo and
// experiments; otherwise `why` is the line that excludes it.
bool constraints_match(std::string_view header, int go_minor, std::string& why);

}  // namespace ptrsafe::conformance
