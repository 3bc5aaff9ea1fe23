// Statements (spec, "Statements"), but for switch and range statements and assignments.
#include <fmt/format.h>

#include "check/arguments.h"
#include "check/channel.h"
#include "check/checker.h"
#include "check/statements.h"
#include "check/struct_literal.h"

namespace ptrsafe {
namespace {

bool is_define(const Node* s) { return s && s->is(NodeKind::AssignStmt) && s->oper() == Op::Define; }

// Whether a statement of the list declares something in the list's own block.
bool declares(NodeList list) {
  for (const Node* s : list) {
    while (s->is(NodeKind::LabeledStmt)) s = s->nb();
    if (s->is(NodeKind::DeclStmt) || is_define(s)) return true;
  }
  return false;
}

void block(Checker& c, Checker::StmtContext ctx, Node* s) {
  BlockScope scope(c, s, declares(s->la()));
  c.stmt_list(ctx, s->la());
}

void expression_stmt(Checker& c, Node* e) {
  Operand x;
  c.raw_expr(nullptr, x, e, nullptr, false);
  if (x.mode == Operand::Invalid) return;
  std::string_view what = "is not used";
  if (x.mode == Operand::Builtin) {
    what = "must be called";
  } else if (x.mode == Operand::TypeExpr) {
    what = "is not an expression";
  } else {
    Node* inner = unparen(e);
    if (inner->is(NodeKind::Call) && c.call_kind_ == Checker::ExprKind::Statement) return;
    if (inner->is(NodeKind::Unary) && inner->oper() == Op::Arrow) return;
  }
  c.error(x, fmt::format("{} {}", c.str(x), what));
}

// go f(), defer f().
void suspended_call(Checker& c, std::string_view keyword, Node* call) {
  Operand x;
  c.raw_expr(nullptr, x, call, nullptr, false);
  if (x.mode == Operand::Invalid || !unparen(call)->is(NodeKind::Call)) return;
  switch (c.call_kind_) {
    case Checker::ExprKind::Statement: return;
    case Checker::ExprKind::Conversion:
      c.error(x, fmt::format("{} requires function call, not conversion {}", keyword, c.str(x)));
      return;
    case Checker::ExprKind::Expression:
      c.error(x, fmt::format("{} discards result of {}", keyword, c.str(x)));
      return;
  }
}

void send(Checker& c, Node* s) {
  Operand channel, value;
  c.expr(nullptr, channel, s->na());
  Type* target = nullptr;
  if (channel.mode != Operand::Invalid && infers_from_context(c)) {
    Type* u = common_under(channel.type);
    if (u && u->kind == TypeKind::Chan) target = static_cast<Chan*>(u)->elem;
  }
  c.expr(target, value, s->nb());
  if (channel.mode == Operand::Invalid || value.mode == Operand::Invalid) return;
  if (Type* elem = channel_element(c, s->pos, channel, false)) c.assignment(value, elem, "send");
}

void inc_dec(Checker& c, Node* s) {
  Operand x;
  c.expr(nullptr, x, s->na());
  if (x.mode == Operand::Invalid) return;
  if (!all_numeric(x.type)) {
    c.error(s->na(), fmt::format("invalid operation: {}{} (non-numeric type {})", c.str(s->na()),
                                 s->oper() == Op::Add ? "++" : "--", c.str(x.type)));
    return;
  }
  // The other operand is an untyped 1, which every numeric type can represent.
  if (x.mode != Operand::Constant) x.mode = Operand::Value;
  c.assign_var(s->na(), nullptr, &x, "assignment");
}

void assign(Checker& c, Node* s) {
  NodeList lhs = s->la(), rhs = s->lb();
  if (lhs.empty() || rhs.empty()) return;  // a syntax error
  Op op = s->oper();
  if (op == Op::Define) {
    c.short_var_decl(s->pos, lhs, rhs);
  } else if (op == Op::None) {
    c.assign_vars(lhs, rhs);
  } else if (lhs.size() != 1 || rhs.size() != 1) {
    c.error(s->pos, fmt::format("assignment operation {}= requires single-valued expressions", op_text(op)));
  } else {
    Operand x;
    c.binary(x, nullptr, lhs[0], rhs[0], op, s->pos);
    if (x.mode == Operand::Invalid) return;
    c.assign_var(lhs[0], nullptr, &x, "assignment");
  }
}

void return_stmt(Checker& c, Node* s) {
  Signature* sig = c.env_.sig;
  if (!sig) return;
  NodeList values = s->la();
  std::span<const Ref<Var>> results;
  if (sig->results) results = sig->results->vars.span();
  if (!values.empty()) {
    c.init_vars(results, values, s);
    return;
  }
  if (results.empty()) return;
  if (!results[0]->name) {
    c.return_error(s, results, {});
    return;
  }
  for (Var* v : results) {
    if (v->name == names.blank) continue;
    Object* seen = c.lookup(v->name);
    if (seen && seen != v) {
      c.error(s, fmt::format("result parameter {} not in scope at return\n\t{}: inner declaration of {}",
                             v->name.view(), Checker::position_text(seen->pos), c.str(seen)));
    }
  }
}

void branch(Checker& c, Checker::StmtContext ctx, Node* s) {
  if (s->na()) {
    c.env_.has_label = true;  // checked once the whole body is known
    return;
  }
  switch (static_cast<BranchKind>(s->op)) {
    case BranchKind::Break:
      if (!ctx.break_ok) c.error(s, "break not in for, switch, or select statement");
      break;
    case BranchKind::Continue:
      if (!ctx.continue_ok) c.error(s, "continue not in for statement");
      break;
    case BranchKind::Fallthrough:
      if (ctx.fallthrough_ok) break;
      c.error(s, ctx.final_case       ? "cannot fallthrough final case in switch"
                 : ctx.in_type_switch ? "cannot fallthrough in type switch"
                                      : "fallthrough statement out of place");
      break;
    case BranchKind::Goto: break;  // always has a label
  }
}

void if_else(Checker& c, Checker::StmtContext ctx, Node* s) {
  // Chains of else-ifs may be long: each opens the scope of its own init statement only.
  IfView v = if_stmt(s);
  BlockScope scope(c, s, is_define(v.init));
  if (v.init) c.stmt({}, v.init);
  Operand x;
  c.expr(nullptr, x, v.cond);
  if (x.mode != Operand::Invalid && !all_boolean(x.type)) c.error(v.cond, "non-boolean condition in if statement");
  c.stmt(ctx, v.then);
  if (v.els) c.stmt(ctx, v.els);
}

void for_loop(Checker& c, Checker::StmtContext ctx, Node* s) {
  ForView v = for_stmt(s);
  BlockScope scope(c, s, is_define(v.init) || is_define(v.post));
  if (v.init) {
    c.stmt({}, v.init);
    if (is_define(v.init))
      for (Object* o : c.env_.scope->objects()) o->bits |= Var::kLoopVar;
  }
  if (v.cond) {
    Operand x;
    c.expr(nullptr, x, v.cond);
    if (x.mode != Operand::Invalid && !all_boolean(x.type)) c.error(v.cond, "non-boolean condition in for statement");
  }
  if (v.post) {
    c.stmt({}, v.post);
    if (is_define(v.post)) {
      c.soft_error(start_pos(v.post), "cannot declare in post statement");
      c.use(v.post->la());  // one error is enough
    }
  }
  ctx.break_ok = ctx.continue_ok = true;
  c.stmt(ctx, v.body);
}

// A send, or a receive that stands alone or is assigned.
bool is_communication(Node* s) {
  Node* x;
  switch (s->kind) {
    case NodeKind::SendStmt: return true;
    case NodeKind::ExprStmt: x = s->na(); break;
    case NodeKind::AssignStmt:
      if (s->lb().size() != 1) return false;
      x = s->lb()[0];
      break;
    default: return false;
  }
  x = unparen(x);
  return x->is(NodeKind::Unary) && x->oper() == Op::Arrow;
}

void select(Checker& c, Checker::StmtContext ctx, Node* s) {
  NodeList clauses = s->na()->la();
  report_several_defaults(c, clauses);
  ctx.break_ok = true;
  for (Node* clause : clauses) {
    if (!clause->is(NodeKind::CommClause)) continue;
    Node* comm = clause->na();
    if (comm && !is_communication(comm)) {
      c.error(comm, "select case must be send or receive (possibly with assignment)");
      continue;
    }
    BlockScope scope(c, clause, is_define(comm) || declares(clause->lb()));
    if (comm) c.stmt(ctx, comm);
    c.stmt_list(ctx, clause->lb());
  }
}

bool is_default(const Node* clause) {
  if (clause->is(NodeKind::CaseClause)) return clause->la().absent();
  return clause->is(NodeKind::CommClause) && clause->a == 0;
}

}  // namespace

BlockScope::BlockScope(Checker& c, const Node* s, bool open) : c_(c), open_(open) {
  if (open) c.open_scope(nullptr, start_pos(s), {});
}

bool clause_declares(const Node* clause) { return declares(clause->lb()); }

void report_several_defaults(Checker& c, NodeList clauses) {
  Node* first = nullptr;
  for (Node* clause : clauses) {
    if (!is_default(clause)) continue;
    if (first) {
      c.error(clause, fmt::format("multiple defaults (first at {})", Checker::position_text(first->pos)));
    } else {
      first = clause;
    }
  }
}

void Checker::func_body(const Env& env, std::string_view, Signature* sig, Node* body) {
  EnvScope saved(*this);
  absl::flat_hash_map<const Node*, bool> panics;
  env_ = env;
  env_.sig = sig;
  env_.scope = sig->scope;
  env_.has_label = false;
  env_.has_call_or_recv = false;
  // Only a function with results must end in a terminating statement.
  env_.panics = sig->result_count() > 0 ? &panics : nullptr;
  if (Scope* scope = sig->scope) {
    scope->begin = start_pos(body);
    scope->end = body->aux_pos();
  }
  stmt_list({}, body->la());
  if (env_.has_label) labels(body);
  if (sig->result_count() > 0 && !is_terminating(body, Name{})) error(body->aux_pos(), "missing return");
  usage(sig->scope);
}

void Checker::stmt_list(StmtContext ctx, NodeList list) {
  // Empty statements do not count after a fallthrough.
  size_t last = list.size();
  if (ctx.fallthrough_ok)
    while (last > 0 && list[last - 1]->is(NodeKind::EmptyStmt)) last--;
  StmtContext inner = ctx;
  inner.fallthrough_ok = false;
  for (size_t i = 0; i < list.size() && !gave_up(); i++) stmt(i + 1 == last ? ctx : inner, list[i]);
}

void Checker::stmt(StmtContext ctx, Node* s) {
  // Function literals are checked before anything else is declared.
  size_t delayed = delayed_count();
  // What is nested does not stand at the end of a clause.
  StmtContext inner = ctx;
  inner.fallthrough_ok = inner.final_case = inner.in_type_switch = false;
  switch (s->kind) {
    case NodeKind::DeclStmt: decl_stmt(s->na()); break;
    case NodeKind::LabeledStmt:
      env_.has_label = true;
      stmt(ctx, s->nb());
      break;
    case NodeKind::ExprStmt: expression_stmt(*this, s->na()); break;
    case NodeKind::SendStmt: send(*this, s); break;
    case NodeKind::IncDecStmt: inc_dec(*this, s); break;
    case NodeKind::AssignStmt: assign(*this, s); break;
    case NodeKind::GoStmt: suspended_call(*this, "go", s->na()); break;
    case NodeKind::DeferStmt: suspended_call(*this, "defer", s->na()); break;
    case NodeKind::ReturnStmt: return_stmt(*this, s); break;
    case NodeKind::BranchStmt: branch(*this, ctx, s); break;
    case NodeKind::BlockStmt: block(*this, inner, s); break;
    case NodeKind::IfStmt: if_else(*this, inner, s); break;
    case NodeKind::SwitchStmt: switch_stmt_check(inner, s); break;
    case NodeKind::TypeSwitchStmt: type_switch_check(inner, s); break;
    case NodeKind::SelectStmt: select(*this, inner, s); break;
    case NodeKind::ForStmt: for_loop(*this, inner, s); break;
    case NodeKind::RangeStmt: range_stmt_check(inner, s); break;
    default: break;  // empty, or a syntax error
  }
  if (delayed_count() != delayed) process_delayed(delayed);
}

}  // namespace ptrsafe
