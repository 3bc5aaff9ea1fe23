#include "lower/variables.h"

#include "lower/called_at_once.h"
#include "syntax/children.h"
#include "types/predicates.h"

namespace ptrsafe::lower {

VariableUses::VariableUses(const FileInfo& file, const Node* root, bool per_iteration)
    : file_(file), per_iteration_(per_iteration) {
  if (root) add(root);
}

void VariableUses::add(const Node* root) {
  visit(root);
  for (auto [v, by_literal] : captured_)
    if (!by_literal) v->bits &= static_cast<uint16_t>(~Var::kCaptured);
}

bool VariableUses::needs_cell(const Var* v) const {
  auto it = uses_.find(v);
  if (it == uses_.end()) return false;
  return (it->second & kAddress) || ((it->second & kAssigned) && (v->bits & Var::kCaptured));
}

// The variable that the operand is a part of, if any, is used in memory.
void VariableUses::address(const Node* e) {
  for (;;) {
    switch (e->kind) {
      case NodeKind::Ident:
        if (Var* v = as_object<Var>(file_.object_of(e))) uses_[v] |= kAddress;
        return;
      case NodeKind::Paren: e = e->na(); continue;
      case NodeKind::Selector: {
        const Selection* s = file_.selection_of(e);
        if (!s || s->indirect) return;
        e = e->na();
        continue;
      }
      case NodeKind::Index: {
        Type* t = file_.type_of(e->na());
        if (!t || !as_under<Array>(t)) return;
        e = e->na();
        continue;
      }
      default: return;
    }
  }
}

void VariableUses::assigned(const Node* lhs, bool define) {
  while (lhs->is(NodeKind::Paren)) lhs = lhs->na();
  if (!lhs->is(NodeKind::Ident)) return address(lhs);
  Var* v = as_object<Var>(file_.object_of(lhs));
  // In a := only the variables that stand here already are assigned to.
  if (v && !(define && v->pos == lhs->pos)) uses_[v] |= kAssigned;
}

void VariableUses::used(const Node* ident) {
  Var* v = as_object<Var>(file_.object_of(ident));
  if (!v || !(v->bits & Var::kCaptured)) return;
  if (v->pos == ident->pos && inside_) declared_in_[v] = inside_;
  auto it = declared_in_.find(v);
  captured_[v] |= (it == declared_in_.end() ? 0 : it->second) != inside_;
}

void VariableUses::literal(const Node* lit) {
  uint32_t outside = std::exchange(inside_, ++literals_);
  for_each_child(lit, [this](const Node* c) { visit(c); });
  inside_ = outside;
}

void VariableUses::visit(const Node* n) {
  switch (n->kind) {
    case NodeKind::Ident: return used(n);
    case NodeKind::FuncLit: return literal(n);
    case NodeKind::Call:
      if (const Node* lit = literal_called_at_once(file_, n)) {
        for_each_child(lit, [this](const Node* c) { visit(c); });
        for (const Node* a : n->lb()) visit(a);
        return;
      }
      break;
    case NodeKind::GoStmt:
    case NodeKind::DeferStmt: {  // what these call is called later
      const Node* call = unparen(n->na());
      for_each_child(call, [this](const Node* c) { visit(c); });
      return;
    }
    case NodeKind::Unary:
      if (n->oper() == Op::And) address(n->na());
      break;
    case NodeKind::Slice:
      if (Type* t = file_.type_of(n->na()); t && as_under<Array>(t)) address(n->na());
      break;
    case NodeKind::Selector:
      // A method with a pointer receiver takes the address of an operand that is none.
      if (const Selection* s = file_.selection_of(n); s && s->kind == Selection::MethodValue && !s->indirect) {
        Func* method = as_object<Func>(s->obj.get());
        if (method && (method->bits & Func::kPointerReceiver)) address(n->na());
      }
      break;
    case NodeKind::AssignStmt:
      for (Node* lhs : n->la()) assigned(lhs, n->oper() == Op::Define);
      break;
    case NodeKind::IncDecStmt: assigned(n->na(), false); break;
    case NodeKind::RangeStmt: {
      RangeView v = range_stmt(n);
      // Before Go 1.22 one variable served all iterations.
      bool define = n->oper() == Op::Define && per_iteration_;
      if (v.key) assigned(v.key, define);
      if (v.value) assigned(v.value, define);
      break;
    }
    default: break;
  }
  for_each_child(n, [this](const Node* c) { visit(c); });
}

}  // namespace ptrsafe::lower
