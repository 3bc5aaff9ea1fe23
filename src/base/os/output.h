// Writing results.
#pragma once

#include <string>
#include <string_view>

namespace ptrsafe::os {

// Writes all of `text` to stdout. A closed pipe counts as success: the reader has seen enough.
bool write_stdout(std::string_view text, std::string* error);

// Writes a temporary file beside `path` and renames it, so that nobody sees a part of it.
bool write_file_atomically(const std::string& path, std::string_view text, std::string* error);

}  // namespace ptrsafe::os
