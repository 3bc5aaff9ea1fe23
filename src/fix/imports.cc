#include "fix/imports.h"

#include <fmt/format.h>

namespace ptrsafe::fix {
namespace {

std::string path_of(const Site& site, const Node* spec) {
  std::string quoted = site.text(spec->nb());
  return quoted.size() < 2 ? "" : quoted.substr(1, quoted.size() - 2);
}

// Below the package clause.
std::optional<Edit> first_import(const Site& site, std::string_view path) {
  Pos at = end_pos(site.info->tree->package_name);
  std::string_view rest = site.file->text().substr(site.offset(at));
  if (!rest.starts_with("\n") && !rest.starts_with("\r\n")) return {};
  return site.insert(at, fmt::format("{0}{0}import \"{1}\"", site.newline(), path));
}

}  // namespace

std::optional<Import> import_of(const Site& site, std::string_view path) {
  std::string name(path.substr(path.rfind('/') + 1));
  const Node* declaration = nullptr;
  for (const Node* spec : site.info->tree->imports) {
    if (path_of(site, spec) != path) continue;
    std::string own = spec->na() ? site.text(spec->na()) : name;
    if (own == "." || own == "_") return {};
    return Import{own, {}};
  }
  for (const Node* d : site.info->tree->decls)
    if (!declaration && d->is(NodeKind::GenDecl) && static_cast<DeclKind>(d->op) == DeclKind::Import && !d->la().empty()) declaration = d;
  if (!declaration) {
    std::optional<Edit> edit = first_import(site, path);
    return edit ? std::optional(Import{name, edit}) : std::nullopt;
  }
  std::string line = fmt::format("\"{}\"{}\t", path, site.newline());
  if (!declaration->aux_pos()) {
    // One import becomes two.
    const Node* spec = declaration->la()[0];
    if (spec->na() || !site.comments_stay(start_pos(spec), end_pos(spec))) return {};
    std::string there = fmt::format("\"{}\"", path_of(site, spec)), here = fmt::format("\"{}\"", path);
    bool before = path < path_of(site, spec);
    return Import{name, site.replace(start_pos(declaration), end_pos(spec), fmt::format("import ({2}\t{0}{2}\t{1}{2})", before ? here : there, before ? there : here, site.newline()))};
  }
  // In its order among the first lines of the group, which are the standard library's by convention.
  const Node* last = nullptr;
  for (const Node* spec : declaration->la()) {
    std::string other = path_of(site, spec);
    bool standard = other.substr(0, other.find('/')).find('.') == other.npos;
    bool adjacent = !last || file_of(spec->pos)->line_column(start_pos(spec)).line == file_of(spec->pos)->line_column(end_pos(last)).line + 1;
    if (!adjacent || (!standard && last)) break;
    if (!site.begins_line(start_pos(spec))) return {};
    if (path < other || !standard) {
      return Import{name, site.insert(start_pos(spec), standard ? line : fmt::format("\"{0}\"{1}{1}\t", path, site.newline()))};
    }
    last = spec;
  }
  if (!last) return {};
  return Import{name, site.insert(end_pos(last), fmt::format("{}\t\"{}\"", site.newline(), path))};
}

}  // namespace ptrsafe::fix
