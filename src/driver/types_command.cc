// `ptrsafe types`: the front end alone.
#include <fmt/format.h>

#include <cstdio>

#include "build/list.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "lower/lower.h"
#include "syntax/print.h"

namespace ptrsafe {
namespace {

int print_phase(const Options& options, const Analysis& a) {
  std::string out;
  for (const auto& p : a.programs) {
    if (options.print == Print::Packages) {
      out += build::list_json(*p);
      continue;
    }
    for (const auto& u : p->packages) {
      if (!u->named) continue;
      for (const build::FileUnit* f : u->files) {
        if (!f->tree) continue;
        out += options.print == Print::Tokens ? print_tokens(f->tree->file) : print_tree(*f->tree);
      }
    }
  }
  std::string error;
  if (write_output(options.output, out, &error)) return kExitClean;
  fmt::print(stderr, "ptrsafe: {}\n", error);
  return kExitUsage;
}

// The SSA form of the named packages.
std::string print_ssa(const Analysis& a) {
  std::string out;
  for (const auto& p : a.programs) {
    for (const auto& u : p->packages) {
      if (!u->named || !u->checked || !u->checked->details) continue;
      if (auto init = lower_initializers(*u->checked)) out += ir::print(*init);
      for (const Func* f : u->checked->details->functions)
        if (auto body = lower_function(*u->checked, *f)) out += ir::print(*body);
    }
  }
  return out;
}

}  // namespace

int run_types(const Options& options) {
  Analysis a = load_programs(options);
  if (options.print != Print::Nothing && options.print != Print::Ssa) return print_phase(options, a);
  check_programs(a, options);
  if (options.print == Print::Ssa) {
    std::string error;
    if (write_output(options.output, print_ssa(a), &error)) return kExitClean;
    fmt::print(stderr, "ptrsafe: {}\n", error);
    return kExitUsage;
  }

  const std::string& base = options.build.dir;
  bool failed = false, incomplete = false;
  Document doc;
  doc.base = base;
  std::string text;
  for (const Diagnostic& d : program_errors(a)) {
    fmt::print(stderr, "{}", text_of_error(d, base));
    doc.errors.push_back(d);
    incomplete = true;
  }
  for (PackageErrors& p : collect_errors(a)) {
    (p.named ? failed : incomplete) = true;
    size_t shown = 0;
    for (Diagnostic& d : p.errors) {
      if (options.max_errors && shown == options.max_errors) {
        d = {d.pos, "too many errors", false, d.path};
        if (p.named) text += text_of_error(d, base);
        else fmt::print(stderr, "{}", text_of_error(d, base));
        doc.errors.push_back(std::move(d));
        break;
      }
      shown++;
      if (p.named) text += text_of_error(d, base);
      else fmt::print(stderr, "{}", text_of_error(d, base));
      doc.errors.push_back(std::move(d));
    }
  }
  doc.stats = a.stats;
  std::string error;
  if (!write_output(options.output, options.format == Format::Json ? json_of(doc) : text, &error)) {
    fmt::print(stderr, "ptrsafe: {}\n", error);
    return kExitUsage;
  }
  if (options.stats) print_stats(a.stats);
  return failed ? kExitFindings : incomplete ? kExitIncomplete : kExitClean;
}

}  // namespace ptrsafe
