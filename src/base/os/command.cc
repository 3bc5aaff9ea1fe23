#include "base/os/command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/os/process.h"

namespace ptrsafe::os {
namespace {

// Reads both pipes until their ends.
void drain(int out_fd, std::string* out, int err_fd, std::string* err) {
  pollfd fds[] = {{out_fd, POLLIN, 0}, {err_fd, POLLIN, 0}};
  std::string* to[] = {out, err};
  for (int open = 2; open > 0;) {
    if (::poll(fds, 2, -1) < 0 && errno != EINTR) return;
    for (int i = 0; i < 2; i++) {
      if (fds[i].fd < 0 || !(fds[i].revents & (POLLIN | POLLHUP | POLLERR))) continue;
      char buffer[1 << 16];
      ssize_t n = ::read(fds[i].fd, buffer, sizeof buffer);
      if (n > 0) to[i]->append(buffer, static_cast<size_t>(n));
      else if (n == 0 || errno != EINTR) fds[i].fd = -1, open--;
    }
  }
}

}  // namespace

Ran run_command(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& more, const std::string& stdin_file) {
  Ran ran;
  std::map<std::string, std::string> variables = environment();
  for (const auto& [name, value] : more) variables[name] = value;
  std::vector<std::string> pairs;
  for (const auto& [name, value] : variables) pairs.push_back(name + "=" + value);
  std::vector<char*> argv, envp;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  for (const auto& p : pairs) envp.push_back(const_cast<char*>(p.c_str()));
  argv.push_back(nullptr);
  envp.push_back(nullptr);

  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0) return ran.err = std::strerror(errno), ran;
  if (::pipe2(err, O_CLOEXEC) != 0) {
    ran.err = std::strerror(errno);
    ::close(out[0]), ::close(out[1]);
    return ran;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, stdin_file.empty() ? "/dev/null" : stdin_file.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  pid_t child = 0;
  int failed = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]), ::close(err[1]);
  if (failed == 0) drain(out[0], &ran.out, err[0], &ran.err);
  ::close(out[0]), ::close(err[0]);
  if (failed != 0) return ran.err = std::strerror(failed), ran;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) ran.status = WEXITSTATUS(status);
  else ran.err += "killed";
  return ran;
}

void make_shared_directories(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(path, ignored);
}

std::string make_temporary_directory(std::string* error) {
  const char* parent = std::getenv("TMPDIR");
  std::string name = std::string(parent && *parent ? parent : "/tmp") + "/ptrsafe-XXXXXX";
  if (!::mkdtemp(name.data())) return *error = "cannot make a directory " + name + ": " + std::strerror(errno), "";
  return name;
}

void remove_tree(const std::string& dir) {
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
}

}  // namespace ptrsafe::os
