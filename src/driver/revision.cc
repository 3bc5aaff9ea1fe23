#include "driver/revision.h"

#include <fmt/format.h>

#include <vector>

#include "base/os/command.h"
#include "base/os/files.h"
#include "base/os/leftovers.h"
#include "base/os/output.h"
#include "build/environment.h"

namespace ptrsafe {
namespace {

std::vector<std::string> split_zeros(const std::string& s) {
  std::vector<std::string> parts;
  for (size_t at = 0, end; (end = s.find('\0', at)) != s.npos; at = end + 1) parts.push_back(s.substr(at, end - at));
  return parts;
}

std::string first_line(const std::string& s) { return s.substr(0, s.find('\n')); }

// git in a directory; it reads, and fetches nothing.
os::Ran git(const std::string& dir, std::vector<std::string> arguments, std::map<std::string, std::string> more = {}, const std::string& stdin_file = "") {
  arguments.insert(arguments.begin(), {"git", "-C", dir});
  more.insert({{"GIT_OPTIONAL_LOCKS", "0"}, {"GIT_NO_LAZY_FETCH", "1"}, {"GIT_LFS_SKIP_SMUDGE", "1"}, {"GIT_TERMINAL_PROMPT", "0"}, {"LC_ALL", "C"}});
  return os::run_command(arguments, more, stdin_file);
}

}  // namespace

Revision::~Revision() {
  if (temporary_.empty()) return;
  os::remove_tree(temporary_);
  os::set_temporary_directory(nullptr);
}

bool Revision::open(const std::string& dir, const std::string& revision, std::string* error) {
  auto fail = [&](const std::string& why) { return *error = fmt::format("--diff {}: {}", revision, why), false; };
  os::Ran top = git(dir, {"rev-parse", "--show-toplevel"});
  if (top.status == -1) return fail(fmt::format("git cannot be run: {}; install it", top.err));
  if (top.status != 0) return fail(fmt::format("{} is not in a git work tree ({})", dir, first_line(top.err)));
  // As the run spells it, if links allow.
  std::string root = os::absolute_path(dir, first_line(git(dir, {"rev-parse", "--show-cdup"}).out));
  if (os::real_path(root) != os::real_path(first_line(top.out))) root = first_line(top.out);
  os::Ran commit = git(root, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (commit.status != 0) {
    if (revision.find("..") != revision.npos)
      return fail("this is a range; give one revision: A for A..B, `git merge-base A B` for A...B");
    bool shallow = git(root, {"rev-parse", "--is-shallow-repository"}).out.starts_with("true");
    return fail(shallow ? "there is no such revision in this shallow clone; `git fetch --unshallow` (in CI: a fetch depth of 0) gets it"
                        : "there is no such revision; `git log` shows what there is, `git fetch` gets what others have");
  }
  std::string id = first_line(commit.out);
  // "M\0path\0…": A: only there now; D: only there then.
  os::Ran changed = git(root, {"diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", id, "--"});
  os::Ran untracked = git(root, {"ls-files", "-z", "--others", "--exclude-standard"});
  for (const os::Ran* r : {&changed, &untracked})
    if (r->status != 0) return fail(fmt::format("git says: {}", first_line(r->err)));

  temporary_ = os::make_temporary_directory(error);
  if (temporary_.empty()) return fail(*error);
  os::set_temporary_directory(temporary_.c_str());
  std::string then = temporary_ + "/tree/", wanted;
  std::vector<std::string> fields = split_zeros(changed.out);
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    const std::string &state = fields[i], &path = fields[i + 1];
    replaced_[root + "/" + path] = state == "A" ? "" : then + path;
    if (state != "A") wanted += path + '\0';
  }
  for (const std::string& path : split_zeros(untracked.out)) replaced_[root + "/" + path] = "";

  // Through an index of our own, so that line ends and filters are as in the work tree.
  std::map<std::string, std::string> index{{"GIT_INDEX_FILE", temporary_ + "/index"}};
  std::string why;
  if (!wanted.empty()) {
    if (!os::write_file_atomically(temporary_ + "/wanted", wanted, &why)) return fail(why);
    os::Ran read = git(root, {"read-tree", id}, index);
    if (read.status != 0) return fail(fmt::format("git says: {}", first_line(read.err)));
    os::Ran written = git(root, {"checkout-index", "-z", "--stdin", "--prefix=" + then}, index, temporary_ + "/wanted");
    if (written.status != 0) return fail(fmt::format("git says: {}", first_line(written.err)));
  }
  return true;
}

bool Revision::look_at(build::Config& config, std::string* error) const {
  build::Environment settings;
  if (!settings.init(config, error) || !settings.finish(error)) return false;
  if (!settings.flag_overlay.empty()) return *error = "--diff cannot be used with -overlay in GOFLAGS: leave one of them out", false;
  config.replaced = replaced_;
  return true;
}

}  // namespace ptrsafe
