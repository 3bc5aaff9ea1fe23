// Leftovers: the temporary file and the temporary directory that a signal takes away before it ends the run.
#pragma once

namespace ptrsafe::os {

// What is there at the moment; null: nothing. The text has to live as long.
void set_unfinished_file(const char* path);
void set_temporary_directory(const char* path);

// SIGINT ends the process with `interrupted`, SIGTERM and SIGHUP (unless it is ignored, as under nohup) by the signal; first both are removed.
void clean_up_on_signals(int interrupted);

}  // namespace ptrsafe::os
