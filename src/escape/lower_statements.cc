// Statements as trees.
#include "escape/lower.h"
#include "escape/types.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {

void Lowering::signature(Callable& c, Signature* sig) {
  c.signature = sig;
  auto add = [&](const Var* v, Local::Class kind, uint32_t number) {
    Local* l = arena_.make<Local>();
    l->kind = kind;
    l->number = number;
    l->pos = v->pos;
    l->type = concrete(v->type);
    l->in = &c;
    c.declared++;
    bool blank = !v->name || v->name == names.blank || v->name.view().empty();
    if (!blank) {
      l->name = v->name;
      locals_[v] = l;
    }
    (kind == Local::Result ? c.results : c.params).push_back(l);
  };
  if (sig->recv) add(sig->recv, Local::Param, 0);
  for (size_t i = 0; i < sig->param_count(); i++) add(sig->param(i), Local::Param, 0);
  for (size_t i = 0; i < sig->result_count(); i++) add(sig->result(i), Local::Result, static_cast<uint32_t>(i));
}

void Lowering::function(Callable& c, Syntax* declaration) {
  current_ = &c;
  FuncDeclView v = func_decl(declaration);
  signature(c, c.func->signature());
  if (v.body) {
    number_ranges(c, v.body);
    c.body = block(v.body->la());
  }
  current_ = nullptr;
}

void Lowering::initializer(Callable& c, const Initializer& init, std::vector<Node*>& out) {
  current_ = &c;
  Syntax* value = unparen(init.rhs);
  Pos p = init.lhs.empty() ? value->pos : init.lhs[0]->pos;
  if (init.lhs.size() > 1) {
    Node* right = expression(value);
    Node* n = node(right->op == Op::CallFunc || right->op == Op::CallInter ? Op::AssignCall : Op::AssignPair, p);
    Nodes left;
    for (Var* v : init.lhs) {
      left.push_back(node(Op::GlobalRef, v->pos, v->type));
      left.back()->object = v;
    }
    n->list = arena_.list(left);
    Node* one[] = {right};
    n->more = arena_.list(one);
    out.push_back(n);
  } else {
    Var* v = init.lhs.empty() ? nullptr : init.lhs[0];
    Node* right = convert(v && v->name != names.blank ? v->type.get() : nullptr, value);
    Node* left = node(Op::GlobalRef, p, right->type);
    left->object = v;
    out.push_back(node(Op::Assign, p, nullptr, left, right));
  }
  current_ = nullptr;
}

// ---- what the compiler leaves out ----

int Lowering::static_condition(Syntax*& cond) const {
  Syntax* e = cond;
  if (Const c = file_->const_of(e); c && c.kind() == ConstKind::Bool) return c.bool_value() ? 1 : -1;
  if (e->is(NodeKind::Unary) && e->oper() == ptrsafe::Op::Not) {
    Syntax* x = e->na();
    return -static_condition(x);
  }
  if (!e->is(NodeKind::Binary) || (e->oper() != ptrsafe::Op::AndAnd && e->oper() != ptrsafe::Op::OrOr)) return 0;
  int decides = e->oper() == ptrsafe::Op::AndAnd ? -1 : 1;
  Syntax *left = e->na(), *right = e->nb();
  int x = static_condition(left);
  if (x == decides) {
    cond = left;
    return x;
  }
  int y = static_condition(right);
  if (x == -decides || y == decides) {
    if (constant(e->na())) cond = right;
    return y;
  }
  return 0;
}

bool Lowering::terminates(Syntax* s) const {
  if (!s) return false;
  switch (s->kind) {
    case NodeKind::ReturnStmt: return true;
    case NodeKind::BranchStmt: return static_cast<BranchKind>(s->op) == BranchKind::Goto;
    case NodeKind::ExprStmt: {
      Syntax* call = unparen(s->na());
      if (!call->is(NodeKind::Call)) return false;
      Syntax* f = unparen(call->na());
      Builtin* b = f->is(NodeKind::Ident) ? as_object<Builtin>(file_->object_of(f)) : nullptr;
      return b && b->id == BuiltinId::Panic;
    }
    case NodeKind::IfStmt: {
      IfView v = if_stmt(s);
      Syntax* cond = v.cond;
      int c = static_condition(cond);
      return (c < 0 || terminates(v.then)) && (c > 0 || terminates(v.els));
    }
    case NodeKind::BlockStmt: {
      NodeList l = s->la();
      for (size_t i = l.size(); i-- > 0;)
        if (!l[i]->is(NodeKind::EmptyStmt)) return terminates(l[i]);
      return false;
    }
    default: return false;
  }
}

// ---- lists ----

std::span<Node*> Lowering::block(NodeList list) {
  Nodes out;
  statements(list, out);
  return arena_.list(out);
}

void Lowering::statements(NodeList list, Nodes& out) {
  size_t last_label = 0;
  bool labelled = false, dead = false;
  for (size_t i = 0; i < list.size(); i++)
    if (list[i]->is(NodeKind::LabeledStmt)) last_label = i, labelled = true;
  for (size_t i = 0; i < list.size(); i++) {
    if (dead && (!labelled || i > last_label)) continue;
    statement(list[i], out);
    dead = terminates(list[i]);
  }
}

void Lowering::statement(Syntax* s, Nodes& out) {
  switch (s->kind) {
    case NodeKind::EmptyStmt:
    case NodeKind::BadStmt: return;
    case NodeKind::DeclStmt: return declare_variables(s->na(), out);
    case NodeKind::LabeledStmt: {
      Node* n = node(Op::Label, s->aux_pos());
      n->name = s->na()->name();
      out.push_back(n);
      label_ = n->name;
      statement(s->nb(), out);
      label_ = {};
      return;
    }
    default: break;
  }
  Name label = label_;
  label_ = {};
  switch (s->kind) {
    case NodeKind::ExprStmt: out.push_back(expression(s->na())); return;
    case NodeKind::SendStmt: {
      Node* ch = expression(s->na());
      Chan* c = as<Chan>(common_under(ch->type));
      out.push_back(node(Op::Send, s->pos, nullptr, ch, convert(c ? c->elem.get() : nullptr, s->nb())));
      return;
    }
    case NodeKind::IncDecStmt: {
      Node* x = expression(s->na());
      Node* n = node(Op::AssignOp, s->pos, nullptr, x, literal(const_int(1), x->type, s->pos));
      out.push_back(n);
      return;
    }
    case NodeKind::AssignStmt:
      if (s->oper() == ptrsafe::Op::None || s->oper() == ptrsafe::Op::Define)
        return assign(s->pos, s->la(), s->lb(), s->oper() == ptrsafe::Op::Define, out);
      {
        Node* x = expression(s->la()[0]);
        bool shift = is_shift(s->oper());
        out.push_back(node(Op::AssignOp, s->pos, nullptr, x, convert(shift ? nullptr : x->type, s->lb()[0])));
      }
      return;
    case NodeKind::GoStmt:
    case NodeKind::DeferStmt: {
      Node* n = go_or_defer(s->is(NodeKind::GoStmt) ? Op::Go : Op::Defer, s->pos, expression(s->na()), out);
      n->in_go_or_defer = n->op == Op::Defer && current_->range_body;  // it runs when the function around ends
      return;
    }
    case NodeKind::ReturnStmt: {
      if (return_out(s, out)) return;
      Node* n = node(Op::Return, s->pos);
      n->list = arena_.list(values(s->pos, [&](size_t i) { return i < current_->results.size() ? current_->results[i]->type : nullptr; }, s->la()));
      out.push_back(n);
      return;
    }
    case NodeKind::BranchStmt: {
      auto kind = static_cast<BranchKind>(s->op);
      if (branch_out(s, out)) return;
      Node* n = node(kind == BranchKind::Goto ? Op::Goto : Op::Branch, s->pos);
      if (s->na()) n->name = s->na()->name();
      out.push_back(n);
      return;
    }
    case NodeKind::BlockStmt: statements(s->la(), out); return;
    case NodeKind::IfStmt: if_statement(s, out); return;
    case NodeKind::SwitchStmt:
    case NodeKind::TypeSwitchStmt:
    case NodeKind::SelectStmt: {
      jumps_.push_back({label, false, nullptr, current_});
      out.push_back(s->is(NodeKind::SwitchStmt) ? switch_statement(s) : s->is(NodeKind::TypeSwitchStmt) ? type_switch(s) : select_statement(s));
      jumps_.pop_back();
      return;
    }
    case NodeKind::ForStmt: {
      jumps_.push_back({label, true, nullptr, current_});
      Node* n = for_statement(s, out);
      jumps_.pop_back();
      if (n) n->name = label, out.push_back(n);
      return;
    }
    case NodeKind::RangeStmt: {
      if (ranges_over_function(s)) return range_function(s, label, out);
      jumps_.push_back({label, true, nullptr, current_});
      Node* n = range_statement(s);
      jumps_.pop_back();
      n->name = label;
      out.push_back(n);
      return;
    }
    default: incomplete_ = true;
  }
}

// ---- assignments ----

Node* Lowering::target(Syntax* e, bool defines, Nodes& declared) {
  e = unparen(e);
  if (e->is(NodeKind::Ident)) {
    if (e->name() == names.blank) return nullptr;
    Var* v = as_object<Var>(file_->object_of(e));
    if (v && defines && v->pos == e->pos && !locals_.contains(v)) {
      Local* l = declare(v);
      declared.push_back(declaration(l));
      return use(l, e->pos);
    }
  }
  return expression(e);
}

void Lowering::assign(Pos p, NodeList left, NodeList right, bool defines, Nodes& out) {
  Nodes targets, declared;
  for (Syntax* l : left) targets.push_back(target(l, defines, declared));
  auto to = [&](size_t i) -> Type* { return targets[i] ? targets[i]->type : nullptr; };
  Nodes from = values(p, to, right);
  Node* n = node(targets.size() == 1 ? Op::Assign : Op::AssignList, p);
  n->defines = !declared.empty();
  for (Node* d : declared) d->local->definition = n;
  n->init = arena_.list(declared);
  if (targets.size() == 1) n->x = targets[0], n->y = from[0];
  else n->list = arena_.list(targets), n->more = arena_.list(from);
  out.push_back(n);
}

void Lowering::declare_variables(Syntax* decl, Nodes& out) {
  if (static_cast<DeclKind>(decl->op) != DeclKind::Var) return;
  for (Syntax* s : decl->la()) {
    ValueSpecView v = value_spec(s);
    if (!v.values.empty()) {
      assign(v.names[0]->pos, v.names, v.values, true, out);
      continue;
    }
    for (Syntax* name : v.names) {
      Nodes declared;
      Node* x = target(name, true, declared);
      if (!x) continue;
      Node* n = node(Op::Assign, v.names[0]->pos, nullptr, x);
      n->init = arena_.list(declared);
      out.push_back(n);
    }
  }
}

// ---- control flow ----

void Lowering::if_statement(Syntax* s, Nodes& out) {
  IfView v = if_stmt(s);
  Nodes init;
  if (v.init) statement(v.init, init);
  Syntax* cond_syntax = v.cond;
  int known = static_condition(cond_syntax);
  Node* cond = expression(cond_syntax);
  std::span<Node*> then, els;
  if (known >= 0) then = block(v.then->la());
  if (known <= 0 && v.els) {
    Nodes e;
    statement(v.els, e);
    els = arena_.list(e);
  }
  if (known != 0) {
    if (cond->op != Op::Literal) init.push_back(node(Op::Assign, s->pos, nullptr, nullptr, cond));
    init.insert(init.end(), then.begin(), then.end());
    init.insert(init.end(), els.begin(), els.end());
    Node* n = node(Op::Block, s->pos);
    n->list = arena_.list(init);
    out.push_back(n);
    return;
  }
  Node* n = node(Op::If, s->pos, nullptr, cond);
  n->init = arena_.list(init);
  n->list = then;
  n->more = els;
  out.push_back(n);
}

Node* Lowering::for_statement(Syntax* s, Nodes& out) {
  ForView v = for_stmt(s);
  Nodes init, post;
  if (v.init) statement(v.init, init);
  Syntax* cond = v.cond;
  bool never = cond && static_condition(cond) < 0;
  Node* c = cond ? expression(cond) : nullptr;
  if (!never) {
    if (v.post) statement(v.post, post);
  }
  Node* n = node(Op::For, s->pos);
  if (!never) n->list = block(v.body->la());
  if (c && c->op == Op::Literal && !c->value.bool_value()) {
    out.insert(out.end(), init.begin(), init.end());
    return nullptr;
  }
  n->init = arena_.list(init);
  n->x = c;
  n->more = arena_.list(post);
  n->per_iteration = per_iteration_;
  return n;
}

Node* Lowering::range_statement(Syntax* s) {
  RangeView v = range_stmt(s);
  Pos p{s->b};
  Node* n = node(Op::Range, p);
  Nodes declared;
  bool defines = s->oper() == ptrsafe::Op::Define;
  n->y = v.key ? target(v.key, defines, declared) : nullptr;
  n->z = v.value ? target(v.value, defines, declared) : nullptr;
  for (Node* d : declared) d->local->definition = n;
  n->defines = !declared.empty();
  n->init = arena_.list(declared);
  n->x = expression(v.x);
  n->list = block(v.body->la());
  n->per_iteration = per_iteration_;
  return n;
}

Node* Lowering::switch_statement(Syntax* s) {
  SwitchView v = switch_stmt(s);
  Node* n = node(Op::Switch, s->pos);
  Nodes init;
  if (v.init) statement(v.init, init);
  n->init = arena_.list(init);
  std::vector<Syntax*> clauses(v.body->la().begin(), v.body->la().end());
  Syntax* tag = v.tag;
  Type* tag_type = tag ? type(tag) : basic_type(BasicKind::Bool);
  bool default_only = false;
  // A constant tag among constant cases chooses its clause.
  if (Const value = tag ? file_->const_of(tag) : const_bool(true)) {
    Syntax* chosen = nullptr;
    bool all = true, found = false;
    for (Syntax* c : clauses) {
      if (c->la().absent()) chosen = c;
      for (Syntax* e : c->la()) {
        Const k = file_->const_of(e);
        if (!k) {
          all = false;
          break;
        }
        if (compare(value, ptrsafe::Op::Eql, k)) {
          chosen = c;
          found = true;
          break;
        }
      }
      if (!all || found) break;
    }
    auto falls = [](Syntax* c) {
      NodeList l = c->lb();
      for (size_t i = l.size(); i-- > 0;)
        if (!l[i]->is(NodeKind::EmptyStmt)) return l[i]->is(NodeKind::BranchStmt) && static_cast<BranchKind>(l[i]->op) == BranchKind::Fallthrough;
      return false;
    };
    if (all && !(chosen && falls(chosen))) {
      clauses.clear();
      if (chosen) clauses.push_back(chosen);
      default_only = true;
      tag = nullptr;
      tag_type = basic_type(BasicKind::Bool);
    }
  }
  bool channel = tag && as_under<Chan>(tag_type);
  if (!channel && !default_only) {
    for (Syntax* c : clauses)
      for (Syntax* e : c->la()) {
        if (file_->mode_of(unparen(e)) == Mode::NilValue) continue;
        Type* t = type(e);
        // Of two types that are compared one is assignable to the other; the tag's is wanted.
        bool mixed = !identical(t, tag_type) && (is_interface(t) ? !is_interface(tag_type) || missing_method(t, tag_type, true).method : false);
        if (mixed) tag_type = universe.any_type;
      }
  }
  if (tag) n->x = convert(tag_type, tag);
  Nodes made;
  for (Syntax* c : clauses) {
    Node* clause = node(Op::Clause, c->pos);
    Nodes cases;
    if (!default_only)
      for (Syntax* e : c->la()) cases.push_back(convert(channel ? nullptr : tag_type, e));
    clause->list = arena_.list(cases);
    clause->more = block(c->lb());
    made.push_back(clause);
  }
  n->list = arena_.list(made);
  return n;
}

Node* Lowering::type_switch(Syntax* s) {
  SwitchView v = switch_stmt(s);
  Node* n = node(Op::TypeSwitch, s->pos);
  Nodes init;
  if (v.init) statement(v.init, init);
  n->init = arena_.list(init);
  Syntax* guard = v.tag;
  bool named = guard->is(NodeKind::AssignStmt);
  Syntax* assertion = unparen(named ? guard->lb()[0] : guard->na());
  n->x = expression(assertion->na());
  Nodes made;
  for (Syntax* c : v.body->la()) {
    Node* clause = node(Op::Clause, c->pos);
    Var* var = as_object<Var>(file_->object_of(c));
    if (named && var) {
      Local* l = declare(var);
      l->pos = c->pos;
      if (!c->la().empty()) {
        // The compiler's position of the variable: the innermost element's name of the last type.
        Syntax* t = c->la()[c->la().size() - 1];
        for (;;) {
          if (t->is(NodeKind::Paren) || t->is(NodeKind::Star)) t = t->na();
          else if (t->is(NodeKind::ArrayType) || t->is(NodeKind::MapType)) t = t->nb();
          else if (t->is(NodeKind::ChanType)) t = t->na();
          else break;
        }
        l->pos = start_pos(t);
      }
      l->definition = n;
      clause->local = l;
    }
    clause->more = block(c->lb());
    made.push_back(clause);
  }
  n->list = arena_.list(made);
  n->defines = named;
  return n;
}

Node* Lowering::select_statement(Syntax* s) {
  Node* n = node(Op::Select, s->pos);
  Nodes made;
  for (Syntax* c : s->na()->la()) {
    Node* clause = node(Op::Clause, c->pos);
    Nodes comm, body;
    if (c->na()) statement(c->na(), comm);
    if (!comm.empty()) {
      Node* first = comm.back();
      Node* value = first->op == Op::Assign ? first->y : first->op == Op::AssignList && !first->more.empty() ? first->more[0] : nullptr;
      if (first->op == Op::Assign && !first->defines && value && value->op == Op::ConvIface) {
        // case i = <-c, with a conversion: case t := <-c: i = t.
        Local* t = temporary(value->x->type, c->pos);
        Node* receive = node(Op::Assign, c->pos, nullptr, use(t, c->pos), value->x);
        receive->defines = true;
        t->definition = receive;
        Node* d[] = {declaration(t)};
        receive->init = arena_.list(d);
        value->x = use(t, c->pos);
        body.push_back(first);
        first = receive;
      } else if (first->op == Op::AssignList && value && value->init.size() == 1 && value->init[0]->op == Op::AssignPair) {
        body.push_back(first);
        first = value->init[0];
        value->init = {};
      }
      clause->x = first;
    }
    statements(c->lb(), body);
    clause->more = arena_.list(body);
    made.push_back(clause);
  }
  n->list = arena_.list(made);
  return n;
}

}  // namespace ptrsafe::escape
