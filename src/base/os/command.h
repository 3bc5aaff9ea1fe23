// Running another program, such as git, and directories to work with it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ptrsafe::os {

struct Ran {
  int status = -1;  // -1: it could not be started, or was killed; `err` says why
  std::string out, err;
};

// Runs `arguments` (the first a name on the path) with stdin from that file (empty: none) and `more` added to the environment.
Ran run_command(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& more = {}, const std::string& stdin_file = "");

// For files of the user. Best effort: what is written there later says what is wrong.
void make_shared_directories(const std::string& path);

// A new directory of our own for temporary files; empty with an error if there can be none.
std::string make_temporary_directory(std::string* error);
void remove_tree(const std::string& dir);

}  // namespace ptrsafe::os
