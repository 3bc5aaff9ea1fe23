#include "driver/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <climits>

#include "base/os/files.h"
#include "base/os/output.h"
#include "base/os/process.h"
#include "build/environment.h"
#include "build/version.h"
#include "cache/store.h"
#include "driver/command_table.h"
#include "driver/completions.h"
#include "driver/init.h"
#include "driver/man_page.h"
#include "driver/settings_file.h"
#include "driver/usage.h"

namespace ptrsafe {
namespace {

// What stands between commas, without blanks around it; nothing for nothing.
std::vector<std::string> split_commas(const std::string& s) {
  std::vector<std::string> parts;
  size_t at = 0;
  while (at <= s.size()) {
    size_t comma = std::min(s.find(',', at), s.size());
    size_t first = std::min(s.find_first_not_of(' ', at), comma), last = comma;
    while (last > first && s[last - 1] == ' ') last--;
    if (last > first) parts.push_back(s.substr(first, last - first));
    at = comma + 1;
  }
  return parts;
}

// The flags of all commands that load packages.
struct LoadFlags {
  std::string dir, tags, color = "auto", format = "text", progress = "auto", cache, matrix;
  bool no_cache = false;
};

// The flag takes one of `choices`.
void choose(CLI::Option* option, std::vector<std::string> choices) {
  option->type_name(fmt::format("{}", fmt::join(choices, "|")));
  option->check(CLI::Validator([=](std::string& value) { return wrong_choice(value, choices); }, ""));
}

// The flag takes a number of that range.
void count(CLI::Option* option, unsigned least, unsigned most) {
  option->type_name("N")->check(CLI::Validator(
      [=](std::string& value) {
        unsigned n = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
        bool good = error == std::errc() && end == value.data() + value.size() && n >= least && n <= most;
        return good ? "" : fmt::format("{} is no number from {} to {}", value, least, most);
      },
      ""));
}

// A Go release that source files can be written for: "go1.21".
std::string wrong_language(const std::string& value) {
  bool good = value.starts_with("go") && build::parse_go_release(value.substr(2)).valid();
  return good ? "" : fmt::format("{} is no language version; write it as go1.21", value);
}

// The flag takes something: with an empty value it is not as if it were not there.
CLI::Option* required_value(CLI::Option* option) {
  return option->check(CLI::Validator([](const std::string& value) { return value.empty() ? "is empty (a variable that is not set?)" : ""; }, ""));
}

void add_load_flags(CLI::App* c, LoadFlags& f, Options& o, std::vector<std::string> formats = {"text", "json"}) {
  c->option_defaults()->take_last();  // of a repeated flag, as for Go's commands
  c->add_option("packages", o.patterns, "packages as for the go command, directories, or .go files of one directory")
      ->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  c->add_option("-C", f.dir, "change to DIR first")->type_name("DIR");
  c->add_option("--tags", f.tags, "build tags, separated by commas")->type_name("a,b");
  c->add_option("--goos", o.build.goos, "operating system (default: GOOS)")->type_name("OS");
  c->add_option("--goarch", o.build.goarch, "architecture (default: GOARCH)")->type_name("ARCH");
  c->add_flag("--tests", o.build.tests, "include test files (the default); --tests=false leaves them out");
  choose(c->add_option("--mod", o.build.mod, "module mode, as for the go command"), {"mod", "vendor", "readonly"});
  count(c->add_option("-j", o.jobs, "threads (default: one a core)"), 1, 256);
  choose(c->add_option("--color", f.color, "colour in text output"), {"auto", "always", "never"});
  choose(c->add_option("--format", f.format, "output format"), std::move(formats));
  required_value(c->add_option("--output", o.output, "write results to FILE instead of stdout"))->type_name("FILE");
  choose(c->add_option("--progress", f.progress, "what goes on, on stderr (auto: if it is a terminal)"), {"auto", "always", "never"});
  c->add_option("--cache", f.cache, "where results are kept from run to run (default: PTRSAFE_CACHE, then ptrsafe/ in the user's cache directory)")
      ->type_name("DIR");
  c->add_flag("--no-cache", f.no_cache, "keep nothing, and use nothing that was kept");
  c->add_flag("--stats", o.stats, "phase times, lines, bytes and peak memory on stderr");
  c->add_option("--goroot", o.build.goroot, "the Go tree to use (default: GOROOT, the go command on the path, the usual places)")
      ->type_name("DIR");
  required_value(c->add_option("--config", o.config, "take settings from FILE (default: for each package the nearest ptrsafe.toml above it)"))->type_name("FILE");
  required_value(c->add_option("--matrix", f.matrix, "several configurations at once, in place of --goos and --goarch"))->type_name("linux/amd64,windows/amd64+tag");
  c->footer(fmt::format("{} {}\n\n{}", kAboutPackages, kAboutEnvironment, exit_statuses()));
}

bool usage_error(const std::string& message, int* status) {
  os::say("ptrsafe: {}\n", message);
  *status = kExitUsage;
  return false;
}

std::string cache_directory(const std::string& flag, const build::Config& config) {
  std::string dir = flag;
  if (auto at = config.environment.find("PTRSAFE_CACHE"); dir.empty() && at != config.environment.end()) dir = at->second;
  if (dir == "off") return "";
  return dir.empty() ? cache::default_directory() : os::absolute_path(config.dir, dir);
}

// "linux/amd64+tag+tag" of --matrix.
std::string read_configuration(const std::string& text, Options& o) {
  build::Config c = o.build;
  size_t slash = text.find('/'), plus = std::min(text.find('+'), text.size());
  bool no_tag = text.ends_with("+") || text.find("++") != text.npos;
  if (slash == text.npos || slash == 0 || slash > plus || slash + 1 == plus || no_tag) return fmt::format("--matrix: {} is no configuration; write it as linux/amd64 or linux/amd64+tag", text);
  c.goos = text.substr(0, slash);
  c.goarch = text.substr(slash + 1, plus - slash - 1);
  while (plus < text.size()) {
    size_t next = std::min(text.find('+', plus + 1), text.size());
    c.tags.push_back(text.substr(plus + 1, next - plus - 1));
    plus = next;
  }
  o.matrix.push_back(std::move(c));
  return "";
}

Format format_by_name(std::string_view name) {
  if (name == "json") return Format::Json;
  if (name == "sarif") return Format::Sarif;
  if (name == "github") return Format::Github;
  if (name == "checkstyle") return Format::Checkstyle;
  if (name == "html") return Format::Html;
  return Format::Text;
}

}  // namespace

std::string version_text() {
#ifdef __clang__
  constexpr std::string_view kCompiler = __VERSION__;
#else
  constexpr std::string_view kCompiler = "GCC " __VERSION__;
#endif
  return fmt::format("ptrsafe {} (Go language versions go1.0 to go1.27)\nbuilt with {}\n", PTRSAFE_VERSION, kCompiler);
}

bool parse_options(int argc, char** argv, Options* out, int* status) {
  Options& o = *out;
  LoadFlags f;
  std::string rules, disable, show = "likely", fail_on = "likely", print;

  CLI::App app{"ptrsafe: a pointer-safety gate for Go programs.\n\n" + exit_statuses()};
  app.name("ptrsafe");
  app.require_subcommand(1);
  app.set_version_flag("--version", version_text().substr(0, version_text().size() - 1));

  CLI::App* check = app.add_subcommand("check", "report findings (default packages: ./...)");
  add_load_flags(check, f, o, {"text", "json", "sarif", "github", "checkstyle", "html"});
  std::vector<std::string_view> names;
  for (RuleId r : all_rules()) names.push_back(rule_name(r));
  required_value(check->add_option("--rules", rules, fmt::format("rules to apply, separated by commas, or all (default: all but the advice map-value-cost): {}", fmt::join(names, ", "))))->type_name("RULES|all");
  check->add_option("--disable", disable, "rules not to apply, separated by commas")->type_name("RULES");
  choose(check->add_option("--show", show, "least confidence that is shown"), {"proven", "likely", "possible"});
  choose(check->add_option("--fail-on", fail_on, "least confidence that makes the exit status 1"),
         {"proven", "likely", "possible", "never"});
  required_value(check->add_option("--baseline", o.baseline, "findings that do not count: those of an earlier --write-baseline"))->type_name("FILE");
  required_value(check->add_option("--write-baseline", o.write_baseline, "write all findings to FILE, and report none"))->type_name("FILE");
  required_value(check->add_option("--diff", o.diff, "only findings that the tree did not have at that git revision"))->type_name("REV");
  check->add_flag("--fix", o.fix, "mend in the source what can be mended without guessing, and report what is left");
  check->add_flag("--fix-diff", o.fix_diff, "print what --fix would do, as a diff for `patch -p1` or `git apply`");

  CLI::App* maps = app.add_subcommand("maps", "show every map that holds pointers, and what the program does with it (default packages: ./...)");
  add_load_flags(maps, f, o);

  CLI::App* escape = app.add_subcommand("escape", "what lives on the stack and what on the heap, as the compiler decides with -gcflags='-m -l' (default packages: .)");
  add_load_flags(escape, f, o);
  escape->add_flag("--maps", o.maps, "only what concerns maps, and values and keys stored in them");
  escape->add_flag("--why", o.why, "add the chain of flow to each decision");

  CLI::App* explain = app.add_subcommand("explain", "explain RULE: the rule's page; explain FILE:LINE[:COLUMN]: what is known about the values there (default packages: ./...)");
  explain->add_option("subject", o.subject, "a rule, or a place in the program")->required()->type_name("RULE|FILE:LINE[:COLUMN]");
  add_load_flags(explain, f, o);

  CLI::App* types = app.add_subcommand("types", "type-check only, with the messages and positions of go/types (default: .)");
  add_load_flags(types, f, o);
  types->add_option("--lang", o.build.lang, "language version for a list of files")->check(CLI::Validator(wrong_language, ""))->type_name("go1.N");
  types->add_flag("--fake-import-c", o.fake_import_c, "let import \"C\" pass unchecked");
  count(types->add_option("--max-errors", o.max_errors, "errors shown for each package (default: 10); 0: all"), 0, UINT_MAX);
  choose(types->add_option("--print", print, "print what a phase made, instead of errors"), {"tokens", "tree", "packages", "ssa", "races", "layouts"});

  InitOptions init_options;
  CLI::App* init = app.add_subcommand("init", "write a commented ptrsafe.toml, and what else is asked for");
  init->add_option("-C", f.dir, "change to DIR first")->type_name("DIR");
  init->add_flag("--github", init_options.github, "a workflow for GitHub Actions too");
  init->add_flag("--gitlab", init_options.gitlab, "a job for GitLab CI too");
  init->add_flag("--pre-commit", init_options.pre_commit, "a hook for pre-commit too");
  init->add_flag("--force", init_options.force, "replace files that are there");

  CLI::App* version = app.add_subcommand("version", "version, build, and Go language versions understood");

  CLI::App* completion = app.add_subcommand("completion", "print a script that lets the shell complete commands, flags, rules and files");
  std::string shell;
  choose(completion->add_option("shell", shell, "the shell")->required(), {"bash", "zsh", "fish"});
  CLI::App* man = app.add_subcommand("man", "print the manual page: `ptrsafe man | man -l -`");

  std::vector<std::string> arguments = normal_arguments(app, argc, argv);
  o.arguments = arguments;
  std::string command = arguments.empty() || arguments[0].starts_with("-") ? "" : arguments[0];
  auto refuse = [&](const std::string& why) {
    return usage_error(fmt::format("{}\n`ptrsafe{} --help` says more", why, is_command(app, command) ? " " + command : ""), status);
  };
  if (std::string why = wrong_name(app, arguments); !why.empty()) return refuse(why);
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the end
    app.parse(std::move(arguments));
  } catch (const CLI::Success& e) {  // help
    *status = app.exit(e);
    return false;
  } catch (const CLI::ConversionError& e) {  // of a flag that is on or off: others have checks of their own
    std::string what = e.what();
    return refuse(fmt::format("{}: a flag of this kind is true or false", what.substr(what.find(": ") + 2)));
  } catch (const CLI::RequiredError&) {
    const CLI::Option* missing = explain->parsed() ? explain->get_option("subject") : completion->get_option("shell");
    return refuse(fmt::format("{} what? It takes {}", command, missing->get_type_name().empty() ? missing->get_description() : missing->get_type_name()));
  } catch (const CLI::ParseError& e) {
    return refuse(e.what());
  }
  if (version->parsed() || completion->parsed() || man->parsed()) {
    CommandTable table = command_table(app);
    std::string error, text = version->parsed() ? version_text() : man->parsed() ? man_page(table) : shell == "bash" ? bash_completion(table) : shell == "zsh" ? zsh_completion(table) : fish_completion(table);
    if (!os::write_stdout(text, &error)) return refuse(error);
    *status = kExitClean;
    return false;
  }
  if (init->parsed()) {
    std::string error, dir = os::working_directory(f.dir, &error);
    if (!error.empty()) return usage_error(error, status);
    *status = run_init(dir, init_options);
    return false;
  }
  o.command = check->parsed() ? "check" : maps->parsed() ? "maps" : escape->parsed() ? "escape" : explain->parsed() ? "explain" : "types";
  if (escape->parsed()) {
    o.build.dependency_bodies = true;
    if (escape->get_option("--tests")->empty()) o.build.tests = false;
  }
  if (o.patterns.empty()) o.patterns.push_back(types->parsed() || escape->parsed() ? "." : "./...");
  o.build.tags = split_commas(f.tags);
  // What is not in there cannot matter: the cache of outcomes relies on that.
  std::erase_if(o.build.environment = os::environment(), [](const auto& v) { return !build::Environment::concerned_with(v.first); });
  std::string error;
  o.build.dir = os::working_directory(f.dir, &error);
  if (!error.empty()) return usage_error(error, status);
  o.base = o.build.dir;
  if (o.output == "-") o.output.clear();  // stdout, as everywhere
  o.cache = f.no_cache ? "" : cache_directory(f.cache, o.build);
  if (o.fix && o.fix_diff) return refuse("--fix writes the files, --fix-diff only shows what it would write: give one of them");
  if ((o.fix || o.fix_diff) && !f.matrix.empty()) return refuse("--fix and --fix-diff are for one configuration: give --goos, --goarch and --tags instead of --matrix");
  if (!f.matrix.empty() && !(o.build.goos.empty() && o.build.goarch.empty())) return refuse("--matrix names systems and architectures itself: leave out --goos and --goarch");
  if (o.fix_diff && f.format != "text") return refuse(fmt::format("--fix-diff prints a diff, not {}: leave out --format", f.format));
  o.format = format_by_name(f.format);
  o.progress = f.progress == "always" || (f.progress == "auto" && os::stderr_is_terminal());
  o.color = f.color == "always" || (f.color == "auto" && o.output.empty() && os::stdout_is_terminal() &&
                                    o.build.environment["NO_COLOR"].empty());
  if (o.jobs == 0) o.jobs = os::core_count();
  if (print == "tokens") o.print = Print::Tokens;
  if (print == "tree") o.print = Print::Tree;
  if (print == "packages") o.print = Print::Packages;
  if (print == "ssa") o.print = Print::Ssa;
  if (print == "races") o.print = Print::Races;
  if (print == "layouts") o.print = Print::Layouts;

  if (rules.empty())
    for (RuleId r : all_rules())
      if (!is_advice(r)) o.rules.add(r);
  for (const std::string& name : split_commas(rules)) {
    RuleId id;
    if (name == "all") {
      for (RuleId r : all_rules()) o.rules.add(r);
    } else if (rule_by_name(name, &id)) {
      o.rules.add(id);
    } else {
      return refuse(fmt::format("--rules: unknown rule {}{}", name, did_you_mean_rule(name)));
    }
  }
  for (const std::string& name : split_commas(disable)) {
    RuleId id;
    if (!rule_by_name(name, &id)) return refuse(fmt::format("--disable: unknown rule {}{}", name, did_you_mean_rule(name)));
    o.rules.enabled[static_cast<int>(id)] = false;
    o.disabled.add(id);
  }
  if (explain->parsed()) {
    for (RuleId r : all_rules()) o.rules.add(r);
    show = "possible";
  }
  o.rules_given = !rules.empty();
  o.show_given = !check->get_option("--show")->empty();
  o.fail_on_given = !check->get_option("--fail-on")->empty();
  for (const std::string& one : split_commas(f.matrix))
    if (std::string why = read_configuration(one, o); !why.empty()) return refuse(why);
  confidence_by_name(show, &o.show);
  Confidence threshold = Confidence::Likely;
  o.fail_on = confidence_by_name(fail_on, &threshold) ? static_cast<int>(threshold) : static_cast<int>(Confidence::Proven) + 1;
  return true;
}

}  // namespace ptrsafe
