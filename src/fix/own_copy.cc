// `v := v` before the address of a variable is stored under a key, so that each key has an object of its own.
#include <fmt/format.h>

#include "fix/propose.h"
#include "flow/lock_types.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

bool used_after(const Site& site, const Node* n, const Var* v, Pos after) {
  if (n->is(NodeKind::Ident) && after < start_pos(n) && site.variable(n) == v) return true;
  bool found = false;
  for_each_child(n, [&](const Node* c) { found = found || (after < end_pos(c) && used_after(site, c, v, after)); });
  return found;
}

}  // namespace

std::vector<Fix> copy_before_store(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  int at = site ? site->statement() : -1, f = site ? site->function() : -1;
  if (at < 0 || f < 0) return {};
  const Node* s = site->path[static_cast<size_t>(at)];
  if (!s->is(NodeKind::AssignStmt) || s->oper() != Op::None || s->lb().size() != 1 || !site->comments_stay(start_pos(s), start_pos(s))) return {};
  const Node* value = unparen(s->lb()[0]);
  if (!value->is(NodeKind::Unary) || value->oper() != Op::And || !unparen(value->na())->is(NodeKind::Ident)) return {};
  const Var* v = site->variable(unparen(value->na()));
  // What the function does with the variable later would be done to the copy, or not to the entry.
  // A copy of a lock is another lock.
  if (!v || flow::holds_lock(v->type) || (v->bits & (Var::kPackageVar | Var::kField)) || used_after(*site, site->path[static_cast<size_t>(f)], v, end_pos(s))) return {};
  std::string copy = fmt::format("{0} := {0}{1}{2}", v->name.view(), site->newline(), site->indent(start_pos(s)));
  return {{fmt::format("give each key its own copy of `{}`", v->name.view()), {site->insert(start_pos(s), std::move(copy))}}};
}

}  // namespace ptrsafe::fix
