// Fixes, written to the files.
#pragma once

#include <string>

#include "fix/edits.h"

namespace ptrsafe::fix {

// Writes the new text of one file aside and renames it; what a link leads to is written, and its permissions stay. False with a
// message if the file is not any more what was read, or cannot be written; it is as it was then.
bool write_fixed(const Edits& edits, const std::string& path, std::string* error);

}  // namespace ptrsafe::fix
