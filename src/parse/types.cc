// Types: names, literals of types, struct fields, interface elements.
#include <fmt/format.h>

#include "parse/parser_impl.h"

namespace ptrsafe {

Node* Parser::type() {
  if (Node* t = try_type()) return t;
  Pos p = pos();
  error_expected(p, "type");
  advance(kEndsExpr);
  return bad_expression(p);
}

// A type, or null (and nothing consumed) if none begins here.
Node* Parser::try_type() {
  Pos p = pos();
  switch (tok()) {
    case Tok::Ident: return qualified_type(nullptr);
    case Tok::LBrack: {
      Level level(this);
      next();
      return array_type(p, nullptr);
    }
    case Tok::Struct: return struct_type();
    case Tok::Mul: {
      Level level(this);
      next();
      return make(NodeKind::Star, p, raw(type()));
    }
    case Tok::Func: return function_type();
    case Tok::Interface: return interface_type();
    case Tok::Map: return map_type();
    case Tok::Chan:
    case Tok::Arrow: return channel_type();
    case Tok::LParen: {
      Level level(this);
      next();
      Node* inner = type();
      Pos close = expect(Tok::RParen);
      return make(NodeKind::Paren, p, raw(inner), 0, close.v);
    }
    default: return nullptr;
  }
}

// x or x.y; the first name may have been read.
Node* Parser::type_name(Node* first) {
  if (!first) first = identifier();
  if (!got(Tok::Period)) return first;
  Node* selector = identifier();
  return make(NodeKind::Selector, selector->pos, raw(first), raw(selector));
}

Node* Parser::qualified_type(Node* first) {
  Node* t = type_name(first);
  return at(Tok::LBrack) ? type_arguments(t) : t;
}

Node* Parser::type_arguments(Node* generic) {
  Level level(this);
  Pos open = expect(Tok::LBrack);
  expr_level_++;
  size_t m = mark();
  while (!at(Tok::RBrack) && !at(Tok::EndOfFile)) {
    push(type());
    if (!at_comma("type argument list", Tok::RBrack)) break;
    next();
  }
  expr_level_--;
  Pos close = expect_closing(Tok::RBrack, "type argument list");
  if (mark() == m) {
    error(close, "expected type argument list");
    push(bad_expression(close));
  }
  return make(NodeKind::Index, open, raw(generic), raw(pop_list(m)), close.v);
}

// After the opening bracket; the length may have been read.
Node* Parser::array_type(Pos bracket, Node* length) {
  if (!length) {
    expr_level_++;
    if (at(Tok::Ellipsis)) {
      length = make(NodeKind::Ellipsis, pos());
      next();
    } else if (!at(Tok::RBrack)) {
      length = right_side();
    }
    expr_level_--;
  }
  if (at(Tok::Comma)) {
    error(pos(), "unexpected comma; expecting ]");
    next();
  }
  expect(Tok::RBrack);
  Node* element = type();
  return make(NodeKind::ArrayType, bracket, raw(length), raw(element));
}

// After a name: `name [n]E` and `name []E` declare something of an array or slice type, `name[A, B]` is
// an instantiated type. In the second case *name becomes null.
Node* Parser::array_or_arguments(Node** name) {
  Level level(this);
  Pos open = expect(Tok::LBrack);
  Pos trailing_comma;
  size_t m = mark();
  if (!at(Tok::RBrack)) {
    expr_level_++;
    push(right_side());
    while (at(Tok::Comma)) {
      Pos comma = pos();
      next();
      if (at(Tok::RBrack)) {
        trailing_comma = comma;
        break;
      }
      push(right_side());
    }
    expr_level_--;
  }
  Pos close = expect(Tok::RBrack);
  size_t count = mark() - m;
  if (count == 0) {
    Node* element = type();
    return make(NodeKind::ArrayType, open, 0, raw(element));
  }
  if (count == 1) {
    if (Node* element = try_type()) {
      if (trailing_comma) error(trailing_comma, "unexpected comma; expecting ]");
      uint32_t length = stack_.back();
      stack_.pop_back();
      return make(NodeKind::ArrayType, open, length, raw(element));
    }
  }
  Node* generic = *name;
  *name = nullptr;
  return make(NodeKind::Index, open, raw(generic), raw(pop_list(m)), close.v);
}

// --- structs

Node* Parser::struct_type() {
  Level level(this);
  Pos p = expect(Tok::Struct);
  Pos open = expect(Tok::LBrace);
  size_t m = mark();
  while (at(Tok::Ident) || at(Tok::Mul) || at(Tok::LParen)) push(struct_field());
  Pos close = expect(Tok::RBrace);
  Node* fields = make(NodeKind::FieldList, open, raw(pop_list(m)), 0, close.v);
  return make(NodeKind::StructType, p, raw(fields));
}

Node* Parser::struct_field() {
  Pos p = pos();
  NodeList names;
  Node* t;
  if (at(Tok::Ident)) {
    Node* name = identifier();
    if (at(Tok::Period) || at(Tok::String) || at(Tok::Semicolon) || at(Tok::RBrace)) {
      t = at(Tok::Period) ? qualified_type(name) : name;
    } else if (at(Tok::LBrack)) {
      t = array_or_arguments(&name);
      if (name) names = list({name});
    } else {
      size_t m = mark();
      push(name);
      while (got(Tok::Comma)) push(identifier());
      names = pop_list(m);
      t = type();
    }
  } else {
    t = embedded_field_type();
  }
  Node* tag = nullptr;
  if (at(Tok::String)) {
    tag = make(NodeKind::BasicLit, pos(), lex_.length(), 0, 0, static_cast<uint8_t>(LitKind::String));
    next();
  }
  expect_semicolon();
  return make(NodeKind::Field, p, raw(t), raw(names), raw(tag));
}

// *T, and the forbidden (T), (*T) and *(T).
Node* Parser::embedded_field_type() {
  Pos star;
  auto parenthesis = [&] {
    if (!at(Tok::LParen)) return false;
    error(pos(), "cannot parenthesize embedded type");
    next();
    return true;
  };
  bool parenthesized = false;
  if (at(Tok::Mul)) {
    star = pos();
    next();
    parenthesized = parenthesis();
  } else {
    parenthesized = parenthesis();
    if (at(Tok::Mul)) {
      star = pos();
      next();
    }
  }
  Node* t = qualified_type(nullptr);
  if (parenthesized) got(Tok::RParen);
  return star ? make(NodeKind::Star, star, raw(t)) : t;
}

// --- interfaces

Node* Parser::interface_type() {
  Level level(this);
  Pos p = expect(Tok::Interface);
  Pos open = expect(Tok::LBrace);
  size_t m = mark();
  while (Node* element = interface_element()) {
    push(element);
    expect_semicolon();
  }
  Pos close = expect(Tok::RBrace);
  Node* fields = make(NodeKind::FieldList, open, raw(pop_list(m)), 0, close.v);
  return make(NodeKind::InterfaceType, p, raw(fields));
}

// A method or an embedded element; null if neither begins here.
Node* Parser::interface_element() {
  Pos p = pos();
  Node* t = nullptr;
  if (at(Tok::Ident)) {
    Node* name = type_name(nullptr);
    bool plain = name->is(NodeKind::Ident);
    Node* method = nullptr;
    if (plain && at(Tok::LBrack)) {
      // An instantiated type, or a method with type parameters, which interfaces must not have.
      Level level(this);
      Pos open = pos();
      next();
      expr_level_++;
      Node* x = expression();
      expr_level_--;
      if (x->is(NodeKind::Ident) && !at(Tok::Comma) && !at(Tok::RBrack)) {
        parameter_list(x, nullptr, Tok::RBrack, false);
        expect(Tok::RBrack);
        error(open, "interface method must have no type parameters");
        Node* params = parameters(false);
        Node* result = results();
        method = make(NodeKind::FuncType, p, raw(list({nullptr, params, result})), 0, 0, 1);
      } else {
        size_t m = mark();
        push(x);
        if (at_comma("type argument list", Tok::RBrack)) {
          expr_level_++;
          next();
          while (!at(Tok::RBrack) && !at(Tok::EndOfFile)) {
            push(type());
            if (!at_comma("type argument list", Tok::RBrack)) break;
            next();
          }
          expr_level_--;
        }
        Pos close = expect_closing(Tok::RBrack, "type argument list");
        t = make(NodeKind::Index, open, raw(name), raw(pop_list(m)), close.v);
      }
    } else if (plain && at(Tok::LParen)) {
      Node* params = parameters(false);
      Node* result = results();
      method = make(NodeKind::FuncType, p, raw(list({nullptr, params, result})), 0, 0, 1);
    } else {
      t = !plain && at(Tok::LBrack) ? type_arguments(name) : name;
    }
    if (method) return make(NodeKind::Field, p, raw(method), raw(list({name})));
    t = union_type(t);
  } else if (at(Tok::Tilde)) {
    t = union_type(nullptr);
  } else {
    t = try_type();
    if (!t) return nullptr;
    t = union_type(t);
  }
  return make(NodeKind::Field, p, raw(t));
}

// A | ~B | C; the first term may have been read.
Node* Parser::union_type(Node* first) {
  Node* x = first ? first : union_term();
  for (int chain = 0; at(Tok::Or); chain++) {
    if (chain > kMaxChain) too_deep();
    Pos p = pos();
    next();
    Node* y = union_term();
    x = make(NodeKind::Binary, p, raw(x), raw(y), 0, static_cast<uint8_t>(Op::Or));
  }
  return x;
}

Node* Parser::union_term() {
  Pos p = pos();
  if (at(Tok::Tilde)) {
    next();
    return make(NodeKind::Unary, p, raw(type()), 0, 0, static_cast<uint8_t>(Op::Tilde));
  }
  if (Node* t = try_type()) return t;
  error_expected(p, "~ term or type");
  advance(kEndsExpr);
  return bad_expression(p);
}

// --- functions, maps, channels

Node* Parser::function_type() {
  Level level(this);
  Pos p = expect(Tok::Func);
  if (Node* tparams = type_parameters()) error(tparams->pos, "function type must have no type parameters");
  Node* params = parameters(false);
  Node* result = results();
  return make(NodeKind::FuncType, p, raw(list({nullptr, params, result})));
}

Node* Parser::map_type() {
  Level level(this);
  Pos p = expect(Tok::Map);
  expect(Tok::LBrack);
  Node* key = type();
  expect(Tok::RBrack);
  Node* value = type();
  return make(NodeKind::MapType, p, raw(key), raw(value));
}

Node* Parser::channel_type() {
  Level level(this);
  Pos p = pos();
  Pos arrow;
  ChanDir dir = ChanDir::Both;
  if (got(Tok::Chan)) {
    if (at(Tok::Arrow)) {
      arrow = pos();
      next();
      dir = ChanDir::Send;
    }
  } else {
    arrow = expect(Tok::Arrow);
    expect(Tok::Chan);
    dir = ChanDir::Recv;
  }
  Node* element = type();
  return make(NodeKind::ChanType, p, raw(element), 0, arrow.v, static_cast<uint8_t>(dir));
}

}  // namespace ptrsafe
