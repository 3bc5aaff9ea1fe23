// `ptrsafe man`: the manual page, as man(7) reads it.
#pragma once

#include <string>

#include "driver/command_table.h"

namespace ptrsafe {

std::string man_page(const CommandTable& table);

}  // namespace ptrsafe
