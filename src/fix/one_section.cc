// Two critical sections of one lock, one behind the other, become one: what is read in the first still holds in the second.
#include <fmt/format.h>

#include <algorithm>

#include "fix/lock_calls.h"
#include "fix/propose.h"
#include "fix/reachable.h"
#include "fix/short_work.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

// The statement x.Lock() or its like, of a lock of package sync (which may be embedded in x).
struct LockStatement {
  const Node* x = nullptr;  // null: it is none
  std::string_view name;
};

LockStatement lock_statement(const Site& s, const Node* statement) {
  const Node* call = statement->is(NodeKind::ExprStmt) ? statement->na() : nullptr;
  if (!call || !call->is(NodeKind::Call)) return {};
  for (std::string_view name : {"Lock", "RLock", "Unlock", "RUnlock"}) {
    const Node* x = receiver_of(call, name);
    const Func* f = x ? function_called(*s.info, call) : nullptr;
    if (f && f->pkg && f->pkg->path.view() == "sync") return {x, name};
  }
  return {};
}

// The innermost list of statements around the site that has the place, too.
const Node* common_list(const Site& s, Pos place) {
  for (size_t i = s.path.size(); i-- > 0;)
    if (const Node* n = s.path[i]; n->is(NodeKind::BlockStmt) && start_pos(n) <= place && place < end_pos(n)) return n;
  return nullptr;
}

// Whether the statement always goes on to the next one, and leaves the variable (that the lock is reached by) what it is.
bool goes_on(const Site& s, const Node* n, const Var* root) {
  bool ok = true;
  switch (n->kind) {
    case NodeKind::ReturnStmt:
    case NodeKind::BranchStmt:
    case NodeKind::LabeledStmt:
    case NodeKind::DeferStmt: return false;
    case NodeKind::AssignStmt:
      for (const Node* to : n->la()) ok = ok && s.variable(unparen(const_cast<Node*>(to))) != root;
      break;
    case NodeKind::Unary: ok = n->oper() != Op::And; break;
    default: break;
  }
  for_each_child(n, [&](const Node* c) { ok = ok && goes_on(s, c, root); });
  return ok;
}

// Takes out whole lines, from that of one statement to that of the other, and the blank line below if there is one above as well. Nothing if
// something else stands on them.
std::vector<Edit> without_lines(const Site& s, const Node* first, const Node* last) {
  if (!s.begins_line(start_pos(first)) || s.end_of_line(end_pos(last)) != end_pos(last)) return {};
  std::string_view text = s.file->text();
  size_t from = s.offset(start_pos(first)) - s.indent(start_pos(first)).size(), to = text.find('\n', s.offset(end_pos(last))) + 1;
  auto blank_at = [&](size_t at) { return text.substr(at).starts_with(s.newline()); };
  size_t above = text.substr(0, from).ends_with("\n") && from > 1 ? text.rfind('\n', from - 2) + 1 : from;
  if (above < from && blank_at(above) && blank_at(to)) to += s.newline().size();
  return {{s.file, static_cast<uint32_t>(from), static_cast<uint32_t>(to), ""}};
}

}  // namespace

std::vector<Fix> join_sections(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = finding.witness.empty() ? std::nullopt : sites.find(finding.begin, finding.end);
  Pos read = site ? finding.witness[0].pos : Pos{};
  const Node* list = site && file_of(read) == site->file ? common_list(*site, read) : nullptr;
  if (!list) return {};
  const Site& s = *site;
  auto statements = list->la();
  size_t count = statements.size();
  auto index_of = [&](Pos p) {
    size_t i = 0;
    while (i < count && !(start_pos(statements[i]) <= p && p < end_pos(statements[i]))) i++;
    return i;
  };
  auto lock_at = [&](size_t i) { return lock_statement(s, statements[i]); };
  auto next_lock = [&](size_t i) {
    do i++;
    while (i < count && !lock_at(i).x);
    return i;
  };
  // opens … reads … closes … reopens … writes, and no other lock in between.
  size_t reads = index_of(read), writes = index_of(finding.begin), opens = reads;
  if (reads >= writes || writes >= count) return {};
  while (opens > 0 && !lock_at(opens).x) opens--;
  size_t closes = next_lock(opens), reopens = closes < writes ? next_lock(closes) : count;
  if (closes <= reads || reopens >= writes || next_lock(reopens) <= writes) return {};
  LockStatement open = lock_at(opens), close = lock_at(closes), again = lock_at(reopens);
  bool shared = open.name == "RLock";
  std::string lock = open.x ? s.text(open.x) : "";
  if (lock.empty() || !is_pure(open.x) || s.text(close.x) != lock || s.text(again.x) != lock) return {};
  if (!(shared || open.name == "Lock") || close.name != (shared ? "RUnlock" : "Unlock") || again.name != "Lock") return {};
  // What runs under the lock now that did not, or not under one that others wait for.
  Bodies bodies(sites);
  const Var* root = s.variable(root_of(open.x));
  for (size_t i = shared ? opens + 1 : closes + 1; i < reopens; i++) {
    if (i == closes) continue;
    if (!goes_on(s, statements[i], root) || work_of(bodies, {s.info, statements[i]}) == Work::Unknown) return {};
  }
  std::vector<Edit> edits;
  if (shared) {
    const Node* name = unparen(statements[opens]->na()->na())->nb();
    edits.push_back(s.replace(start_pos(name), end_pos(name), "Lock"));
  }
  bool adjacent = reopens == closes + 1 && s.file->line_column(start_pos(statements[reopens])).line == s.file->line_column(start_pos(statements[closes])).line + 1;
  for (size_t i : {closes, reopens}) {
    if (adjacent && i == reopens) continue;
    std::vector<Edit> lines = without_lines(s, statements[i], adjacent ? statements[reopens] : statements[i]);
    if (lines.empty()) return {};
    edits.push_back(std::move(lines[0]));
  }
  return {{fmt::format("hold `{}` from the read to the store", lock), std::move(edits)}};
}

}  // namespace ptrsafe::fix
