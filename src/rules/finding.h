// Finding: what a rule reports, and how sure it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/source.h"

namespace ptrsafe {

// In order of strength. What each level demands is said in docs/rules/README.md.
enum class Confidence : uint8_t { Possible, Likely, Proven };
std::string_view confidence_name(Confidence c);

enum class RuleId : uint8_t {
#define RULE(id, name, summary, remedy) id,
#include "rules/rules.def"
};
std::string_view rule_name(RuleId r);
std::string_view rule_summary(RuleId r);
// What to do about a finding, in one line; lower case, code in backquotes.
std::string_view rule_remedy(RuleId r);
// On only where it is asked for.
bool is_advice(RuleId r);
// False if there is no such rule.
bool rule_by_name(std::string_view name, RuleId* out);
// "; did you mean RULE?" behind the name of a rule that there is not; empty if none is near.
std::string did_you_mean_rule(std::string_view name);
std::vector<RuleId> all_rules();  // in order of name

struct WitnessStep {
  Pos pos;
  std::string message;
};

// A change of a file's bytes from `start` up to `end`; an insertion if they are the same.
struct Edit {
  const SourceFile* file;
  uint32_t start, end;
  std::string text;
};

// One way to mend a finding: all its edits, or none.
struct Fix {
  std::string message;
  std::vector<Edit> edits;  // in order of file and place, without overlaps
};

// A comment in the source by which a finding counts for nothing.
struct Suppression {
  std::string reason;
  std::string by;  // "ptrsafe:ignore" or "nolint"
};

// How sure a finding is, and in which configurations it is there: "proven", "likely, in linux/amd64 windows/amd64".
struct Finding;
std::string standing(const Finding& f);

struct Finding {
  RuleId rule;
  Confidence confidence;
  Pos begin, end;                    // the expression or statement at fault
  std::string message;               // what happens, in lower case, names in backquotes
  std::vector<WitnessStep> witness;  // how it comes to pass, in order
  std::string package, symbol;       // import path; declaration that `begin` lies in, or nothing
  std::string fingerprint;           // see fingerprint.h
  std::vector<Fix> fixes;
  std::optional<Suppression> suppressed;
  std::vector<std::string> configurations;  // of --matrix: those in which it is found
};

}  // namespace ptrsafe
