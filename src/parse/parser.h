// The parser: bytes of a file to a Tree. Recursive descent after the Go specification (1.27), with
// recovery at statement and declaration keywords.
#pragma once

#include <memory>

#include "syntax/node.h"

namespace ptrsafe {

enum class ParseMode : uint8_t {
  Full,
  SkipBodies,   // bodies of declared functions and function literals are skipped by matching braces
  SkipLiterals,  // and elements of composite literals, where the type does not depend on them
  ImportsOnly,  // package clause and imports
};

// Parses `file`. Never fails: errors are in the tree, with positions as go/parser reports them (all of
// them, as with parser.AllErrors). Deep nesting is cut off with an error. Thread-safe.
// `generic_bodies`: where bodies are skipped, those of generic functions and of methods of generic types are read all the same.
std::unique_ptr<Tree> parse_file(SourceFile* file, ParseMode mode, bool generic_bodies = false);

}  // namespace ptrsafe
