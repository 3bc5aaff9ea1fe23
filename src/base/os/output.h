// Writing results.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace ptrsafe::os {

// Writes all of `text` to stdout. A closed pipe counts as success: the reader has seen enough.
bool write_stdout(std::string_view text, std::string* error);

// Writes a message to stderr. Where that fails there is nobody to tell.
void write_stderr(std::string_view text);

template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  write_stderr(fmt::format(format, std::forward<Args>(args)...));
}

// Opens what the caller closed of stdin, stdout and stderr, so that no file of the program gets its number. Writing to
// such a stdout is an error; such a stderr swallows.
void open_standard_files();

// Writes a temporary file beside the one that is named and renames it, so that nobody sees a part of it. Links are followed.
bool write_file_atomically(const std::string& named, std::string_view text, std::string* error);

}  // namespace ptrsafe::os
