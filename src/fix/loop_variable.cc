// `v := v` at the head of a loop's body: what go1.22 does by itself.
#include <fmt/format.h>

#include "fix/propose.h"
#include "flow/lock_types.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

// Whether the body gives the variable another value, which a loop of three clauses would see: by a statement, or by a function
// that is given its address.
bool changes(const Site& site, const Node* n, const Var* v) {
  auto is_it = [&](const Node* e) {
    e = unparen(const_cast<Node*>(e));
    return e->is(NodeKind::Ident) && site.variable(e) == v;
  };
  bool found = false;
  if (n->is(NodeKind::IncDecStmt)) found = is_it(n->na());
  if (n->is(NodeKind::AssignStmt) && n->oper() != Op::Define)
    for (const Node* l : n->la()) found = found || is_it(l);
  if (n->is(NodeKind::Call))
    for (const Node* a : n->lb()) found = found || (a->is(NodeKind::Unary) && a->oper() == Op::And && is_it(a->na()));
  for_each_child(n, [&](const Node* c) { found = found || changes(site, c, v); });
  return found;
}

}  // namespace

std::vector<Fix> copy_loop_variable(const Sites& sites, const Finding& finding) {
  if (finding.witness.empty()) return {};
  std::optional<Site> site = sites.find(finding.witness[0].pos);  // the variable
  if (!site || !site->node()->is(NodeKind::Ident)) return {};
  const Var* v = site->variable(site->node());
  const Node* loop = nullptr;
  for (const Node* n : site->path)
    if (n->is(NodeKind::RangeStmt) || n->is(NodeKind::ForStmt)) loop = n;
  if (!v || !loop || flow::holds_lock(v->type)) return {};  // a copy of a lock is another lock
  const Node* body = loop->is(NodeKind::RangeStmt) ? range_stmt(loop).body : for_stmt(loop).body;
  bool inside = start_pos(body) < finding.begin && finding.end <= end_pos(body);
  if (!inside || !site->begins_line(start_pos(loop)) || (loop->is(NodeKind::ForStmt) && changes(*site, body, v))) return {};
  // Below the line of the brace, with the comment that may stand there.
  Pos end = site->end_of_line(start_pos(body) + 1);
  if (!end) return {};
  std::string line = fmt::format("{0}{1}\t{2} := {2}", site->newline(), site->indent(start_pos(loop)), v->name.view());
  return {{fmt::format("give each iteration its own copy of `{}`", v->name.view()), {site->insert(end, line)}}};
}

}  // namespace ptrsafe::fix
