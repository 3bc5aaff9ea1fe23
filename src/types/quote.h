// Quoting of text for messages, as Go's strconv.Quote writes it.
#pragma once

#include <string>
#include <string_view>

namespace ptrsafe {

std::string quote(std::string_view text);
void append_quoted(std::string& out, std::string_view text);

}  // namespace ptrsafe
