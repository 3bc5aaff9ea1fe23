#include "fix/by_pointer.h"

#include <algorithm>

#include "syntax/children.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

class Search {
 public:
  explicit Search(const TypeName* type) : type_(type) {}

  bool copies(const FileInfo& info) {
    info_ = &info;
    for (const Node* d : info.tree->decls) visit(d);
    return found_;
  }

 private:
  bool is_it(Type* t) const {
    auto* n = t ? as<Named>(t) : nullptr;
    return n && n->obj->pos == type_->pos;
  }

  // The node `up` levels above, without parentheses.
  const Node* above(size_t up) const {
    for (size_t i = path_.size() - 1; i-- > 0;)
      if (!path_[i]->is(NodeKind::Paren) && up-- == 1) return path_[i];
    return nullptr;
  }

  void visit(const Node* n) {
    if (found_) return;
    path_.push_back(n);
    if (is_Expr(n->kind) && !n->is(NodeKind::Paren)) {
      Mode mode = info_->mode_of(n);
      if (mode != Mode::None && is_it(info_->type_of(n))) found_ = !(mode == Mode::TypeExpr ? type_may_stand() : value_may_stand());
      if (n->is(NodeKind::Call)) found_ = found_ || passes_to_any(n);
    }
    for_each_child(n, [&](const Node* c) { visit(c); });
    path_.pop_back();
  }

  bool type_may_stand() const {
    const Node *n = path_.back(), *p = above(1);
    if (!p) return false;
    switch (p->kind) {
      case NodeKind::Star:
      case NodeKind::TypeSpec: return true;
      case NodeKind::Index: return unparen(p->na()) == n;  // a generic type, whose instance is looked at
      case NodeKind::CompositeLit: return p->na() == n;
      case NodeKind::Call: return info_->mode_of(unparen(p->na())) == Mode::Builtin && unparen(p->na())->is(NodeKind::Ident) && unparen(p->na())->name().view() == "new";
      case NodeKind::ValueSpec: return true;
      default: return false;
    }
  }

  // What a variable is declared with: its own object from the beginning.
  static bool is_new(const Node* value) { return unparen(const_cast<Node*>(value))->is(NodeKind::CompositeLit); }

  bool value_may_stand() const {
    const Node *n = path_.back(), *p = above(1);
    if (!p) return false;
    switch (p->kind) {
      case NodeKind::Selector: return unparen(p->na()) == n;
      case NodeKind::Unary: return p->oper() == Op::And;
      case NodeKind::ValueSpec: return std::all_of(value_spec(p).values.begin(), value_spec(p).values.end(), [](const Ref<Node>& v) { return is_new(v.get()); });
      case NodeKind::AssignStmt: return p->oper() == Op::Define && std::all_of(p->lb().begin(), p->lb().end(), [](const Ref<Node>& v) { return is_new(v.get()); });
      default: return false;
    }
  }

  bool passes_to_any(const Node* call) const {
    auto* s = as<Signature>(info_->type_of(call->na()));
    if (!s) return std::any_of(call->lb().begin(), call->lb().end(), [&](const Ref<Node>& a) { return converts(call) && is_address(a.get()); });
    for (size_t i = 0; i < call->lb().size(); i++) {
      size_t at = std::min(i, s->param_count() ? s->param_count() - 1 : 0);
      if (at >= s->param_count() || !is_address(call->lb()[i])) continue;
      Type* t = s->param(at)->type;
      if (s->variadic() && at + 1 == s->param_count())
        if (auto* list = as_under<Slice>(t)) t = list->elem;
      if (auto* any = as_under<Interface>(t); any && type_set(any)->methods.empty()) return true;
    }
    return false;
  }

  bool converts(const Node* call) const { return info_->mode_of(unparen(call->na())) == Mode::TypeExpr && as_under<Interface>(info_->type_of(call->na())); }

  bool is_address(const Node* e) const {
    Type* t = info_->type_of(e);
    auto* p = t ? as<Pointer>(t) : nullptr;
    return is_it(t) || (p && is_it(p->elem));
  }

  const TypeName* type_;
  const FileInfo* info_ = nullptr;
  std::vector<const Node*> path_;
  bool found_ = false;
};

}  // namespace

bool only_by_pointer(const Sites& sites, const TypeName* type) {
  Search search(type);
  for (const Package* p : sites.packages())
    for (const auto& info : p->details->files)
      if (search.copies(*info)) return false;
  return true;
}

}  // namespace ptrsafe::fix
