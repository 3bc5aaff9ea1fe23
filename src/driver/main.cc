// ptrsafe: reads the command line and runs a command.
#include <csignal>
#include <cstdio>

#include <unistd.h>

#include "base/name.h"
#include "base/region.h"
#include "driver/commands.h"
#include "types/universe.h"

int main(int argc, char** argv) {
  using namespace ptrsafe;
  // Writing to a closed pipe is reported by the write itself.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, [](int) { ::_exit(kExitInterrupted); });
  Options options;
  int status = 0;
  if (!parse_options(argc, argv, &options, &status)) return status;
  Region::init();
  init_names();
  init_universe();
  status = options.command == "types" ? run_types(options) : run_check(options);
  // All that lives now lives to the end: the system takes it back faster than destructors would.
  std::fflush(nullptr);
  ::_exit(status);
}
