#include "flow/receiver_use.h"

#include "base/name.h"
#include "flow/skipped_body.h"
#include "syntax/children.h"
#include "types/lookup.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

enum class Use : uint8_t { None, Follows, Asks };

constexpr int kMaxCalls = 3;  // methods that hand their receiver on

Use use_of_receiver(const Func* method, int depth);

class Body {
 public:
  Body(const Func* method, Name receiver, int depth) : method_(method), receiver_(receiver), depth_(depth) {}

  // Statements up to the first that decides, or leaves.
  Use block(NodeList list) {
    for (const Node* s : list) {
      if (Use u = s ? statement(s) : Use::None; u != Use::None) return u;
      if (left_) break;
    }
    return Use::None;
  }

 private:
  Use statement(const Node* s) {
    auto both = [&](const Node* first, const Node* second) {
      Use u = first ? any(first) : Use::None;
      return u == Use::None && second ? any(second) : u;
    };
    switch (s->kind) {
      case NodeKind::BlockStmt: return block(s->la());
      case NodeKind::LabeledStmt: return statement(s->nb());
      case NodeKind::IfStmt: return both(if_stmt(s).init, if_stmt(s).cond);
      case NodeKind::ForStmt: return both(for_stmt(s).init, for_stmt(s).cond);
      case NodeKind::RangeStmt: return any(range_stmt(s).x);
      case NodeKind::SwitchStmt: return both(switch_stmt(s).init, switch_stmt(s).tag);
      case NodeKind::TypeSwitchStmt: return both(switch_stmt(s).init, switch_stmt(s).tag);
      case NodeKind::ReturnStmt:
      case NodeKind::BranchStmt: {
        Use u = children(s);
        left_ = true;
        return u;
      }
      case NodeKind::SelectStmt: return Use::None;
      case NodeKind::GoStmt:
      case NodeKind::DeferStmt: {
        // The call is made later; what it is given is evaluated now.
        const Node* call = unparen(s->na());
        if (!call || !call->is(NodeKind::Call)) return Use::None;
        for (const Node* a : call->lb())
          if (Use u = expression(a); u != Use::None) return u;
        return Use::None;
      }
      default: return children(s);
    }
  }

  Use any(const Node* n) { return is_Expr(n->kind) ? expression(n) : statement(n); }
  Use children(const Node* n) {
    Use u = Use::None;
    for_each_child(n, [&](const Node* c) {
      if (u == Use::None) u = any(c);
    });
    return u;
  }

  bool is_receiver(const Node* n) const {
    const Node* e = unparen(const_cast<Node*>(n));
    return e && e->is(NodeKind::Ident) && e->name() == receiver_;
  }

  Use expression(const Node* e) {
    switch (e->kind) {
      case NodeKind::FuncLit: return Use::None;
      case NodeKind::Binary:
        if (e->oper() == Op::Eql || e->oper() == Op::Neq)
          if (is_receiver(e->na()) || is_receiver(e->nb())) return Use::Asks;
        // The right side runs only on some ways.
        if (e->oper() == Op::AndAnd || e->oper() == Op::OrOr) return expression(e->na());
        return children(e);
      case NodeKind::Star:
      case NodeKind::Index:
      case NodeKind::Slice: return is_receiver(e->na()) ? Use::Follows : children(e);
      case NodeKind::Call: {
        for (const Node* a : e->lb())
          if (Use u = expression(a); u != Use::None) return u;
        const Node* f = unparen(e->na());
        if (f->is(NodeKind::Ident) && f->name().view() == "panic") left_ = true;
        return f->is(NodeKind::Selector) && is_receiver(f->na()) ? selected(f->nb()->name(), true) : expression(f);
      }
      case NodeKind::Selector: return is_receiver(e->na()) ? selected(e->nb()->name(), false) : expression(e->na());
      default: return children(e);
    }
  }

  // receiver.name
  Use selected(Name name, bool called) {
    Type* type = method_->signature() && method_->signature()->recv ? method_->signature()->recv->type.get() : nullptr;
    LookupResult found = type ? lookup_field_or_method(type, false, method_->pkg, name) : LookupResult{};
    if (!found.obj) return Use::None;
    const Func* m = as_object<Func>(found.obj);
    // A field, a method of an embedded one, or one whose receiver is a copy.
    if (!m || found.index.size() > 1 || !(m->bits & Func::kPointerReceiver)) return Use::Follows;
    return called && depth_ < kMaxCalls ? use_of_receiver(m, depth_ + 1) : Use::None;
  }

  const Func* method_;
  Name receiver_;
  int depth_;
  bool left_ = false;
};

Use use_of_receiver(const Func* method, int depth) {
  const Node* declaration = skipped_body(method).declaration;
  if (!declaration || !func_decl(declaration).recv) return Use::None;
  NodeList receivers = func_decl(declaration).recv->la();
  NodeList names = receivers.size() == 1 ? field(receivers[0]).names : NodeList{};
  if (names.size() != 1) return Use::None;
  return Body(method, names[0]->name(), depth).block(func_decl(declaration).body->la());
}

}  // namespace

bool follows_nil_receiver(const Func* method) { return use_of_receiver(method->origin ? method->origin.get() : method, 0) == Use::Follows; }

}  // namespace ptrsafe::flow
