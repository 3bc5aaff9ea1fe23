// A guard in front of the use of a value that came out of a map: by the `ok` of the lookup, or by comparing with nil.
#include <fmt/format.h>

#include <algorithm>

#include "fix/propose.h"
#include "fix/way_out.h"
#include "syntax/children.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe::fix {
namespace {

// What is dereferenced, called or asserted by the node.
std::vector<const Node*> operands(const Node* n) {
  switch (n->kind) {
    case NodeKind::Selector:
    case NodeKind::Star:
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::TypeAssert: return {unparen(n->na())};
    case NodeKind::Call: {
      const Node* f = unparen(n->na());
      std::vector<const Node*> out{f->is(NodeKind::Selector) ? unparen(f->na()) : f};
      for (const Node* a : n->lb()) out.push_back(unparen(const_cast<Node*>(a)));  // the callee dereferences it
      return out;
    }
    default: return {};
  }
}

bool is_lookup(const Site& site, const Node* n) {
  Type* t = n->is(NodeKind::Index) && n->lb().size() == 1 ? site.info->type_of(n->na()) : nullptr;
  return t && as_under<Map>(t);
}

bool may_be_nil(Type* t) {
  auto* b = as_under<Basic>(t);
  return !as<TypeParam>(t) && !as_under<Struct>(t) && !as_under<Array>(t) && (!b || b->basic() == BasicKind::UnsafePointer);
}

std::string free_name(const Site& site, int function, std::vector<std::string> names) {
  for (const std::string& n : names)
    if (!n.empty() && !is_used(site, function, n)) return n;
  return "";
}

// "order" for *shop.Order; empty if that would be no good name.
std::string name_for(Type* t) {
  if (auto* p = as_under<Pointer>(t)) t = p->elem;
  auto* n = as<Named>(t);
  if (!n) return "";
  std::string name(n->obj->name.view());
  if (name.empty() || name[0] < 'A' || name[0] > 'Z') return "";
  name[0] = static_cast<char>(name[0] + ('a' - 'A'));
  constexpr std::string_view kTaken[] = {"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto",
                                         "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var"};
  bool taken = std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken) || universe.scope->find(intern(name));
  return taken || (name.size() > 1 && name[1] >= 'A' && name[1] <= 'Z') ? "" : name;
}

// The lines of a guard that stands at `indent`.
std::string guard(const Site& site, const std::string& condition, const std::string& way, const std::string& indent) {
  return fmt::format("if {} {{{}{}\t{}{}{}}}", condition, site.newline(), indent, way, site.newline(), indent);
}

struct Missed {
  std::string map, key;
  Type* key_type = nullptr;
};

Missed missed_by(const Site& site, const Node* lookup) {
  if (!is_lookup(site, lookup)) return {};
  const Node* key = lookup->lb()[0];
  return {is_pure(lookup->na()) ? site.text(lookup->na()) : "", is_pure(key) ? site.text(key) : "", as_under<Map>(site.info->type_of(lookup->na()))->key};
}

Fix make_fix(const WayOut& way, std::vector<Edit> edits) {
  edits.insert(edits.end(), way.imports.begin(), way.imports.end());
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.start < b.start; });
  return {fmt::format("test for presence, and {} without", way.message), std::move(edits)};
}

// `v := m[k]`, followed later: `v, ok := m[k]`, with a guard below it.
void below_definition(const Sites& sites, const Site& use, const Var* v, std::vector<Fix>& out) {
  std::optional<Site> site = sites.find(v->pos);
  if (!site || (v->bits & (Var::kParam | Var::kField | Var::kPackageVar)) || site->file != use.file) return;
  int at = site->statement(), f = site->function();
  if (at < 0 || use.function() < 0 || site->path[static_cast<size_t>(f)] != use.path[static_cast<size_t>(use.function())]) return;
  const Node* s = site->path[static_cast<size_t>(at)];
  if (!s->is(NodeKind::AssignStmt) || s->oper() != Op::Define || s->lb().size() != 1) return;
  if (site->variable(s->la()[0]) != v) return;
  const Node* value = unparen(s->lb()[0]);
  Pos end = site->end_of_line(end_pos(s));
  if (!end || !site->comments_stay(start_pos(s), end)) return;
  Missed missed = missed_by(*site, value);
  std::optional<WayOut> way = way_out(*site, at, missed.map, missed.key, missed.key_type);
  if (!way) return;
  std::string indent = site->indent(start_pos(s)), before = std::string(site->newline()) + indent;
  std::string ok = free_name(*site, f, {"ok", "found", "exists"});
  Pos name_end = end_pos(s->la()[0]);
  if (!ok.empty()) {
    Edit tests = site->insert(end, before + guard(*site, "!" + ok, way->statement, indent));
    bool blank = s->la().size() == 2 && site->text(s->la()[1]) == "_";
    if (is_lookup(*site, value) && s->la().size() == 1) out.push_back(make_fix(*way, {site->insert(name_end, ", " + ok), tests}));
    auto* both = value->is(NodeKind::Call) || is_lookup(*site, value) ? as<Tuple>(site->info->type_of(value)) : nullptr;
    auto* second = both && both->size() == 2 ? as_under<Basic>(both->vars[1]->type) : nullptr;
    if (blank && second && (second->info() & kIsBoolean)) out.push_back(make_fix(*way, {site->replace(start_pos(s->la()[1]), end_pos(s->la()[1]), ok), tests}));
  }
  if (may_be_nil(v->type) && s->la().size() == 1)
    out.push_back(make_fix(*way, {site->insert(end, before + guard(*site, fmt::format("{} == nil", v->name.view()), way->statement, indent))}));
}

// True if the statement evaluates `n` first of all that could change it, and always.
bool evaluated_first(const Site& site, int at, const Node* n) {
  const Node* s = site.path[static_cast<size_t>(at)];
  const Node* below = static_cast<size_t>(at) + 1 < site.path.size() ? site.path[static_cast<size_t>(at) + 1] : nullptr;
  switch (s->kind) {
    case NodeKind::ExprStmt:
    case NodeKind::AssignStmt:
    case NodeKind::ReturnStmt:
    case NodeKind::IncDecStmt:
    case NodeKind::SendStmt:
    case NodeKind::DeclStmt: break;
    case NodeKind::IfStmt:
      if (if_stmt(s).init || if_stmt(s).cond != below) return false;
      break;
    case NodeKind::SwitchStmt:
      if (switch_stmt(s).init || switch_stmt(s).tag != below) return false;
      break;
    case NodeKind::RangeStmt:
      if (range_stmt(s).x != below) return false;
      break;
    default: return false;
  }
  for (size_t i = static_cast<size_t>(at); i + 1 < site.path.size(); i++) {
    const Node* p = site.path[i];
    if (p->is(NodeKind::Binary) && (p->oper() == Op::AndAnd || p->oper() == Op::OrOr) && p->nb() == site.path[i + 1]) return false;
  }
  // Calls and receptions that end before it.
  auto disturbs = [&](const Node* c, const auto& self) -> bool {
    if (!(start_pos(c) < start_pos(n))) return false;
    bool acts = c->is(NodeKind::Call) || (c->is(NodeKind::Unary) && c->oper() == Op::Arrow);
    if (acts && end_pos(c) <= start_pos(n)) return true;
    bool found = false;
    for_each_child(c, [&](const Node* x) { found = found || self(x, self); });
    return found;
  };
  return !disturbs(s, disturbs);
}

// The lookups of the statement with that text, other than those that are assigned to.
void same_lookups(const Site& site, const Node* n, const std::string& text, bool assigned, std::vector<const Node*>& out) {
  if (n->is(NodeKind::FuncLit) || n->is(NodeKind::BlockStmt)) return;
  if (!assigned && n->is(NodeKind::Index) && site.text(n) == text) return out.push_back(n);
  for_each_child(n, [&](const Node* c) {
    bool left = n->is(NodeKind::AssignStmt) && std::any_of(n->la().begin(), n->la().end(), [&](const Ref<Node>& l) { return l.get() == c; });
    same_lookups(site, c, text, left || (n->is(NodeKind::IncDecStmt) && c->is(NodeKind::Index)), out);
  });
}

// `m[k].F`: the lookup gets a statement of its own before the one that it stands in.
void before_statement(const Site& site, const Node* lookup, std::vector<Fix>& out) {
  int at = site.statement(), f = site.function();
  if (at < 0 || !evaluated_first(site, at, lookup)) return;
  bool is_map = is_lookup(site, lookup);
  if (is_map ? !is_pure(lookup) : !lookup->is(NodeKind::Call)) return;
  Type* t = site.info->type_of(lookup);
  Missed missed = missed_by(site, lookup);
  std::optional<WayOut> way = way_out(site, at, missed.map, missed.key, missed.key_type);
  const Node* s = site.path[static_cast<size_t>(at)];
  if (!way || !t || as<Tuple>(t) || !site.comments_stay(start_pos(s), end_pos(s))) return;
  std::string name = free_name(site, f, {name_for(t), "value", "entry", "item"}), ok = free_name(site, f, {"ok", "found", "exists"});
  std::string indent = site.indent(start_pos(s)), after = std::string(site.newline()) + indent, text = site.text(lookup);
  std::vector<const Node*> places{lookup};
  if (is_map) {
    places.clear();
    same_lookups(site, s, text, false, places);
  }
  if (name.empty() || places.empty()) return;
  auto add = [&](const std::string& names, const std::string& condition) {
    std::vector<Edit> edits{site.insert(start_pos(s), fmt::format("{} := {}{}{}{}", names, text, after, guard(site, condition, way->statement, indent), after))};
    for (const Node* p : places) edits.push_back(site.replace(start_pos(p), end_pos(p), name));
    // Where the statement begins with the lookup, both are one edit.
    if (edits[1].start == edits[0].start) {
      edits[1].text.insert(0, edits[0].text);
      edits.erase(edits.begin());
    }
    out.push_back(make_fix(*way, std::move(edits)));
  };
  if (is_map && !ok.empty()) add(name + ", " + ok, "!" + ok);
  if (may_be_nil(t)) add(name, name + " == nil");
}

}  // namespace

std::vector<Fix> guard_presence(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  std::vector<Fix> out;
  if (!site) return out;
  for (const Node* x : operands(site->node())) {
    if (!out.empty()) break;
    if (x->is(NodeKind::Ident)) {
      if (const Var* v = site->variable(x)) below_definition(sites, *site, v, out);
    } else {
      std::optional<Site> inner = sites.find(start_pos(x), end_pos(x));
      if (inner) before_statement(*inner, x, out);
    }
  }
  return out;
}

}  // namespace ptrsafe::fix
