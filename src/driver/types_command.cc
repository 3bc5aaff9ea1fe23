// `ptrsafe types`: the front end alone.
#include <fmt/format.h>

#include <cstdio>

#include "build/list.h"
#include "driver/analysis.h"
#include "driver/commands.h"
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

}  // namespace

int run_types(const Options& options) {
  Analysis a = load_programs(options);
  if (options.print != Print::Nothing) return print_phase(options, a);
  check_programs(a, options);

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
