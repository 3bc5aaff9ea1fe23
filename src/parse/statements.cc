// Statements.
#include <fmt/format.h>

#include "parse/parser_impl.h"

namespace ptrsafe {

Node* Parser::block() {
  Pos open = expect(Tok::LBrace);
  NodeList l = statement_list();
  Pos close = expect_or_none(Tok::RBrace);
  return make(NodeKind::BlockStmt, open, raw(l), 0, close.v);
}

Node* Parser::function_body() {
  // A body begins anew what the expressions around it forbid or allow.
  return block();
}

NodeList Parser::statement_list() {
  size_t m = mark();
  while (!at(Tok::Case) && !at(Tok::Default) && !at(Tok::RBrace) && !at(Tok::EndOfFile)) push(statement());
  return pop_list(m);
}

Node* Parser::statement() {
  Level level(this);
  Pos p = pos();
  switch (tok()) {
    case Tok::Const: case Tok::Type: case Tok::Var: {
      Node* d = declaration(kStartsStatement);
      return make(NodeKind::DeclStmt, p, raw(d));
    }
    case Tok::Ident: case Tok::Int: case Tok::Float: case Tok::Imag: case Tok::Char: case Tok::String:
    case Tok::Func: case Tok::LParen: case Tok::LBrack: case Tok::Struct: case Tok::Map: case Tok::Chan:
    case Tok::Interface: case Tok::Add: case Tok::Sub: case Tok::Mul: case Tok::And: case Tok::Xor:
    case Tok::Arrow: case Tok::Not: {
      Node* s = simple_statement(Simple::LabelAllowed);
      // A labelled statement has read its semicolon.
      if (!s->is(NodeKind::LabeledStmt)) expect_semicolon();
      return s;
    }
    case Tok::Go: case Tok::Defer: return go_or_defer();
    case Tok::Return: return return_statement();
    case Tok::Break: case Tok::Continue: case Tok::Goto: case Tok::Fallthrough: return branch_statement();
    case Tok::LBrace: {
      Node* b = block();
      expect_semicolon();
      return b;
    }
    case Tok::If: return if_statement();
    case Tok::Switch: return switch_statement();
    case Tok::Select: return select_statement();
    case Tok::For: return for_statement();
    case Tok::Semicolon: {
      Node* s = make(NodeKind::EmptyStmt, p, 0, 0, 0, lex_.implied);
      next();
      return s;
    }
    case Tok::RBrace: return make(NodeKind::EmptyStmt, p, 0, 0, 0, 1);
    default:
      error_expected(p, "statement");
      advance(kStartsStatement);
      return make(NodeKind::BadStmt, p, 0, 0, pos().v);
  }
}

// --- simple statements

Node* Parser::simple_statement(Simple mode, bool* range) {
  Pos start = pos();
  size_t m = mark();
  expression_list(false);
  if (is_assignment(tok())) return assignment(m, mode, range);
  if (mark() - m > 1) error_expected(start, "1 expression");
  Node* x = Ref<Node>::from_raw(stack_[m]);
  stack_.resize(m);
  Pos p = pos();
  switch (tok()) {
    case Tok::Colon:
      next();
      if (mode == Simple::LabelAllowed && x->is(NodeKind::Ident)) return labeled(x, p);
      // The colon is the better place: what stands before it may be fine in itself.
      error(p, "illegal label declaration");
      return make(NodeKind::BadStmt, start, 0, 0, p.v + 1);
    case Tok::Arrow: {
      next();
      Node* value = right_side();
      return make(NodeKind::SendStmt, p, raw(x), raw(value));
    }
    case Tok::Inc:
    case Tok::Dec: {
      Op op = at(Tok::Inc) ? Op::Add : Op::Sub;
      next();
      return make(NodeKind::IncDecStmt, p, raw(x), 0, 0, static_cast<uint8_t>(op));
    }
    default: return make(NodeKind::ExprStmt, start, raw(x));
  }
}

// After the left side, which lies on the stack from `left` on.
Node* Parser::assignment(size_t left, Simple mode, bool* range) {
  Pos p = pos();
  Tok t = tok();
  Op op = t == Tok::Assign ? Op::None : t == Tok::Define ? Op::Define : assignment_operator(t);
  next();
  if (mode == Simple::RangeAllowed && at(Tok::Range) && (t == Tok::Assign || t == Tok::Define)) {
    *range = true;
    return range_header(left, t == Tok::Assign ? Op::Assign : Op::Define, p);
  }
  NodeList l = pop_list(left);
  size_t m = mark();
  expression_list(true);
  return make(NodeKind::AssignStmt, p, raw(l), raw(pop_list(m)), 0, static_cast<uint8_t>(op));
}

Node* Parser::labeled(Node* label, Pos colon) {
  Node* s = statement();
  return make(NodeKind::LabeledStmt, label->pos, raw(label), raw(s), colon.v);
}

// At `range`. The body and the position of `for` are filled in by for_statement().
Node* Parser::range_header(size_t left, Op op, Pos op_pos) {
  Pos range = pos();
  next();
  Node* x = right_side();
  size_t count = mark() - left;
  Node* key = count > 0 ? Ref<Node>::from_raw(stack_[left]).get() : nullptr;
  Node* value = count > 1 ? Ref<Node>::from_raw(stack_[left + 1]).get() : nullptr;
  NodeKind kind = NodeKind::RangeStmt;
  Pos p;
  if (count > 2) {
    Node* last = Ref<Node>::from_raw(stack_.back());
    p = start_pos(last);
    kind = NodeKind::BadStmt;  // for_statement() reports it after the body
  }
  stack_.resize(left);
  if (kind == NodeKind::BadStmt) return make(kind, p);
  return make(kind, Pos{}, raw(list({key, value, x, nullptr})), range.v, op_pos.v, static_cast<uint8_t>(op));
}

// --- if, switch, select, for

// The expression of a statement used as a condition; null stays null.
Node* Parser::condition_of(Node* s, const char* wanted) {
  if (!s) return nullptr;
  if (s->is(NodeKind::ExprStmt)) {
    if (s + 1 == node_next_) node_next_--;  // nobody refers to the statement
    return s->na();
  }
  if (s->is(NodeKind::BadExpr)) return s;  // reported
  const char* found = s->is(NodeKind::AssignStmt) ? "assignment" : "simple statement";
  Pos p = start_pos(s);
  error(p, fmt::format("expected {}, found {} (missing parentheses around composite literal?)", wanted, found));
  return bad_expression(p);
}

void Parser::if_header(Node** init, Node** condition) {
  *init = *condition = nullptr;
  if (at(Tok::LBrace)) {
    error(pos(), "missing condition in if statement");
    *condition = bad_expression(pos());
    return;
  }
  int outer = expr_level_;
  expr_level_ = -1;
  Node* first = nullptr;
  if (!at(Tok::Semicolon)) {
    if (got(Tok::Var)) error(pos(), "var declaration not allowed in if initializer");
    first = simple_statement(Simple::Basic);
  }
  Pos semicolon;
  bool newline = false;
  Node* last = first;
  if (!at(Tok::LBrace)) {
    if (at(Tok::Semicolon)) {
      semicolon = pos();
      newline = lex_.implied;
      next();
    } else {
      expect(Tok::Semicolon);
    }
    *init = first;
    last = at(Tok::LBrace) ? nullptr : simple_statement(Simple::Basic);
  }
  if (last) {
    *condition = condition_of(last, "boolean expression");
  } else if (semicolon) {
    error(semicolon, newline ? "unexpected newline, expecting { after if clause" : "missing condition in if statement");
  }
  if (!*condition) *condition = bad_expression(pos());
  expr_level_ = outer;
}

Node* Parser::if_statement() {
  Level level(this);
  Pos p = expect(Tok::If);
  Node *init, *condition;
  if_header(&init, &condition);
  Node* then = block();
  Node* els = nullptr;
  if (got(Tok::Else)) {
    if (at(Tok::If)) {
      els = if_statement();
    } else if (at(Tok::LBrace)) {
      els = block();
      expect_semicolon();
    } else {
      error_expected(pos(), "if statement or block");
      els = make(NodeKind::BadStmt, pos());
    }
  } else {
    expect_semicolon();
  }
  return make(NodeKind::IfStmt, p, raw(list({init, condition, then, els})));
}

// v := x.(type) or x.(type)
bool Parser::is_type_switch_guard(const Node* s) {
  auto assertion = [](const Node* x) { return x->is(NodeKind::TypeAssert) && x->b == 0; };
  if (!s) return false;
  if (s->is(NodeKind::ExprStmt)) return assertion(s->na());
  if (!s->is(NodeKind::AssignStmt)) return false;
  if (s->la().size() != 1 || s->lb().size() != 1 || !assertion(s->lb()[0])) return false;
  if (s->oper() == Op::None) {
    error(s->pos, "expected ':=', found '='");
    return true;
  }
  return s->oper() == Op::Define;
}

Node* Parser::switch_statement() {
  Pos p = expect(Tok::Switch);
  Node* init = nullptr;
  Node* tag = nullptr;
  if (!at(Tok::LBrace)) {
    int outer = expr_level_;
    expr_level_ = -1;
    if (!at(Tok::Semicolon)) tag = simple_statement(Simple::Basic);
    if (got(Tok::Semicolon)) {
      init = tag;
      tag = at(Tok::LBrace) ? nullptr : simple_statement(Simple::Basic);
    }
    expr_level_ = outer;
  }
  bool on_type = is_type_switch_guard(tag);
  Pos open = expect(Tok::LBrace);
  size_t m = mark();
  while (at(Tok::Case) || at(Tok::Default)) push(case_clause());
  Pos close = expect(Tok::RBrace);
  expect_semicolon();
  Node* body = make(NodeKind::BlockStmt, open, raw(pop_list(m)), 0, close.v);
  if (on_type) {
    if (tag->is(NodeKind::AssignStmt)) tag->op = static_cast<uint8_t>(Op::Define);
    return make(NodeKind::TypeSwitchStmt, p, raw(list({init, tag, body})));
  }
  tag = condition_of(tag, "switch expression");
  return make(NodeKind::SwitchStmt, p, raw(list({init, tag, body})));
}

Node* Parser::case_clause() {
  Pos p = pos();
  NodeList expressions;
  if (got(Tok::Case)) {
    size_t m = mark();
    expression_list(true);
    expressions = pop_list(m);
  } else {
    expect(Tok::Default);
  }
  Pos colon = expect(Tok::Colon);
  NodeList body = statement_list();
  return make(NodeKind::CaseClause, p, raw(expressions), raw(body), colon.v);
}

Node* Parser::select_statement() {
  Pos p = expect(Tok::Select);
  Pos open = expect(Tok::LBrace);
  size_t m = mark();
  while (at(Tok::Case) || at(Tok::Default)) push(communication_clause());
  Pos close = expect(Tok::RBrace);
  expect_semicolon();
  Node* body = make(NodeKind::BlockStmt, open, raw(pop_list(m)), 0, close.v);
  return make(NodeKind::SelectStmt, p, raw(body));
}

Node* Parser::communication_clause() {
  Pos p = pos();
  Node* comm = nullptr;
  if (got(Tok::Case)) {
    Pos start = pos();
    size_t m = mark();
    expression_list(false);
    size_t count = mark() - m;
    Node* first = Ref<Node>::from_raw(stack_[m]);
    Pos op = pos();
    if (at(Tok::Arrow)) {
      if (count > 1) error_expected(start, "1 expression");
      next();
      comm = make(NodeKind::SendStmt, op, raw(first), raw(right_side()));
    } else if (at(Tok::Assign) || at(Tok::Define)) {
      if (count > 2) {
        error_expected(start, "1 or 2 expressions");
        stack_.resize(m + 2);
      }
      NodeList left = pop_list(m);
      uint8_t kind = static_cast<uint8_t>(at(Tok::Assign) ? Op::None : Op::Define);
      next();
      Node* value = right_side();
      comm = make(NodeKind::AssignStmt, op, raw(left), raw(list({value})), 0, kind);
    } else {
      if (count > 1) error_expected(start, "1 expression");
      comm = make(NodeKind::ExprStmt, start, raw(first));
    }
    stack_.resize(m);
  } else {
    expect(Tok::Default);
  }
  Pos colon = expect(Tok::Colon);
  NodeList body = statement_list();
  return make(NodeKind::CommClause, p, raw(comm), raw(body), colon.v);
}

Node* Parser::for_statement() {
  Pos p = expect(Tok::For);
  Node *init = nullptr, *condition = nullptr, *post = nullptr;
  bool range = false;
  if (!at(Tok::LBrace)) {
    int outer = expr_level_;
    expr_level_ = -1;
    if (at(Tok::Range)) {
      range = true;
      condition = range_header(mark(), Op::None, Pos{});
    } else if (!at(Tok::Semicolon)) {
      condition = simple_statement(Simple::RangeAllowed, &range);
    }
    if (!range && got(Tok::Semicolon)) {
      init = condition;
      condition = nullptr;
      if (!at(Tok::Semicolon)) {
        if (at(Tok::LBrace)) {
          error_expected(pos(), "for loop condition");
          condition = bad_expression(pos());
        } else {
          condition = simple_statement(Simple::Basic);
        }
      }
      if (!at(Tok::LBrace) || !condition || !condition->is(NodeKind::BadExpr)) expect_semicolon();
      if (!at(Tok::LBrace)) post = simple_statement(Simple::Basic);
    }
    expr_level_ = outer;
  }
  Node* body = block();
  expect_semicolon();
  if (range) {
    if (condition->is(NodeKind::BadStmt)) {
      error_expected(condition->pos, "at most 2 expressions");
      condition->pos = p;
      return condition;
    }
    condition->pos = p;
    condition->la().data->items[3] = Ref<Node>(body);
    return condition;
  }
  condition = condition_of(condition, "boolean or range expression");
  return make(NodeKind::ForStmt, p, raw(list({init, condition, post, body})));
}

// --- go, defer, return, branches

Node* Parser::go_or_defer() {
  bool is_go = at(Tok::Go);
  Pos p = pos();
  next();
  Pos start = pos();
  Node* x = right_side();
  Node* inner = unparen(x);
  const char* what = is_go ? "go" : "defer";
  if (inner != x) {
    error(start, fmt::format("expression in {} must not be parenthesized", what));
    x = inner;
  }
  if (!x->is(NodeKind::Call)) {
    if (!x->is(NodeKind::BadExpr)) {
      Pos end = end_pos(x);
      if (tree_->file->end() < end) end = tree_->file->end();  // a bracket that was missing
      error(end, fmt::format("expression in {} must be function call", what));
    }
    expect_semicolon();
    return make(NodeKind::BadStmt, p, 0, 0, p.v + (is_go ? 2 : 5));
  }
  expect_semicolon();
  return make(is_go ? NodeKind::GoStmt : NodeKind::DeferStmt, p, raw(x));
}

Node* Parser::return_statement() {
  Pos p = expect(Tok::Return);
  NodeList results;
  if (!at(Tok::Semicolon) && !at(Tok::RBrace)) {
    size_t m = mark();
    expression_list(true);
    results = pop_list(m);
  }
  expect_semicolon();
  return make(NodeKind::ReturnStmt, p, raw(results));
}

Node* Parser::branch_statement() {
  Pos p = pos();
  BranchKind kind = at(Tok::Break)      ? BranchKind::Break
                    : at(Tok::Continue) ? BranchKind::Continue
                    : at(Tok::Goto)     ? BranchKind::Goto
                                        : BranchKind::Fallthrough;
  next();
  Node* label = nullptr;
  if (kind == BranchKind::Goto || (kind != BranchKind::Fallthrough && at(Tok::Ident))) label = identifier();
  expect_semicolon();
  return make(NodeKind::BranchStmt, p, raw(label), 0, 0, static_cast<uint8_t>(kind));
}

}  // namespace ptrsafe
