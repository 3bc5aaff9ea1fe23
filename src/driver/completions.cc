#include "driver/completions.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "rules/rules.h"

namespace ptrsafe {
namespace {

using Takes = Argument::Takes;

std::string rule_names(std::string_view all = "") {
  std::string out(all);
  for (RuleId r : all_rules()) out += fmt::format("{}{}", out.empty() ? "" : " ", rule_name(r));
  return out;
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

// The first clause of a help text: shells show a line beside a name.
std::string brief(const std::string& help) {
  size_t end = std::min({help.find("; "), help.find(" ("), help.find(": "), help.size()});
  return help.substr(0, end);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size()) text.replace(at, what.size(), by);
  return text;
}

// Within single quotes of the shell.
std::string posix_quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }
std::string fish_quoted(const std::string& text) { return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'"; }

std::string all_names(const std::vector<Argument>& flags) {
  std::string out;
  for (const Argument& a : flags) out += fmt::format("{}{}", out.empty() ? "" : " ", fmt::join(a.names, " "));
  return out;
}

// What bash does where a value of that kind is due, as a command; none: nothing is known of it.
std::string bash_action(const Argument& a) {
  switch (a.takes) {
    case Takes::Words: return fmt::format("_ptrsafe_words '{}'", joined(a.words));
    case Takes::Rules: return fmt::format("_ptrsafe_list '{}'", rule_names(a.value.ends_with("|all") ? "all" : ""));
    case Takes::RuleOrPlace: return fmt::format("_ptrsafe_words '{}'; _ptrsafe_files .go", rule_names());
    case Takes::File: return "_ptrsafe_files";
    case Takes::Directory: return "_ptrsafe_directories";
    case Takes::Packages: return "_ptrsafe_files .go";
    case Takes::Text: return ":";
    case Takes::Nothing: break;
  }
  return "";
}

std::string zsh_action(const Argument& a) {
  switch (a.takes) {
    case Takes::Words: return fmt::format("({})", joined(a.words));
    case Takes::Rules: return fmt::format("_values -s , rule {}", rule_names(a.value.ends_with("|all") ? "all" : ""));
    case Takes::RuleOrPlace: return fmt::format("_alternative \"rules:rule:({})\" \"files:file:_files -g \\*.go\"", rule_names());
    case Takes::File: return "_files";
    case Takes::Directory: return "_files -/";
    case Takes::Packages: return "_files -g \"*.go\"";
    case Takes::Text:
    case Takes::Nothing: break;
  }
  return "";
}

std::string fish_action(const Argument& a) {
  switch (a.takes) {
    case Takes::Words: return " -x -a " + fish_quoted(joined(a.words));
    case Takes::Rules: return " -x -a " + fish_quoted(fmt::format("(__fish_append , {})", rule_names(a.value.ends_with("|all") ? "all" : "")));
    case Takes::RuleOrPlace: return " -k -a " + fish_quoted(rule_names()) + " -F";
    case Takes::File: return " -r -F";
    case Takes::Directory: return " -x -a '(__fish_complete_directories)'";
    case Takes::Packages: return " -F";
    case Takes::Text: return " -x";
    case Takes::Nothing: break;
  }
  return "";
}

}  // namespace

std::string bash_completion(const CommandTable& table) {
  std::string commands, flags, values, arguments;
  for (const Command& c : table.commands) {
    commands += c.name + " ";
    flags += fmt::format("    {}) flags='{}' ;;\n", c.name, all_names(c.flags));
    for (const Argument& a : c.flags)
      if (a.takes != Takes::Nothing) values += fmt::format("    '{} {}') {}; return ;;\n", c.name, fmt::join(a.names, fmt::format("' | '{} ", c.name)), bash_action(a));
    // What may follow the first argument, it may be as well.
    if (!c.arguments.empty()) arguments += fmt::format("    {}) {} ;;\n", c.name, bash_action(c.arguments[0]));
  }
  return fmt::format(R"(# bash completion for ptrsafe, written by `ptrsafe completion bash`.

_ptrsafe_words() {{ mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -W "$1" -- "$cur"); }}

# Of a list with commas, the last word.
_ptrsafe_list() {{
  local before=
  [[ $cur != *,* ]] || before=${{cur%,*}},
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${{cur##*,}}")
}}

_ptrsafe_directories() {{
  compopt -o filenames
  mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -d -- "$cur")
}}

# Files whose names end so, or all; and directories on the way.
_ptrsafe_files() {{
  local file
  compopt -o filenames
  while IFS= read -r file; do
    if [[ -d $file || $file == *"$1" ]]; then COMPREPLY+=("$file"); fi
  done < <(compgen -f -- "$cur")
}}

_ptrsafe() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} flag=${{COMP_WORDS[COMP_CWORD - 1]}} flags=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _ptrsafe_words '{}{}'
    return
  fi
  # --flag=value are three words here.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $flag == = ]]; then
    flag=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  case "${{COMP_WORDS[1]}} $flag" in
{}  esac
  if [[ $cur == -* ]]; then
    _ptrsafe_words "$flags"
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
}}

complete -F _ptrsafe ptrsafe
)",
                     commands, all_names(table.flags), flags, values, arguments);
}

std::string zsh_completion(const CommandTable& table) {
  // What _arguments would take for the end of a description.
  auto described = [](const std::string& help) { return replaced(replaced(replaced(brief(help), "[", "\\["), "]", "\\]"), ":", "\\:"); };
  std::string commands, cases;
  for (const Command& c : table.commands) {
    commands += fmt::format("    {}\n", posix_quoted(c.name + ":" + brief(c.help)));
    cases += fmt::format("    {})\n      _arguments", c.name);
    for (const Argument& a : c.flags)
      for (const std::string& name : a.names) {
        std::string glued = a.takes == Takes::Nothing ? "" : name.starts_with("--") ? "=" : "+";
        std::string action = a.takes == Takes::Nothing ? "" : fmt::format(":{}:{}", a.words.empty() ? replaced(a.value, ":", "\\:") : "choice", zsh_action(a));
        cases += " \\\n        " + posix_quoted(fmt::format("{}{}[{}]{}", name, glued, described(a.help), action));
      }
    for (const Argument& a : c.arguments)
      cases += " \\\n        " + posix_quoted(fmt::format("{}:{}:{}", a.takes == Takes::Packages ? "*" : "", a.names[0], zsh_action(a)));
    cases += "\n      ;;\n";
  }
  return fmt::format(R"(#compdef ptrsafe
# zsh completion for ptrsafe, written by `ptrsafe completion zsh`.

_ptrsafe() {{
  local -a commands=(
{}  )
  if ((CURRENT == 2)); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
{}  esac
}}

# Found by its name in $fpath, or sourced.
if [[ $funcstack[1] == _ptrsafe ]]; then
  _ptrsafe "$@"
else
  compdef _ptrsafe ptrsafe
fi
)",
                     commands, cases);
}

std::string fish_completion(const CommandTable& table) {
  std::string out = "# fish completion for ptrsafe, written by `ptrsafe completion fish`.\ncomplete -c ptrsafe -f\n";
  for (const Command& c : table.commands) {
    out += fmt::format("\ncomplete -c ptrsafe -n __fish_use_subcommand -a {} -d {}\n", c.name, fish_quoted(brief(c.help)));
    std::string here = fmt::format("complete -c ptrsafe -n '__fish_seen_subcommand_from {}'", c.name);
    for (const Argument& a : c.flags) {
      out += here;
      for (const std::string& name : a.names) out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      out += fish_action(a) + " -d " + fish_quoted(brief(a.help)) + "\n";
    }
    for (const Argument& a : c.arguments) out += here + fish_action(a) + "\n";
  }
  return out;
}

}  // namespace ptrsafe
