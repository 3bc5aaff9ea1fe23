// Simple statements, assignments, declarations, return and jumps (spec, "Statements").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::lower {

void BodyLowering::block(NodeList list) {
  for (Node* s : list) statement(s);
}

void BodyLowering::statement(Node* s, Name label) {
  switch (s->kind) {
    case NodeKind::DeclStmt: return declarations(s->na());
    case NodeKind::LabeledStmt: {
      Name name = s->na()->name();
      BlockId b = label_block(name);
      b_.jump(b);
      b_.set_current(b);
      return statement(s->nb(), name);
    }
    case NodeKind::ExprStmt: {
      Node* e = unparen(s->na());
      if (e->is(NodeKind::Call)) {
        call(e, ir::CallMode::Now);
      } else {
        expr(e);
      }
      return;
    }
    case NodeKind::SendStmt: {
      ValueId ch = expr(s->na());
      Chan* c = as<Chan>(common_under(type_of(s->na())));
      b_.emit(Opcode::Send, nullptr, s, {ch, c ? expr_to(s->nb(), c->elem) : expr(s->nb())});
      return;
    }
    case NodeKind::IncDecStmt: {
      Target t = target(s->na());
      ValueId one = b_.emit(Opcode::Const, t.type, s, {}, const_int(1).data.v);
      store(t, b_.emit(Opcode::Binary, t.type, s, {load(t), one}, 0, s->op));
      return;
    }
    case NodeKind::AssignStmt: return assign_statement(s);
    case NodeKind::GoStmt:
    case NodeKind::DeferStmt: {
      Node* e = unparen(s->na());
      if (s->is(NodeKind::DeferStmt)) return defer_call(e);
      if (e->is(NodeKind::Call)) call(e, ir::CallMode::Go);
      return;
    }
    case NodeKind::ReturnStmt: return return_statement(s);
    case NodeKind::BranchStmt: return branch_statement(s);
    case NodeKind::BlockStmt:
      // A labelled block can be left by break.
      if (label) {
        BlockId done = b_.new_block();
        jumps_.push_back({label, done, done, false});
        block(s->la());
        jumps_.pop_back();
        b_.jump(done);
        b_.seal(done);
        return b_.set_current(done);
      }
      return block(s->la());
    case NodeKind::IfStmt: return if_statement(s);
    case NodeKind::SwitchStmt: return switch_statement(s, label);
    case NodeKind::TypeSwitchStmt: return type_switch(s, label);
    case NodeKind::SelectStmt: return select_statement(s, label);
    case NodeKind::ForStmt: return for_statement(s, label);
    case NodeKind::RangeStmt: return range_statement(s, label);
    default: return;
  }
}

// ---- assignments ----

// What `e` assigns to, with its operands evaluated (spec, "Assignment statements").
BodyLowering::Target BodyLowering::target(Node* e) {
  e = unparen(e);
  Target t;
  t.node = e;
  if (e->is(NodeKind::Ident)) {
    if (e->name() == names.blank) return t;
    if (Var* v = as_object<Var>(object_of(e))) {
      t.kind = Target::Variable;
      t.var = v;
      t.type = v->type;
    }
    return t;
  }
  t.type = type_of(e);
  if (e->is(NodeKind::Index)) {
    if (Map* m = as<Map>(common_under(type_of(e->na())))) {
      t.kind = Target::MapEntry;
      t.type = m->elem;
      t.base = expr(e->na());
      t.key = expr_to(e->lb()[0], m->key);
      return t;
    }
  }
  Place p = place(e);
  if (!p.in_memory) return t;  // erroneous code
  t.kind = Target::Memory;
  t.base = p.v;
  return t;
}

ValueId BodyLowering::load(const Target& t) {
  switch (t.kind) {
    case Target::Blank: break;
    case Target::Variable: return read_variable(t.var, t.node);
    case Target::Memory: return b_.emit(Opcode::Load, t.type, t.node, {t.base});
    case Target::MapEntry: return b_.emit(Opcode::Lookup, t.type, t.node, {t.base, t.key});
  }
  return opaque(invalid_type(), t.node);
}

void BodyLowering::store(const Target& t, ValueId v) {
  if (t.kind == Target::Blank) return;
  v = convert(v, t.type, t.node);
  switch (t.kind) {
    case Target::Blank: break;
    case Target::Variable: write_variable(t.var, v, t.node); break;
    case Target::Memory: b_.emit(Opcode::Store, nullptr, t.node, {t.base, v}); break;
    case Target::MapEntry: b_.emit(Opcode::MapUpdate, nullptr, t.node, {t.base, t.key, v}); break;
  }
}

// Assigns to an expression, or declares the variable if it is new in a :=.
void BodyLowering::assign(Node* lhs, ValueId v, bool define, Node* n) {
  Node* x = unparen(lhs);
  if (define && x->is(NodeKind::Ident)) {
    Var* var = as_object<Var>(object_of(x));
    if (!var) return;
    if (var->pos == x->pos) return declare(var, convert(v, var->type, n), x);
  }
  store(target(x), v);
}

void BodyLowering::assign_statement(Node* s) {
  NodeList lhs = s->la(), rhs = s->lb();
  Op op = s->oper();
  bool define = op == Op::Define;
  if (!define && op != Op::None) {  // x op= y
    Target t = target(lhs[0]);
    ValueId x = load(t);
    ValueId y = expr(rhs[0]);
    return store(t, b_.emit(Opcode::Binary, t.type ? t.type : invalid_type(), s, {x, y}, 0, s->op));
  }
  if (lhs.size() == 1 && rhs.size() == 1) {
    if (define) return assign(lhs[0], expr(rhs[0]), true, rhs[0]);
    Target t = target(lhs[0]);
    return store(t, expr(rhs[0]));
  }
  // Operands on the left first, then the values, then the assignments.
  std::vector<Target> targets;
  for (Node* l : lhs) {
    Node* x = unparen(l);
    Var* var = x->is(NodeKind::Ident) ? as_object<Var>(object_of(x)) : nullptr;
    targets.push_back(define && (!var || var->pos == x->pos) ? Target{} : target(x));
  }
  std::vector<ValueId> v;
  if (rhs.size() == 1) {
    v = values(rhs[0], lhs.size());
  } else {
    for (Node* r : rhs) v.push_back(expr(r));
  }
  for (size_t i = 0; i < lhs.size() && i < v.size(); i++) {
    if (define && targets[i].kind == Target::Blank) {
      assign(lhs[i], v[i], true, rhs.size() == 1 ? rhs[0] : rhs[i]);
    } else {
      store(targets[i], v[i]);
    }
  }
}

void BodyLowering::declarations(Node* decl) {
  if (static_cast<DeclKind>(decl->op) != DeclKind::Var) return;
  for (Node* spec : decl->la()) {
    if (!spec->is(NodeKind::ValueSpec)) continue;
    ValueSpecView view = value_spec(spec);
    std::vector<ValueId> v;
    if (view.values.size() == 1 && view.names.size() > 1) {
      v = values(view.values[0], view.names.size());
    } else {
      for (Node* e : view.values) v.push_back(expr(e));
    }
    for (size_t i = 0; i < view.names.size(); i++) {
      Var* var = as_object<Var>(object_of(view.names[i]));
      if (var) declare(var, i < v.size() ? convert(v[i], var->type, view.names[i]) : ValueId{}, view.names[i]);
    }
  }
}

// ---- return and jumps ----

// `s` is null at the end of a body.
void BodyLowering::return_statement(Node* s) {
  Signature* sig = literal_ ? literal_->sig : f_.signature;
  size_t n = sig && sig->results ? sig->results->size() : 0;
  std::vector<ValueId> v;
  NodeList list = s ? s->la() : NodeList{};
  Node* only = list.size() == 1 ? unparen(list[0]) : nullptr;
  if (Node* lit = only && n > 0 ? literal(only) : nullptr; lit && !has_named_results(as<Signature>(type_of(lit)))) {
    literal_in_place(only, lit, true);
    return;
  }
  if (list.size() == 1 && n > 1) {
    v = values(list[0], n);
  } else {
    for (Node* e : list) v.push_back(expr(e));
  }
  give_back(std::move(v), s);
}

// Ends a function with its results, or what is lowered as a part of it.
void BodyLowering::give_back(std::vector<ValueId> v, Node* s) {
  Signature* sig = literal_ ? literal_->sig : f_.signature;
  Tuple* results = sig ? sig->results.get() : nullptr;
  size_t n = results ? results->size() : 0;
  for (size_t i = 0; i < v.size() && i < n; i++) v[i] = convert(v[i], results->vars[i]->type, s);
  if (literal_) return literal_gives_back(std::move(v), s);
  // Named results can be seen and changed by deferred functions.
  if (!results_.empty()) {
    for (size_t i = 0; i < v.size() && i < n; i++)
      if (local(results_[i])) write_variable(results_[i], v[i], s);
    if (f_.has_defer) b_.emit(Opcode::RunDefers, nullptr, s, {});
    std::vector<ValueId> unnamed = std::move(v);
    v.clear();
    for (size_t i = 0; i < n; i++) {
      if (local(results_[i])) {
        v.push_back(read_variable(results_[i], s));
      } else {
        v.push_back(i < unnamed.size() ? unnamed[i] : zero(results->vars[i]->type, s));
      }
    }
  } else if (f_.has_defer) {
    b_.emit(Opcode::RunDefers, nullptr, s, {});
  }
  b_.end(Opcode::Return, v, s);
}

BlockId BodyLowering::label_block(Name label) {
  auto [it, fresh] = labels_.try_emplace(label.id());
  if (fresh) it->second = b_.new_block();
  return it->second;
}

void BodyLowering::branch_statement(Node* s) {
  auto kind = static_cast<BranchKind>(s->op);
  Name label = s->na() ? s->na()->name() : Name{};
  if (kind == BranchKind::Goto) return b_.jump(label_block(label));
  if (kind == BranchKind::Fallthrough) return b_.jump(fallthrough_);
  for (size_t i = jumps_.size(); i-- > 0;) {
    const Jumps& j = jumps_[i];
    if (label ? !(j.label == label) : (kind == BranchKind::Continue && !j.loop)) continue;
    // A labelled block is left by its label only.
    if (!label && !j.loop && j.to_break == j.to_continue) continue;
    return b_.jump(kind == BranchKind::Break ? j.to_break : j.to_continue);
  }
}

void BodyLowering::if_statement(Node* s) {
  IfView v = if_stmt(s);
  if (v.init) statement(v.init);
  BlockId yes = b_.new_block(), done = b_.new_block();
  BlockId no = v.els ? b_.new_block() : done;
  condition(v.cond, yes, no);
  b_.seal(yes);
  b_.set_current(yes);
  block(v.then->la());
  b_.jump(done);
  if (v.els) {
    b_.seal(no);
    b_.set_current(no);
    statement(v.els);
    b_.jump(done);
  }
  b_.seal(done);
  b_.set_current(done);
}

}  // namespace ptrsafe::lower
