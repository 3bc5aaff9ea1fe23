#include "fix/site.h"

#include <algorithm>

#include "base/os/files.h"
#include "rules/generated.h"
#include "syntax/children.h"
#include "types/type_string.h"

namespace ptrsafe::fix {
namespace {

bool is_function(const Node* n) { return n->is(NodeKind::FuncLit) || n->is(NodeKind::FuncDecl); }

// `end` is `begin` for a place rather than a piece of text.
bool covers(const Node* n, Pos begin, Pos end) {
  return start_pos(n) <= begin && (begin == end ? begin < end_pos(n) : end <= end_pos(n));
}

void descend(const Node* n, Pos begin, Pos end, std::vector<const Node*>& path) {
  path.push_back(n);
  const Node* below = nullptr;
  for_each_child(n, [&](const Node* c) {
    if (!below && covers(c, begin, end)) below = c;
  });
  if (below) descend(below, begin, end, path);
}

bool may_be_edited(const build::PackageUnit& unit, const build::FileUnit& file) {
  if (!unit.main_module || file.uses_cgo || !file.tree || !file.tree->errors.empty() || is_generated(*file.tree)) return false;
  std::string on_disk, error;
  return os::read_file(file.source->path(), &on_disk, &error) && on_disk == file.source->text();
}

std::pair<size_t, size_t> line_at(std::string_view text, size_t at) {
  size_t before = at ? text.rfind('\n', at - 1) : text.npos;
  return {before == text.npos ? 0 : before + 1, std::min(text.find('\n', at), text.size())};
}

// A comment behind code.
bool has_trailing_comment(std::string_view line) {
  char quote = 0;
  for (size_t i = 0; i < line.size(); i++) {
    char c = line[i];
    if (quote) {
      if (c == '\\' && quote != '`') i++;
      else if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (c == '/' && i + 1 < line.size() && (line[i + 1] == '/' || line[i + 1] == '*')) {
      return line.find_first_not_of(" \t") < i;
    }
  }
  return false;
}

template <class F>
void walk(const Node* n, F f) {
  f(n);
  for_each_child(n, [&](const Node* c) { walk(c, f); });
}

bool is_nil(const FileInfo& info, const Node* n) { return info.mode_of(unparen(const_cast<Node*>(n))) == Mode::NilValue; }

const Var* variable_in(const FileInfo& info, const Node* n) {
  if (n->is(NodeKind::Ident)) return as_object<Var>(info.object_of(n));
  if (!n->is(NodeKind::Selector)) return nullptr;
  if (const Selection* s = info.selection_of(n)) return as_object<Var>(s->obj);
  return as_object<Var>(info.object_of(n));
}

bool is_one_line_function(std::string_view text, size_t at) {
  auto [begin, end] = line_at(text, at);
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line.starts_with("func ") && line.ends_with('}');
}

}  // namespace

std::string Site::text(const Node* n) const {
  return std::string(file->text().substr(offset(start_pos(n)), end_pos(n).v - start_pos(n).v));
}

int Site::function() const {
  for (int i = static_cast<int>(path.size()) - 1; i >= 0; i--)
    if (is_function(path[static_cast<size_t>(i)])) return i;
  return -1;
}

int Site::statement() const {
  for (size_t i = path.size() - 1; i > 0 && !is_function(path[i]); i--) {
    const Node *n = path[i], *above = path[i - 1];
    bool listed = above->is(NodeKind::BlockStmt) || above->is(NodeKind::CaseClause) || (above->is(NodeKind::CommClause) && above->na() != n);
    if (is_Stmt(n->kind) && listed && !n->is(NodeKind::BlockStmt)) return begins_line(start_pos(n)) && !n->is(NodeKind::LabeledStmt) ? static_cast<int>(i) : -1;
  }
  return -1;
}

Signature* Site::signature(int function) const {
  const Node* f = path[static_cast<size_t>(function)];
  if (f->is(NodeKind::FuncLit)) return as<Signature>(info->type_of(f));
  const Func* declared = as_object<Func>(info->object_of(func_decl(f).name));
  return declared ? declared->signature() : nullptr;
}

std::string_view Site::newline() const { return file->text().find("\r\n") != std::string_view::npos ? "\r\n" : "\n"; }

std::string Site::indent(Pos p) const {
  std::string_view line = file->text().substr(line_at(file->text(), offset(p)).first);
  return std::string(line.substr(0, line.find_first_not_of(" \t")));
}

bool Site::begins_line(Pos p) const { return line_at(file->text(), offset(p)).first + indent(p).size() == offset(p); }

Pos Site::end_of_line(Pos p) const {
  std::string_view text = file->text();
  size_t from = offset(p), end = text.find('\n', from);
  if (end == text.npos) return {};
  if (end > from && text[end - 1] == '\r') end--;
  std::string_view rest = text.substr(from, end - from);
  size_t something = rest.find_first_not_of(" \t");
  if (something != rest.npos && !rest.substr(something).starts_with("//")) return {};
  return file->pos(end);
}

bool Site::comments_stay(Pos first, Pos last) const {
  std::string_view text = file->text();
  size_t begin = line_at(text, offset(first)).first, end = line_at(text, offset(last)).second;
  if (begin > 0) begin = line_at(text, begin - 1).first;
  if (end < text.size()) end = line_at(text, end + 1).second;
  bool before = false;
  for (size_t at = begin; at < end;) {
    size_t stop = line_at(text, at).second;
    bool now = has_trailing_comment(text.substr(at, stop - at));
    if (now && before) return false;
    before = now;
    at = stop + 1;
  }
  return true;
}

const Var* Site::variable(const Node* n) const { return variable_in(*info, n); }

std::optional<OneLineBody> one_line_body(const Site& site) {
  const Node* declaration = site.path.front();
  const Node* body = declaration->is(NodeKind::FuncDecl) ? func_decl(declaration).body : nullptr;
  if (!body || body->la().size() != 1) return {};
  std::string text = site.text(body);
  if (text.find('\n') != text.npos || text.find("/*") != text.npos) return {};
  // gofmt lines up the bodies of functions on consecutive lines.
  auto [begin, end] = line_at(site.file->text(), site.offset(start_pos(declaration)));
  if (begin > 0 && is_one_line_function(site.file->text(), begin - 1)) return {};
  if (end + 1 < site.file->text().size() && is_one_line_function(site.file->text(), end + 1)) return {};
  return OneLineBody{site.file->pos(site.offset(start_pos(body)) + 1), body->aux_pos(), body->la()[0]};
}

Sites::Sites(const std::vector<std::unique_ptr<build::Program>>& programs) {
  for (const auto& p : programs)
    for (const auto& u : p->packages)
      if (u->named && u->checked && u->checked->details) packages_.push_back(u->checked);
}

std::optional<Site> Sites::find(Pos begin, Pos end) const {
  const SourceFile* file = file_of(begin);
  for (const Package* p : packages_) {
    const build::PackageUnit& unit = *p->details->unit;
    for (size_t i = 0; i < unit.files.size() && i < p->details->files.size(); i++) {
      if (!file || unit.files[i]->source != file) continue;
      if (!may_be_edited(unit, *unit.files[i])) return {};
      Site site{p, p->details->files[i].get(), file, {}};
      for (const Node* d : site.info->tree->decls)
        if (covers(d, begin, end)) descend(d, begin, end, site.path);
      if (site.path.empty()) return {};
      return site;
    }
  }
  return {};
}

bool is_pure(const Node* e) {
  switch (e->kind) {
    case NodeKind::Ident:
    case NodeKind::BasicLit: return true;
    case NodeKind::Paren:
    case NodeKind::Selector:
    case NodeKind::Star: return is_pure(e->na());
    case NodeKind::Index: return e->lb().size() == 1 && is_pure(e->na()) && is_pure(e->lb()[0]);
    case NodeKind::Binary: return is_pure(e->na()) && is_pure(e->nb());
    default: return false;
  }
}

const Node* root_of(const Node* e) {
  while (e->is(NodeKind::Paren) || e->is(NodeKind::Selector) || e->is(NodeKind::Star) || e->is(NodeKind::Index)) e = e->na();
  return e->is(NodeKind::Ident) ? e : nullptr;
}

bool compared_with_nil(const Sites& sites, const Var* v) {
  bool found = false;
  for (const Package* p : sites.packages()) {
    for (const auto& info : p->details->files) {
      auto visit = [&](const Node* n) {
        if (!n->is(NodeKind::Binary) || (n->oper() != Op::Eql && n->oper() != Op::Neq)) return;
        const Node *x = unparen(n->na()), *y = unparen(n->nb());
        if (is_nil(*info, x)) std::swap(x, y);
        const Var* seen = is_nil(*info, y) ? variable_in(*info, x) : nullptr;
        // A package and its test variant have objects of their own for one declaration.
        found = found || (seen && seen->pos == v->pos);
      };
      for (const Node* d : info->tree->decls) walk(d, visit);
    }
  }
  return found;
}

std::string type_text(const Site& site, Type* t) {
  Qualifier q;
  q.relative_to = site.package;
  std::string text = type_string(t, q);
  for (size_t brace = 0; (brace = text.find('{', brace)) != text.npos; brace++)
    if (text.compare(brace, 2, "{}") != 0) return "";
  return text;
}

bool is_used(const Site& site, int function, std::string_view name) {
  bool used = false;
  walk(site.path[static_cast<size_t>(function)], [&](const Node* n) { used = used || (n->is(NodeKind::Ident) && n->name().view() == name); });
  return used;
}

}  // namespace ptrsafe::fix
