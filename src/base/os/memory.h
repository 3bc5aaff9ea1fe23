// Address space and memory figures of this process.
#pragma once

#include <cstdint>

namespace ptrsafe::os {

// Reserves `size` bytes of zeroed, readable and writable addresses that take no memory until
// touched. Null if the system refuses.
char* reserve_address_space(uint64_t size);

// What `ulimit -v` allows this process.
uint64_t address_space_limit();

// Backs a range that will be filled at once with memory, in one call instead of a page fault a page. A hint.
void populate(char* begin, uint64_t size);

// Largest resident set of this process so far, in KiB.
uint64_t peak_rss_kb();

// CPU seconds (user and system) used by this process so far.
double cpu_seconds();

}  // namespace ptrsafe::os
