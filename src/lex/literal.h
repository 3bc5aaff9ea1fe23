// The values of string and character literals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ptrsafe {

// Value of a string literal, interpreted or raw (carriage returns dropped). False if it is malformed.
bool unquote(std::string_view literal, std::string* out);

// Value of a rune literal. False if it is malformed.
bool unquote_char(std::string_view literal, uint32_t* rune);

}  // namespace ptrsafe
