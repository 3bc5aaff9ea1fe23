// What line of code a comment of its own kind speaks of.
#pragma once

#include "source/source.h"

namespace ptrsafe {

// True if nothing but blanks comes before `comment` on its line.
bool alone_on_its_line(const SourceFile& file, Pos comment);

// The line that a comment speaks of: its own, or the next one with code if it is alone on its own.
uint32_t line_meant(const SourceFile& file, Pos comment);

}  // namespace ptrsafe
