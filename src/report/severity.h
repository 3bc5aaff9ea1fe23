// Severity: what the formats of other tools have instead of a confidence.
#pragma once

#include "rules/finding.h"

namespace ptrsafe {

// Proven is an error, likely a warning; possible, and advice, a note.
enum class Severity : uint8_t { Note, Warning, Error };

inline Severity severity_of(const Finding& f) {
  if (is_advice(f.rule) || f.confidence == Confidence::Possible) return Severity::Note;
  return f.confidence == Confidence::Proven ? Severity::Error : Severity::Warning;
}

}  // namespace ptrsafe
