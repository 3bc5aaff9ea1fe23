// Document: what a run found, ready to be written in any format.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "rules/finding.h"

namespace ptrsafe {

struct Stats {
  size_t packages = 0;  // all that were loaded
  size_t named = 0;
  size_t files = 0;
  size_t lines = 0;
  size_t bytes = 0;
  size_t followed_lookups = 0;  // lookups in maps whose values are followed
  size_t fixes_proposed = 0, fixes_offered = 0, fix_analyses = 0;
  double fix_seconds = 0;      // of rules_seconds
  double load_seconds = 0;   // finding, reading and parsing
  double check_seconds = 0;
  double rules_seconds = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
  size_t peak_rss_kb = 0;
  bool replayed = false;  // nothing had changed since an earlier run, whose outcome this is
};

struct Document {
  std::string base;             // working directory; paths below it are written relative to it
  std::vector<Finding> findings;  // in order of file, line, column, rule
  Diagnostics errors;           // in order
  Diagnostics warnings;         // in order; about the settings of the gate (comments that suppress nothing), never about the program
  std::string rule_pages;       // address below which the rules' pages are on the web; empty: nowhere
  bool compared = false;        // what a baseline or an earlier revision had is left out: the findings, but for suppressed ones, are new
};

// What a command has to say, before any of it is said.
struct Report {
  std::string messages;  // for stderr
  std::string result;    // for stdout or the file of --output; a JSON document without its "stats"
  std::string baseline;  // for the file of --write-baseline
  std::string when_written;  // for stderr, once that file is there
  int status = 0;
  Stats stats;
};

// `path` as users see it: relative to `base` if it lies below.
std::string shown_path(const std::string& path, const std::string& base);

// "file:line:col" (or "file:line", where a //line directive gives no column); honours //line directives.
std::string position_text(Pos p, const std::string& base);

// A physical position.
struct Place {
  std::string file;
  LineColumn at;
};
Place place(Pos p, const std::string& base);

// "file:line:col: message" a line; honours //line directives.
// With `color` the position is bold.
std::string text_of_error(const Diagnostic& d, const std::string& base, bool color = false);
std::string text_of_warning(const Diagnostic& d, const std::string& base);
// One that --fix has mended, for stderr.
std::string text_of_fixed(const Finding& f, const std::string& how, const std::string& base);

// The JSON document of the command-line contract; physical positions. Its "stats" are added last: they are of the run.
std::string json_of(const Document& d);
std::string with_stats(std::string json, const Stats& stats);

// Writes `text` to `path`, or to stdout if that is empty. Files are written aside and renamed. False, with a
// message in `*error`, if that fails; a closed pipe is no error.
bool write_output(const std::string& path, const std::string& text, std::string* error);

}  // namespace ptrsafe
