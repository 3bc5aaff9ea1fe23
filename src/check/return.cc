// Terminating statements (spec, "Terminating statements"): whether control can reach the end of a function.
#include "check/checker.h"

namespace ptrsafe {
namespace {

// Whether a break statement in `s` leaves the statement labeled `label`, or the statement itself where
// `implicit` (unlabeled breaks refer to it).
bool has_break(Node* s, Name label, bool implicit);

bool list_has_break(NodeList list, Name label, bool implicit) {
  for (Node* s : list)
    if (has_break(s, label, implicit)) return true;
  return false;
}

bool has_break(Node* s, Name label, bool implicit) {
  if (!s) return false;
  switch (s->kind) {
    case NodeKind::LabeledStmt: return has_break(s->nb(), label, implicit);
    case NodeKind::BranchStmt:
      if (static_cast<BranchKind>(s->op) != BranchKind::Break) return false;
      return s->na() ? label && s->na()->name() == label : implicit;
    case NodeKind::BlockStmt: return list_has_break(s->la(), label, implicit);
    case NodeKind::IfStmt: {
      IfView v = if_stmt(s);
      return has_break(v.then, label, implicit) || has_break(v.els, label, implicit);
    }
    case NodeKind::CaseClause:
    case NodeKind::CommClause: return list_has_break(s->lb(), label, implicit);
    case NodeKind::SwitchStmt:
    case NodeKind::TypeSwitchStmt: return label && has_break(switch_stmt(s).body, label, false);
    case NodeKind::SelectStmt: return label && has_break(s->na(), label, false);
    case NodeKind::ForStmt: return label && has_break(for_stmt(s).body, label, false);
    case NodeKind::RangeStmt: return label && has_break(range_stmt(s).body, label, false);
    default: return false;
  }
}

// The last statement that is not empty; null if there is none.
Node* last_statement(NodeList list) {
  for (size_t i = list.size(); i > 0; i--)
    if (!list[i - 1]->is(NodeKind::EmptyStmt)) return list[i - 1];
  return nullptr;
}

bool is_fallthrough(Node* s) {
  return s && s->is(NodeKind::BranchStmt) && static_cast<BranchKind>(s->op) == BranchKind::Fallthrough;
}

}  // namespace

bool Checker::is_terminating(Node* s, Name label) {
  if (!s) return false;
  auto list_terminates = [&](NodeList list) { return is_terminating(last_statement(list), Name{}); };
  switch (s->kind) {
    case NodeKind::LabeledStmt: return is_terminating(s->nb(), s->na()->name());
    case NodeKind::ExprStmt: {
      Node* call = unparen(s->na());
      return call->is(NodeKind::Call) && env_.panics && env_.panics->contains(call);
    }
    case NodeKind::ReturnStmt: return true;
    case NodeKind::BranchStmt: {
      auto kind = static_cast<BranchKind>(s->op);
      return kind == BranchKind::Goto || kind == BranchKind::Fallthrough;
    }
    case NodeKind::BlockStmt: return list_terminates(s->la());
    case NodeKind::IfStmt: {
      IfView v = if_stmt(s);
      return v.els && is_terminating(v.then, Name{}) && is_terminating(v.els, Name{});
    }
    case NodeKind::SwitchStmt:
    case NodeKind::TypeSwitchStmt: {
      bool has_default = false;
      for (Node* clause : switch_stmt(s).body->la()) {
        if (!clause->is(NodeKind::CaseClause)) continue;
        if (clause->la().absent()) has_default = true;
        Node* last = last_statement(clause->lb());
        if (!(last && (is_terminating(last, Name{}) || is_fallthrough(last))) ||
            list_has_break(clause->lb(), label, true))
          return false;
      }
      return has_default;
    }
    case NodeKind::SelectStmt:
      for (Node* clause : s->na()->la()) {
        if (!clause->is(NodeKind::CommClause)) continue;
        if (!list_terminates(clause->lb()) || list_has_break(clause->lb(), label, true)) return false;
      }
      return true;
    case NodeKind::ForStmt: {
      ForView v = for_stmt(s);
      return !v.cond && !has_break(v.body, label, true);
    }
    default: return false;
  }
}

}  // namespace ptrsafe
