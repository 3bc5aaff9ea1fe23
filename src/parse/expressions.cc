// Expressions, by precedence climbing. Chains of operators and of postfix forms are built in loops, so
// that only true nesting takes stack.
#include "parse/parser_impl.h"

namespace ptrsafe {

Node* Parser::right_side() {
  bool outer = in_right_side_;
  in_right_side_ = true;
  Node* x = expression();
  in_right_side_ = outer;
  return x;
}

void Parser::expression_list(bool right) {
  bool outer = in_right_side_;
  in_right_side_ = right;
  push(expression());
  while (got(Tok::Comma)) push(expression());
  in_right_side_ = outer;
}

// The operators of `min_precedence` and above; the first operand may have been read.
Node* Parser::binary(Node* x, int min_precedence) {
  if (!x) x = unary();
  for (int chain = 0;; chain++) {
    Tok t = tok();
    int precedence = precedence_of(t);
    if (t == Tok::Assign && in_right_side_) {
      // An assignment cannot stand here: read it as a comparison, with an error.
      precedence = precedence_of(Tok::Eql);
      t = Tok::Eql;
    }
    if (precedence < min_precedence || precedence == 0) return x;
    if (chain > kMaxChain) too_deep();
    Pos p = expect(t);
    Node* y = binary(nullptr, precedence + 1);
    x = make(NodeKind::Binary, p, raw(x), raw(y), 0, static_cast<uint8_t>(operator_of(t)));
  }
}

Node* Parser::unary() {
  Op op;
  switch (tok()) {
    case Tok::Ident: {
      Node* x = make(NodeKind::Ident, pos(), lex_.name.data.v);
      next();
      return primary(x);
    }
    case Tok::Add: op = Op::Add; break;
    case Tok::Sub: op = Op::Sub; break;
    case Tok::Not: op = Op::Not; break;
    case Tok::Xor: op = Op::Xor; break;
    case Tok::And: op = Op::And; break;
    case Tok::Tilde: op = Op::Tilde; break;
    case Tok::Mul: op = Op::Mul; break;
    case Tok::Arrow: op = Op::Arrow; break;
    default: return primary(nullptr);
  }
  Level level(this);
  Pos p = pos();
  next();
  if (op == Op::Arrow) return arrow_operand(p);
  Node* x = unary();
  if (op == Op::Mul) return make(NodeKind::Star, p, raw(x));
  return make(NodeKind::Unary, p, raw(x), 0, 0, static_cast<uint8_t>(op));
}

// After an arrow: a receive operation, or a channel type whose parts must be sorted anew, since
// <-chan T was read as <-(chan T): each arrow belongs to the next `chan`.
Node* Parser::arrow_operand(Pos arrow) {
  Node* x = unary();
  if (!x->is(NodeKind::ChanType)) {
    return make(NodeKind::Unary, arrow, raw(x), 0, 0, static_cast<uint8_t>(Op::Arrow));
  }
  Node* t = x;
  ChanDir dir = ChanDir::Send;
  bool is_channel = true;
  while (is_channel && dir == ChanDir::Send) {
    auto own = static_cast<ChanDir>(t->op);
    if (own == ChanDir::Recv) error_expected(t->aux_pos(), Tok::Chan);
    Pos own_arrow = t->aux_pos();
    t->aux = t->pos.v == 0 ? 0 : arrow.v;
    t->pos = arrow;
    t->op = static_cast<uint8_t>(ChanDir::Recv);
    arrow = own_arrow;
    dir = own;
    Node* element = t->na();
    is_channel = element && element->is(NodeKind::ChanType);
    t = element;
  }
  if (dir == ChanDir::Send) error_expected(arrow, "channel type");
  return x;
}

Node* Parser::operand() {
  Pos p = pos();
  switch (tok()) {
    case Tok::Ident: {
      Node* x = make(NodeKind::Ident, p, lex_.name.data.v);
      next();
      return x;
    }
    case Tok::Int: case Tok::Float: case Tok::Imag: case Tok::Char: case Tok::String: {
      Node* x = make(NodeKind::BasicLit, p, lex_.length(), 0, 0, static_cast<uint8_t>(literal_kind(tok())));
      next();
      return x;
    }
    case Tok::LParen: {
      Level level(this);
      next();
      expr_level_++;
      Node* x = right_side();  // may be a type
      expr_level_--;
      Pos close = expect(Tok::RParen);
      return make(NodeKind::Paren, p, raw(x), 0, close.v);
    }
    case Tok::Func: return function_type_or_literal();
    default:
      if (Node* t = try_type()) return t;
      error_expected(p, "operand");
      advance(kStartsStatement);
      return bad_expression(p);
  }
}

Node* Parser::function_type_or_literal() {
  Level level(this);
  Node* t = function_type();
  if (!at(Tok::LBrace)) return t;
  if (mode_ != ParseMode::Full) {
    lex_.skip_block();
    Pos close = pos();
    expect(Tok::RBrace);
    return make(NodeKind::FuncLit, t->pos, raw(t), 0, close.v);
  }
  expr_level_++;
  Node* body = function_body();
  expr_level_--;
  return make(NodeKind::FuncLit, t->pos, raw(t), raw(body));
}

// An operand and the selectors, indices, calls and literal values after it.
Node* Parser::primary(Node* x) {
  if (!x) x = operand();
  for (int chain = 0;; chain++) {
    if (chain > kMaxChain) too_deep();
    switch (tok()) {
      case Tok::Period: x = selector_or_assertion(x); break;
      case Tok::LBrack: x = index_or_slice(x); break;
      case Tok::LParen: x = call(x); break;
      case Tok::LBrace: {
        if (!literal_type(x)) return x;
        Node* inner = unparen(x);
        if (inner != x) error(start_pos(inner), "cannot parenthesize type in composite literal");
        x = literal_value(x);
        break;
      }
      default: return x;
    }
  }
}

Node* Parser::selector_or_assertion(Node* x) {
  next();
  Pos p = pos();
  if (at(Tok::Ident)) {
    Node* name = make(NodeKind::Ident, p, lex_.name.data.v);
    next();
    return make(NodeKind::Selector, p, raw(x), raw(name));
  }
  if (at(Tok::LParen)) {
    next();
    Node* t = nullptr;
    if (!got(Tok::Type)) t = type();
    Pos close = expect(Tok::RParen);
    return make(NodeKind::TypeAssert, p, raw(x), raw(t), close.v);
  }
  error_expected(p, "selector or type assertion");
  // Before a closing brace, most likely nothing was typed yet.
  if (!at(Tok::RBrace)) next();
  return make(NodeKind::Selector, p, raw(x), raw(blank(p)));
}

Node* Parser::index_or_slice(Node* x) {
  Level level(this);
  Pos open = pos();
  next();
  size_t m = mark();
  if (at(Tok::RBrack)) {
    error_expected(pos(), "operand");
    Pos close = pos();
    next();
    push(bad_expression(close));
    return make(NodeKind::Index, open, raw(x), raw(pop_list(m)), close.v);
  }
  expr_level_++;
  Node* first = at(Tok::Colon) ? nullptr : right_side();
  if (at(Tok::Colon)) return slice(x, open, first, pos());
  push(first);
  while (got(Tok::Comma)) {
    if (!at(Tok::RBrack) && !at(Tok::EndOfFile)) push(type());
  }
  expr_level_--;
  Pos close = expect(Tok::RBrack);
  return make(NodeKind::Index, open, raw(x), raw(pop_list(m)), close.v);
}

// From the first colon on.
Node* Parser::slice(Node* x, Pos open, Node* low, Pos first_colon) {
  Node* bound[2] = {nullptr, nullptr};
  int colons = 0;
  Pos second_colon;
  while (at(Tok::Colon) && colons < 2) {
    if (colons == 1) second_colon = pos();
    next();
    if (!at(Tok::Colon) && !at(Tok::RBrack) && !at(Tok::EndOfFile)) bound[colons] = right_side();
    colons++;
  }
  expr_level_--;
  Pos close = expect(Tok::RBrack);
  if (colons == 2) {
    if (!bound[0]) {
      error(first_colon, "middle index required in 3-index slice");
      bound[0] = bad_expression(first_colon + 1);
    }
    if (!bound[1]) {
      error(second_colon, "final index required in 3-index slice");
      bound[1] = bad_expression(second_colon + 1);
    }
  }
  return make(NodeKind::Slice, open, raw(x), raw(list({low, bound[0], bound[1]})), close.v, colons == 2);
}

Node* Parser::call(Node* x) {
  Level level(this);
  Pos open = pos();
  next();
  expr_level_++;
  size_t m = mark();
  bool dots = false;
  while (!at(Tok::RParen) && !at(Tok::EndOfFile) && !dots) {
    push(right_side());  // may be a type
    dots = got(Tok::Ellipsis);
    if (!at_comma("argument list", Tok::RParen)) break;
    next();
  }
  expr_level_--;
  Pos close = expect_closing(Tok::RParen, "argument list");
  return make(NodeKind::Call, open, raw(x), raw(pop_list(m)), close.v, dots);
}

// Whether `{` after x begins a literal value.
bool Parser::literal_type(Node* x) {
  switch (unparen(x)->kind) {
    case NodeKind::BadExpr: case NodeKind::Ident: case NodeKind::Selector: case NodeKind::Index:
      return expr_level_ >= 0;
    case NodeKind::ArrayType: case NodeKind::StructType: case NodeKind::MapType:
      return true;
    default:
      return false;
  }
}

Node* Parser::literal_value(Node* type) {
  Level level(this);
  if (mode_ == ParseMode::SkipLiterals && at(Tok::LBrace))
    if (Node* n = skipped_literal(type)) return n;
  Pos open = expect(Tok::LBrace);
  expr_level_++;
  size_t m = mark();
  while (!at(Tok::RBrace) && !at(Tok::EndOfFile)) {
    push(element());
    if (!at_comma("composite literal", Tok::RBrace)) break;
    next();
  }
  expr_level_--;
  Pos close = expect_closing(Tok::RBrace, "composite literal");
  return make(NodeKind::CompositeLit, open, raw(type), raw(pop_list(m)), close.v);
}

// A literal without its elements, of which an array type `[...]E` keeps the number; null if that takes more.
Node* Parser::skipped_literal(Node* type) {
  Pos open = pos();
  bool counted = type && type->is(NodeKind::ArrayType) && type->na() && type->na()->is(NodeKind::Ellipsis);
  if (counted) {
    Lexer start = lex_;
    uint32_t count = 0;
    if (!count_elements(&count)) {
      lex_ = std::move(start);
      return nullptr;
    }
    type->na()->aux = count + 1;
  } else {
    lex_.skip_block();
  }
  Pos close = pos();
  expect(Tok::RBrace);
  return make(NodeKind::CompositeLit, open, raw(type), raw(pop_list(mark())), close.v);
}

// From the opening to the closing brace of a literal; false if elements have keys, or the end is missing.
bool Parser::count_elements(uint32_t* count) {
  int depth = 0;
  bool in_element = false;
  for (next();; next()) {
    switch (tok()) {
      case Tok::LBrace: lex_.skip_block(); break;
      case Tok::LParen:
      case Tok::LBrack: depth++; break;
      case Tok::RParen:
      case Tok::RBrack: depth--; break;
      case Tok::Colon:
        if (depth == 0) return false;
        break;
      case Tok::Comma:
        if (depth > 0) break;
        ++*count;
        in_element = false;
        continue;
      case Tok::RBrace:
        if (in_element) ++*count;
        return true;
      case Tok::EndOfFile: return false;
      default: break;
    }
    in_element = true;
  }
}

Node* Parser::element() {
  Node* x = element_part();
  if (!at(Tok::Colon)) return x;
  Pos colon = pos();
  next();
  Node* value = element_part();
  return make(NodeKind::KeyValue, colon, raw(x), raw(value));
}

Node* Parser::element_part() { return at(Tok::LBrace) ? literal_value(nullptr) : expression(); }

}  // namespace ptrsafe
