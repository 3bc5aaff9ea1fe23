// What the process was started with: environment, working directory, terminal, cores.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace ptrsafe::os {

std::map<std::string, std::string> environment();

// The working directory, absolute, or `dir` taken from there. Prefers $PWD's spelling, as the go command does.
// On failure `*error` says why.
std::string working_directory(const std::string& dir, std::string* error);

// Of this program, by the linker: no other build has it. 0: not known.
uint64_t build_id();
uint64_t user_id();

bool stderr_is_terminal();
bool stdout_is_terminal();
unsigned core_count();  // that this process may use, at least 1

// Monotonic seconds.
double now();

// The machine, or the limits of the user's shell, are too small for the program: says so and ends the process with the
// status of what could not be analysed (3). From any thread.
[[noreturn]] void end_for_lack_of(const char* what_and_remedy);

}  // namespace ptrsafe::os
