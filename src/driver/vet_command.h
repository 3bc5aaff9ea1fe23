// `go vet -vettool=ptrsafe`: the protocol that the go command speaks with analysis tools, of one package a call
// (golang.org/x/tools/go/analysis/unitchecker says what it is).
#pragma once

#include <string>

#include "driver/options.h"
#include "report/document.h"

namespace ptrsafe {

// What the go command wants of one package, from its file of settings.
struct VetUnit {
  std::string facts;              // file that is to be written, or empty …
  std::string told;               // … and what goes into it
  bool facts_only = false;        // a dependency
  bool forgives_errors = false;   // the compiler reports what cannot be type-checked
  bool json = false;              // findings are wanted as the JSON of unitchecker, and do not make the call fail …
  std::string output;             // … in this file; empty: on stdout
  std::string id;                 // names the package in it
};

// If the arguments are those of the protocol: answers its questions, or turns the call into one of `check` on the package. Returns false, with
// `*status` set, if nothing is left to do.
bool is_vet_call(int argc, char** argv);
bool parse_vet_call(int argc, char** argv, Options* out, VetUnit* unit, int* status);

// Says what the run of `check` found, as the go command wants it, and writes the facts, so that it need not ask again while nothing changes.
// Returns the exit status.
int deliver_unit(const Report& report, const VetUnit& unit);

}  // namespace ptrsafe
