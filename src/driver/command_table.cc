#include "driver/command_table.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace ptrsafe {
namespace {

// "auto|always|never"; empty for what is no list of words.
std::vector<std::string> words_of(const std::string& value) {
  std::vector<std::string> words;
  for (size_t at = 0; at <= value.size();) {
    size_t bar = std::min(value.find('|', at), value.size());
    words.push_back(value.substr(at, bar - at));
    at = bar + 1;
  }
  auto plain = [](const std::string& w) { return !w.empty() && std::all_of(w.begin(), w.end(), [](char c) { return 'a' <= c && c <= 'z'; }); };
  if (words.size() < 2 || !std::all_of(words.begin(), words.end(), plain)) words.clear();
  return words;
}

Argument argument(const CLI::Option& o) {
  using Takes = Argument::Takes;
  Argument a;
  a.help = o.get_description();
  for (const auto& s : o.get_snames()) a.names.push_back("-" + s);
  for (const auto& l : o.get_lnames()) a.names.push_back("--" + l);
  if (a.names.empty()) a.names.push_back(o.get_name());
  if (o.get_items_expected_max() == 0) return a;
  a.value = o.get_type_name();
  a.words = words_of(a.value);
  a.takes = !a.words.empty()               ? Takes::Words
            : a.value.starts_with("RULE|") ? Takes::RuleOrPlace
            : a.value.starts_with("RULES") ? Takes::Rules
            : a.value == "FILE"            ? Takes::File
            : a.value == "DIR"             ? Takes::Directory
            : o.get_name() == "packages"   ? Takes::Packages
                                           : Takes::Text;
  return a;
}

}  // namespace

std::vector<Argument> CommandTable::common_flags() const {
  std::vector<Argument> common;
  for (const Command& c : commands) {
    bool loads = std::any_of(c.arguments.begin(), c.arguments.end(), [](const Argument& a) { return a.takes == Argument::Takes::Packages; });
    if (!loads) continue;
    if (common.empty()) {
      common = c.flags;
      continue;
    }
    std::erase_if(common, [&](const Argument& a) { return std::none_of(c.flags.begin(), c.flags.end(), [&](const Argument& b) { return a.names == b.names; }); });
  }
  return common;
}

CommandTable command_table(const CLI::App& app) {
  CommandTable table;
  for (const CLI::Option* o : app.get_options()) table.flags.push_back(argument(*o));
  for (const CLI::App* c : app.get_subcommands(nullptr)) {
    Command command{c->get_name(), c->get_description(), {}, {}};
    for (const CLI::Option* o : c->get_options()) (o->get_positional() ? command.arguments : command.flags).push_back(argument(*o));
    table.commands.push_back(std::move(command));
  }
  return table;
}

}  // namespace ptrsafe
