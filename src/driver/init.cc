#include "driver/init.h"

#include <fmt/format.h>

#include <vector>

#include "base/os/command.h"
#include "base/os/files.h"
#include "base/os/output.h"
#include "driver/options.h"

namespace ptrsafe {
namespace {

// Lines that begin with # and a letter or bracket are settings, with their defaults or an example.
constexpr std::string_view kSettings = R"(# Settings of ptrsafe for all packages below this directory. Flags go before them; a ptrsafe.toml further down replaces them.

# Least confidence that makes `ptrsafe check` fail: "proven", "likely", "possible" or "never".
#fail-on = "likely"

# Least confidence that is shown.
#show = "likely"

# Files and directories that nothing is reported in. `*` stays within a path element, `**` does not; without a slash, any element matches.
#exclude = ["third_party/**", "*_mock.go"]

# Report in generated files too (`// Code generated … DO NOT EDIT.`).
#generated = false

# Where the rules' pages are on the web (scripts/site.sh of ptrsafe makes them), for the links of SARIF reports.
#rule-pages = "https://example.com/ptrsafe/docs/rules"

# One rule: `ptrsafe check --help` names them all.
#[rules.map-value-cost]
#enable = true
#fail-on = "never"

# Some paths; later tables go before earlier ones.
#[[paths]]
#match = ["internal/legacy/**"]
#fail-on = "proven"
#rules.nil-map-value.enable = false
)";

constexpr std::string_view kGithub = R"(# Fails pull requests that bring a finding which their base did not have.
name: ptrsafe
on: [pull_request]
jobs:
  ptrsafe:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # --diff needs the base
      - uses: actions/setup-go@v5
        with:
          go-version-file: go.mod
      - run: go mod download
      # ptrsafe must be on the path: take an image that has it, or build it here.
      - run: ptrsafe check --format=github --diff="origin/${{ github.base_ref }}" ./...
)";

constexpr std::string_view kGitlab = R"(# Fails merge requests that bring a finding which their target did not have. In .gitlab-ci.yml:
#   include:
#     - local: .gitlab/ptrsafe.yml
ptrsafe:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0" # --diff needs the target
  # ptrsafe and Go must be on the path: take an image that has both.
  script:
    - go mod download
    - ptrsafe check --diff="$CI_MERGE_REQUEST_DIFF_BASE_SHA" ./...
)";

constexpr std::string_view kPreCommit = R"(repos:
  - repo: local
    hooks:
      - id: ptrsafe
        name: ptrsafe
        entry: ptrsafe check --diff=HEAD ./...
        language: system
        types: [go]
        pass_filenames: false
)";

}  // namespace

int run_init(const std::string& dir, const InitOptions& options) {
  struct File {
    std::string_view name, text;
  };
  std::vector<File> files{{"ptrsafe.toml", kSettings}};
  if (options.github) files.push_back({".github/workflows/ptrsafe.yml", kGithub});
  if (options.gitlab) files.push_back({".gitlab/ptrsafe.yml", kGitlab});
  if (options.pre_commit) files.push_back({".pre-commit-config.yaml", kPreCommit});

  auto path = [&](const File& f) { return os::join_path(dir, f.name); };
  bool there = false;
  for (const File& f : files) {
    if (options.force || !os::exists(path(f))) continue;
    there = true;
    os::say("ptrsafe: {} is there already; --force replaces it, and this is what it would be:\n\n{}\n", f.name, f.text);
  }
  if (there) {
    os::say("ptrsafe: nothing was written\n");
    return kExitUsage;
  }
  std::string done, error;
  for (const File& f : files) {
    bool replaced = os::exists(path(f));
    os::make_shared_directories(os::parent_path(path(f)));
    if (!os::write_file_atomically(path(f), f.text, &error)) break;
    done += fmt::format("{} {}\n", replaced ? "replaced" : "wrote", f.name);
  }
  if (error.empty() && os::write_stdout(done, &error)) return kExitClean;
  os::say("ptrsafe: {}\n", error);
  return kExitUsage;
}

}  // namespace ptrsafe
