#include "driver/assertions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/os/process.h"
#include "driver/escape_loading.h"
#include "escape/escape.h"
#include "rules/rule.h"
#include "source/comment.h"

namespace ptrsafe {
namespace {

using escape::Decision;

struct Assertion {
  const Package* package;
  const SourceFile* file;
  const Directive* directive;
  uint32_t line;
  bool heap;
  bool open;  // in a generic function, where nothing is decided before there is an instance; or in a file that imports "C", parts of which have no types

  const char* text() const { return heap ? "//ptrsafe:heap" : "//ptrsafe:stack"; }
};

bool in_generic_function(const FileInfo& file, Pos at) {
  for (const Node* decl : file.tree->decls) {
    if (!decl->is(NodeKind::FuncDecl) || at < start_pos(decl) || end_pos(decl) < at) continue;
    const Func* f = as_object<Func>(file.object_of(func_decl(decl).name));
    const Signature* s = f ? f->signature() : nullptr;
    return s && (!s->type_params.empty() || !s->recv_type_params.empty());
  }
  return false;
}

std::vector<Assertion> assertions(const Package& package) {
  std::vector<Assertion> out;
  for (size_t k = 0; k < package.details->files.size(); k++) {
    const auto& info = package.details->files[k];
    const Tree& tree = *info->tree;
    bool cgo = package.details->unit->files[k]->uses_cgo;
    for (const Directive& d : tree.directives) {
      std::string_view word = d.text.substr(0, d.text.find_first_of(" \t"));
      if (word != "//ptrsafe:stack" && word != "//ptrsafe:heap") continue;
      const SourceFile* file = tree.file;
      out.push_back({&package, file, &d, line_meant(*file, d.pos), word == "//ptrsafe:heap", cgo || in_generic_function(*info, d.pos)});
    }
  }
  return out;
}

// The decisions of lines, by file.
using Lines = std::map<std::pair<std::string_view, uint32_t>, std::vector<const Decision*>>;

// The decisions that are not as asserted.
//
// On the stack: nothing on the line may be on the heap, whether it is written or made by the way. On the heap: the allocations that are
// written; if there are none, the variables that are declared; if there are none, what is made by the way.
std::vector<const Decision*> contradictions(const std::vector<const Decision*>& all, bool heap) {
  std::vector<const Decision*> out;
  for (Decision::About about : {Decision::Object, Decision::Variable, Decision::Temporary}) {
    bool any = false;
    for (const Decision* d : all) {
      if (d->about != about) continue;
      // A loop's variable may be on the stack, and its copies of each iteration on the heap.
      bool moved = d->heap || std::any_of(all.begin(), all.end(), [&](const Decision* o) { return o->about == about && o->pos == d->pos && o->heap; });
      any = true;
      if (heap ? !moved : d->heap) out.push_back(d);
    }
    if (heap && any) break;
  }
  return out;
}

// The directories of a program's named packages, as patterns.
void add_directories(const build::Program& program, std::vector<std::string>& out) {
  std::set<std::string> dirs;
  for (const auto& u : program.packages)
    if (u->named && !u->dir.empty()) dirs.insert(u->dir);
  out.insert(out.end(), dirs.begin(), dirs.end());
}

}  // namespace

std::vector<Finding> contradicted_assertions(const Analysis& a, const Options& options) {
  std::vector<Assertion> all;
  std::vector<const build::Program*> concerned;
  for (const auto& program : a.programs) {
    size_t before = all.size();
    for (const Package* p : checked_packages(*program))
      if (p->details->errors.empty())
        for (const Assertion& x : assertions(*p)) all.push_back(x);
    if (all.size() != before) concerned.push_back(program.get());
  }
  if (all.empty()) return {};

  Options asserted = options;
  // Of many modules below one directory, few make assertions, and the bodies of their dependencies are the larger part of the work.
  if (concerned.size() < a.programs.size()) {
    asserted.patterns.clear();
    for (const build::Program* program : concerned) add_directories(*program, asserted.patterns);
  }
  Report ignored;
  escape::Summaries known(options.cache, os::build_id());
  Analysis& whole = load_for_escapes(asserted, known, ignored);
  escape::EscapeOptions asked;
  asked.why = asked.variables = true;
  auto& decisions = *new std::vector<escape::PackageDecisions>();
  for (const auto& program : whole.programs) {
    known.look_at(*program);
    for (escape::PackageDecisions& p : escape::analyse_escapes(*program, asked, *whole.pool, &known)) decisions.push_back(std::move(p));
  }
  Lines lines;
  for (const escape::PackageDecisions& p : decisions)
    for (const Decision& d : p.decisions)
      if (d.pos && d.about != Decision::Parameter) {
        const SourceFile* f = file_of(d.pos);
        lines[{f->path(), f->line_column(d.pos).line}].push_back(&d);
      }

  std::map<const Package*, Reporter> reporters;
  for (const Assertion& x : all) {
    Reporter& out = reporters.try_emplace(x.package, *x.package).first->second;
    auto add = [&](Pos at, std::string message, std::vector<WitnessStep> witness) {
      out.add_at(RuleId::EscapeAssertion, Confidence::Proven, at, std::move(message), std::move(witness));
    };
    auto found = lines.find({x.file->path(), x.line});
    if (found == lines.end()) {
      if (x.open) continue;
      add(x.directive->pos, fmt::format("{} is asserted, but nothing is decided here: there is no variable and no allocation that can be reached", x.text()),
          {{x.directive->pos, "asserted here"}});
      continue;
    }
    for (const Decision* d : contradictions(found->second, x.heap)) {
      std::vector<WitnessStep> witness{{x.directive->pos, "asserted here"}};
      for (const escape::Step& s : d->why) witness.push_back({s.pos ? s.pos : d->pos, s.text});
      add(d->pos, fmt::format("{}, but {} is asserted", d->text, x.text()), std::move(witness));
    }
  }
  std::vector<Finding> findings;
  for (auto& [package, out] : reporters)
    for (Finding& f : out.take()) findings.push_back(std::move(f));
  return findings;
}

}  // namespace ptrsafe
