#include "driver/usage.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "base/nearest.h"

namespace ptrsafe {
namespace {

bool is_one_of(std::string_view s, const auto& list) { return std::find(std::begin(list), std::end(list), s) != std::end(list); }

std::vector<std::string> commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* c : app.get_subcommands(nullptr)) names.push_back(c->get_name());
  return names;
}

// All flags, with their dashes.
std::vector<std::string> flags(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* o : app.get_options()) {
    for (const auto& s : o->get_snames()) names.push_back("-" + s);
    for (const auto& l : o->get_lnames()) names.push_back("--" + l);
  }
  return names;
}

const CLI::App* command_of(const CLI::App& app, const std::string& name) {
  for (const CLI::App* c : app.get_subcommands(nullptr))
    if (c->get_name() == name) return c;
  return nullptr;
}

std::string_view flag_name(std::string_view argument) { return argument.substr(0, argument.find('=')); }

bool takes_value(const CLI::App& command, std::string_view name) {
  for (const CLI::Option* o : command.get_options()) {
    for (const auto& s : o->get_snames())
      if ("-" + s == name) return o->get_items_expected_max() > 0;
    for (const auto& l : o->get_lnames())
      if ("--" + l == name) return o->get_items_expected_max() > 0;
  }
  return false;
}

std::string wrong_flag(const CLI::App& app, const CLI::App& command, std::string_view name) {
  std::vector<std::string> known = flags(command);
  if (is_one_of(name, known)) return "";
  // "-j8", as the shell's commands take it.
  if (name.size() > 2 && name[1] != '-' && is_one_of(name.substr(0, 2), known)) return "";
  for (const CLI::App* other : app.get_subcommands(nullptr)) {
    if (is_one_of(name, flags(*other)))
      return fmt::format("{} is a flag of `{}`, not of `{}`", name, other->get_name(), command.get_name());
  }
  std::string meant = nearest(name, known);
  return fmt::format("unknown flag {}{}", name, meant.empty() ? "" : fmt::format("; did you mean {}?", meant));
}

}  // namespace

std::string exit_statuses() {
  std::string out = "Exit status:";
  for (const auto& [status, meaning] : kExitMeanings) out += fmt::format("{} {} {}", status == 0 ? "" : ",", status, meaning);
  return out + ".";
}

std::vector<std::string> normal_arguments(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> out(argv + std::min(argc, 1), argv + argc);
  if (!out.empty() && out[0] == "help") {
    out.erase(out.begin());
    out.emplace_back("--help");
  }
  if (out.empty()) return out;
  const CLI::App* command = command_of(app, out[0]);
  std::vector<std::string> known = flags(command ? *command : app);
  for (std::string& a : out) {
    if (a == "--") break;
    if (a.size() > 2 && a[0] == '-' && a[1] != '-' && is_one_of("-" + std::string(flag_name(a)), known)) a.insert(0, "-");
    // Go's flags take a value after "=", short ones as well.
    if (a.size() > 3 && a[0] == '-' && a[1] != '-' && a[2] == '=') a.erase(2, 1);
  }
  // CLI11 would take the next argument for the value of "--flag=".
  for (size_t i = 1; command && i < out.size() && out[i] != "--"; i++) {
    if (!out[i].starts_with("--") || !out[i].ends_with("=") || !takes_value(*command, flag_name(out[i]))) continue;
    out[i].pop_back();
    out.insert(out.begin() + static_cast<ptrdiff_t>(++i), "");
  }
  return out;
}

bool is_command(const CLI::App& app, const std::string& name) { return command_of(app, name) != nullptr; }

std::string wrong_name(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return fmt::format("a command is missing; it is one of {}", fmt::join(commands(app), ", "));
  const std::string& name = arguments[0];
  if (name.starts_with("-")) {
    return is_one_of(flag_name(name), flags(app)) ? "" : fmt::format("the command comes first, before {}", name);
  }
  const CLI::App* command = command_of(app, name);
  if (!command) {
    std::string meant = nearest(name, commands(app));
    return fmt::format("unknown command `{}`{}", name,
                       meant.empty() ? fmt::format("; it is one of {}", fmt::join(commands(app), ", "))
                                     : fmt::format("; did you mean `{}`?", meant));
  }
  for (size_t i = 1; i < arguments.size(); i++) {
    const std::string& a = arguments[i];
    if (a == "--") break;
    if (a.size() < 2 || a[0] != '-') continue;
    std::string_view flag = flag_name(a);
    if (std::string why = wrong_flag(app, *command, flag); !why.empty()) return why;
    if (flag.size() == a.size() && takes_value(*command, flag)) i++;
  }
  return "";
}

std::string wrong_choice(const std::string& value, const std::vector<std::string>& choices) {
  if (is_one_of(value, choices)) return "";
  std::string meant = nearest(value, choices);
  return fmt::format("{} is none of {}{}", value, fmt::join(choices, ", "),
                     meant.empty() ? "" : fmt::format("; did you mean {}?", meant));
}

}  // namespace ptrsafe
