// Maps that are nil where they are written are made: at the declaration, in the one literal of the object, or before the write.
#include <fmt/format.h>

#include <algorithm>

#include "fix/propose.h"
#include "syntax/children.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

// `var m map[K]V`, which is nil: of one variable with a line of its own.
std::vector<Fix> make_at_declaration(const Sites& sites, const Var* v) {
  std::optional<Site> site = sites.find(v->pos);
  if (!site || site->path.size() < 3 || compared_with_nil(sites, v)) return {};
  size_t last = site->path.size() - 1;
  const Node *spec = site->path[last - 1], *declaration = site->path[last - 2];
  if (!spec->is(NodeKind::ValueSpec) || !declaration->is(NodeKind::GenDecl)) return {};
  ValueSpecView s = value_spec(spec);
  bool grouped = static_cast<bool>(declaration->aux_pos());
  // In a group gofmt lines up the columns of neighbours.
  if (s.names.size() != 1 || !s.type || !as_under<Map>(v->type) || (grouped && declaration->la().size() > 1)) return {};
  if (!s.values.empty() && site->info->mode_of(s.values[0]) != Mode::NilValue) return {};
  if (!site->comments_stay(start_pos(spec), end_pos(spec))) return {};
  std::string made = fmt::format("make({})", site->text(s.type));
  bool local = last >= 3 && site->path[last - 3]->is(NodeKind::DeclStmt);
  Edit edit = local && !grouped ? site->replace(start_pos(declaration), end_pos(spec), fmt::format("{} := {}", v->name.view(), made))
                                : site->replace(start_pos(s.type), end_pos(spec), "= " + made);
  return {{fmt::format("make the map where `{}` is declared", v->name.view()), {std::move(edit)}}};
}

// A literal of a struct with the field, and the field's type there: of generic structs it depends on the type arguments.
struct Literal {
  const Node* node;
  Type* type;
};

// Whether values of that type are structs with the field, by themselves or in an array or slice.
bool holds_field(Type* t, const Var* field) {
  while (t) {
    if (auto* a = as_under<Array>(t)) t = a->elem;
    else if (auto* l = as_under<Slice>(t)) t = l->elem;
    else break;
  }
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  return s && std::any_of(s->fields.begin(), s->fields.end(), [&](const Ref<Var>& f) { return f->pos == field->pos; });
}

// Whether objects with the field are also made without a literal, as zero values: by `new(T)`, `make([]T, n)`, `var x T`, in a field of another struct.
bool made_as_zero(const FileInfo& info, const Node* n, const Var* field, bool in_struct = false) {
  const Node* type = nullptr;
  if (n->is(NodeKind::Call) && !n->lb().empty() && n->na()->is(NodeKind::Ident) && (n->na()->name().view() == "new" || n->na()->name().view() == "make")) type = n->lb()[0];
  if (n->is(NodeKind::ValueSpec) && value_spec(n).values.empty()) type = value_spec(n).type;
  if (n->is(NodeKind::Field) && in_struct) type = n->na();
  if (type && holds_field(info.type_of(type), field)) return true;
  bool found = false;
  for_each_child(n, [&](const Node* c) { found = found || made_as_zero(info, c, field, n->is(NodeKind::StructType) || (in_struct && n->is(NodeKind::FieldList))); });
  return found;
}

// The literals of structs with the field, none of which sets it.
void literals_without(const FileInfo& info, const Node* n, const Var* field, std::vector<Literal>& out) {
  if (n->is(NodeKind::CompositeLit)) {
    Type* t = info.type_of(n);
    if (auto* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
    Struct* s = t ? as_under<Struct>(t) : nullptr;
    Type* type = nullptr;
    for (size_t i = 0; s && i < s->fields.size(); i++)
      if (s->fields[i]->pos == field->pos) type = s->fields[i]->type;
    bool sets = false;
    for (const Node* e : n->lb()) sets = sets || !e->is(NodeKind::KeyValue) || (e->na()->is(NodeKind::Ident) && e->na()->name().view() == field->name.view());
    if (type && !sets) out.push_back({n, type});
  }
  for_each_child(n, [&](const Node* c) { literals_without(info, c, field, out); });
}

std::vector<Fix> make_in_literal(const Sites& sites, const Finding& finding, const Site& at, const Var* field) {
  if (compared_with_nil(sites, field)) return {};
  std::vector<Literal> literals;
  bool in_test = at.file->path().ends_with("_test.go");
  for (const auto& info : at.package->details->files)
    if (info->tree->file->path().ends_with("_test.go") == in_test)
      for (const Node* d : info->tree->decls) {
        if (made_as_zero(*info, d, field)) return {};  // to be made where it is written
        literals_without(*info, d, field, literals);
      }
  // The one that the finding tells of, else the only one.
  auto told = [&](const Literal& l) {
    return std::any_of(finding.witness.begin(), finding.witness.end(), [&](const WitnessStep& w) { return start_pos(l.node) == w.pos; });
  };
  auto found = std::find_if(literals.begin(), literals.end(), told);
  if (found == literals.end() && literals.size() != 1) return {};
  auto [literal, field_type] = found == literals.end() ? literals[0] : *found;
  std::optional<Site> site = sites.find(start_pos(literal), end_pos(literal));
  if (!site) return {};
  std::string type = type_text(*site, field_type);
  // In a literal of several lines gofmt lines up the values.
  SourceFile* f = file_of(start_pos(literal));
  auto on_one_line = [&](const Node* n) { return f->line_column(start_pos(n)).line == f->line_column(end_pos(n)).line; };
  // A function on one line, too, is broken into several when it grows.
  int function = site->function();
  bool grows = function >= 0 && on_one_line(site->path[static_cast<size_t>(function)]);
  if (type.empty() || !on_one_line(literal) || grows || !site->comments_stay(start_pos(literal), end_pos(literal))) return {};
  std::string element = fmt::format("{}{}: make({})", literal->lb().empty() ? "" : ", ", field->name.view(), type);
  return {{fmt::format("make the map `{}` where the object is made", field->name.view()), {site->insert(literal->aux_pos(), std::move(element))}}};
}

// Whether the local variable is an object of its own, declared without a value or with a literal, rather than a copy.
bool is_made_in(const Site& site, const Node* n, const Var* v) {
  if (n->is(NodeKind::ValueSpec))
    for (const Node* name : value_spec(n).names)
      if (site.variable(name) == v) return value_spec(n).values.empty();
  if (n->is(NodeKind::AssignStmt) && n->oper() == Op::Define && n->la().size() == 1 && n->lb().size() == 1 && site.variable(n->la()[0]) == v) return unparen(n->lb()[0])->is(NodeKind::CompositeLit);
  bool made = false;
  for_each_child(n, [&](const Node* c) { made = made || is_made_in(site, c, v); });
  return made;
}

// Whether a map that is stored in the path is still there after the function: in what a pointer leads to, in a map, or in a
// variable of its own, rather than in a copy.
bool keeps(const Site& site, const Node* map) {
  const Node* root = root_of(map);
  if (!root) return false;
  for (const Node* e = map; !e->is(NodeKind::Ident);) {
    if (e->is(NodeKind::Star)) return true;
    const Node* x = e->na();
    Type* t = site.info->type_of(x);
    if (e->is(NodeKind::Selector)) {
      const Selection* s = site.info->selection_of(e);
      if (!s) break;  // of another package
      if (s->indirect || as_under<Pointer>(t)) return true;
    } else if (e->is(NodeKind::Index) && !as_under<Array>(t)) {
      return true;
    }
    e = x;
  }
  const Var* v = site.variable(root);
  if (!v) return false;
  if (v->bits & Var::kPackageVar) return true;
  if (v->bits & (Var::kParam | Var::kReceiver | Var::kResult | Var::kLoopVar)) return false;
  int f = site.function();
  return !map->is(NodeKind::Ident) && f >= 0 && is_made_in(site, site.path[static_cast<size_t>(f)], v);
}

std::vector<Fix> make_before_write(const Site& site, const Node* map) {
  int at = site.statement();
  Type* t = site.info->type_of(map);
  // A function of one line gets several.
  std::optional<OneLineBody> body = at < 0 && site.function() == 0 ? one_line_body(site) : std::nullopt;
  if ((at < 0 && !body) || !is_pure(map) || !keeps(site, map) || !t || !as_under<Map>(t)) return {};
  const Node* statement = body ? body->statement : site.path[static_cast<size_t>(at)];
  bool writes = statement->is(NodeKind::AssignStmt) || statement->is(NodeKind::IncDecStmt) || statement->is(NodeKind::ExprStmt);
  std::string type = type_text(site, t), indent = body ? "\t" : site.indent(start_pos(statement)), line(site.newline());
  if (!writes || type.empty() || !site.comments_stay(start_pos(statement), start_pos(statement))) return {};
  std::string name = site.text(unparen(const_cast<Node*>(map)));
  std::string text = fmt::format("if {0} == nil {{{2}{3}\t{0} = make({1}){2}{3}}}{2}{3}", name, type, line, indent);
  std::vector<Edit> edits;
  if (body) edits = {site.replace(body->begin, start_pos(statement), line + indent + text), site.replace(end_pos(statement), body->end, line)};
  else edits = {site.insert(start_pos(statement), std::move(text))};
  return {{fmt::format("make `{}` where it is nil", name), std::move(edits)}};
}

// What is written: by m[k] = v, f(m) or m.f().
const Node* map_at(const Site& site) {
  const Node* n = site.node();
  auto is_map = [&](const Node* e) {
    Type* t = site.info->type_of(e);
    return t && as_under<Map>(t);
  };
  if (n->is(NodeKind::Index)) return n->na();
  if (!n->is(NodeKind::Call)) return nullptr;
  const Node* f = unparen(n->na());
  if (f->is(NodeKind::Selector) && is_map(f->na())) return f->na();
  return !n->lb().empty() && is_map(n->lb()[0]) ? n->lb()[0] : nullptr;
}

}  // namespace

std::vector<Fix> make_map(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  const Node* map = site ? map_at(*site) : nullptr;
  if (!map) return {};
  std::vector<Fix> out;
  auto add = [&](std::vector<Fix> more) { std::move(more.begin(), more.end(), std::back_inserter(out)); };
  if (const Var* v = site->variable(map)) {
    if (v->is_field()) add(make_in_literal(sites, finding, *site, v));
    else add(make_at_declaration(sites, v));
  }
  add(make_before_write(*site, map));
  // A parameter is made by who passes it.
  for (const WitnessStep& w : finding.witness) {
    std::optional<Site> call = out.empty() ? sites.find(w.pos) : std::nullopt;
    if (!call) continue;
    for (const Node* above : call->path)
      if (above->is(NodeKind::Call))
        for (const Node* a : above->lb())
          if (const Var* v = call->variable(a); v && out.empty() && !v->is_field() && as_under<Map>(v->type)) add(make_at_declaration(sites, v));
  }
  return out;
}

}  // namespace ptrsafe::fix
