// Declarations.
#include "parse/parser_impl.h"

#include <utility>

namespace ptrsafe {
namespace {

// Whether x can only be a type, or an operand of type constraints.
bool is_type_element(const Node* x) {
  for (;;) {
    switch (x->kind) {
      case NodeKind::ArrayType: case NodeKind::StructType: case NodeKind::FuncType:
      case NodeKind::InterfaceType: case NodeKind::MapType: case NodeKind::ChanType:
        return true;
      case NodeKind::Binary:
        if (is_type_element(x->nb())) return true;
        x = x->na();
        break;
      case NodeKind::Unary: return x->oper() == Op::Tilde;
      case NodeKind::Paren: x = x->na(); break;
      default: return false;
    }
  }
}

}  // namespace

void Parser::import_declarations() {
  while (at(Tok::Import)) {
    tree_->decls.push_back(general_declaration(DeclKind::Import));
    late_import_ = true;
  }
}

void Parser::declaration_into_tree() {
  // The imports are over: another one is read all the same. Several in a row are one mistake.
  if (at(Tok::Import) && !late_import_) error(pos(), "imports must appear before other declarations");
  late_import_ = at(Tok::Import);
  if (Node* d = declaration(kStartsDecl)) tree_->decls.push_back(d);
}

// Null, with an error, if none begins here.
Node* Parser::declaration(uint8_t sync) {
  switch (tok()) {
    case Tok::Import: return general_declaration(DeclKind::Import);
    case Tok::Const: return general_declaration(DeclKind::Const);
    case Tok::Var: return general_declaration(DeclKind::Var);
    case Tok::Type: return general_declaration(DeclKind::Type);
    case Tok::Func: return function_declaration();
    default:
      error_expected(pos(), "declaration");
      advance(sync);
      return nullptr;
  }
}

Node* Parser::general_declaration(DeclKind kind) {
  Pos p = pos();
  next();
  Node* previous = nullptr;
  auto spec = [&]() -> Node* {
    switch (kind) {
      case DeclKind::Import: return import_spec();
      case DeclKind::Const: return value_spec(true, &previous);
      case DeclKind::Var: return value_spec(false, nullptr);
      default: return type_spec();
    }
  };
  size_t m = mark();
  Pos close;
  if (got(Tok::LParen)) {
    while (!at(Tok::RParen) && !at(Tok::EndOfFile)) push(spec());
    close = expect(Tok::RParen);
    expect_semicolon();
  } else {
    push(spec());
  }
  return make(NodeKind::GenDecl, p, raw(pop_list(m)), 0, close.v, static_cast<uint8_t>(kind));
}

Node* Parser::import_spec() {
  Pos p = pos();
  Node* name = nullptr;
  if (at(Tok::Ident)) {
    name = identifier();
  } else if (at(Tok::Period)) {
    name = make(NodeKind::Ident, p, names.dot.data.v);
    next();
  }
  Pos at_path = pos();
  uint32_t length = 0;
  if (at(Tok::String)) {
    length = lex_.length();
    next();
  } else if (at(Tok::Ident) || is_literal(tok())) {
    error(at_path, "import path must be a string");
    next();
  } else {
    error(at_path, "missing import path");
    advance(kEndsExpr);
  }
  Node* path = make(NodeKind::BasicLit, at_path, length, 0, 0, static_cast<uint8_t>(LitKind::String));
  expect_semicolon();
  Node* spec = make(NodeKind::ImportSpec, p, raw(name), raw(path));
  tree_->imports.push_back(spec);
  return spec;
}

// `previous`: of a constant group, the last spec with values or a type of its own.
Node* Parser::value_spec(bool constant, Node** previous) {
  Pos p = pos();
  NodeList idents = identifier_list();
  Node* t = nullptr;
  NodeList values;
  bool may_have_values = true;
  if (constant) {
    if (at(Tok::EndOfFile) || at(Tok::Semicolon) || at(Tok::RParen)) {
      may_have_values = false;
    } else {
      t = try_type();
    }
  } else if (!at(Tok::Assign)) {
    t = type();
  }
  if (may_have_values && got(Tok::Assign)) {
    size_t m = mark();
    expression_list(true);
    values = pop_list(m);
  }
  expect_semicolon();
  Node* spec = make(NodeKind::ValueSpec, p, raw(idents), raw(values), raw(t));
  if (constant) {
    if (t || !values.absent() || !*previous) {
      *previous = spec;
    } else {
      spec->b = (*previous)->b;
      spec->aux = (*previous)->aux;
      spec->op = 1;
    }
  }
  return spec;
}

Node* Parser::type_spec() {
  Pos p = pos();
  Node* name = identifier();
  Node* t;
  Pos alias;
  if (at(Tok::LBrack)) {
    // An array or slice type, or a list of type parameters: `[P *C]` could be both.
    Pos open = pos();
    next();
    if (at(Tok::Ident)) {
      Node* x = identifier();
      if (!at(Tok::LBrack)) {
        expr_level_++;
        x = binary(primary(x), 1);
        expr_level_--;
      }
      Node* constraint = nullptr;
      Node* parameter = split_parameter(x, at(Tok::Comma), &constraint);
      if (parameter && (constraint || !at(Tok::RBrack))) return generic_type_spec(name, open, parameter, constraint);
      t = array_type(open, x);
    } else {
      t = array_type(open, nullptr);
    }
  } else {
    if (at(Tok::Assign)) {
      alias = pos();
      next();
    }
    t = type();
  }
  expect_semicolon();
  return make(NodeKind::TypeSpec, p, raw(list({name, nullptr, t})), 0, alias.v, alias ? 1 : 0);
}

Node* Parser::generic_type_spec(Node* name, Pos open, Node* parameter, Node* constraint) {
  NodeList fields = parameter_list(parameter, constraint, Tok::RBrack, false);
  Pos close = expect(Tok::RBrack);
  Node* tparams = make(NodeKind::FieldList, open, raw(fields), 0, close.v);
  Pos alias;
  if (at(Tok::Assign)) {
    alias = pos();
    next();
  }
  Node* t = type();
  expect_semicolon();
  return make(NodeKind::TypeSpec, name->pos, raw(list({name, tparams, t})), 0, alias.v, alias ? 1 : 0);
}

// Reads the expression x as a type parameter's name followed by the beginning of its constraint:
// `P *C` was read as a product, `P (C)` as a call, `P *A|B` as a union on top. Null if x cannot be that;
// `force`: it can even if the constraint looks like an ordinary expression.
Node* Parser::split_parameter(Node* x, bool force, Node** constraint) {
  *constraint = nullptr;
  if (x->is(NodeKind::Ident)) return x;
  // Down the left side of a union to the product or call that begins it.
  Node* top = nullptr;
  Node* last = nullptr;
  Node* n = x;
  while (n->is(NodeKind::Binary) && n->oper() == Op::Or) {
    force = force || is_type_element(n->nb());
    if (!top) top = n;
    last = n;
    n = n->na();
  }
  Node* name = nullptr;
  Node* first = nullptr;
  if (n->is(NodeKind::Binary) && n->oper() == Op::Mul && n->na()->is(NodeKind::Ident)) {
    if (force || is_type_element(n->nb())) {
      name = n->na();
      first = make(NodeKind::Star, n->pos, raw(n->nb()));
    }
  } else if (n->is(NodeKind::Call) && n->na()->is(NodeKind::Ident) && n->lb().size() == 1 && n->op == 0) {
    Node* argument = n->lb()[0];
    if (force || is_type_element(argument)) {
      name = n->na();
      first = make(NodeKind::Paren, n->pos, raw(argument), 0, n->aux);
    }
  }
  if (!name) return nullptr;
  if (last) {
    last->a = raw(first);
    *constraint = top;
  } else {
    *constraint = first;
  }
  return name;
}

// Of func (r *T[P]) m().
bool Parser::generic_receiver(const Node* receiver) {
  if (!receiver || receiver->la().empty()) return false;
  Node* t = receiver->la()[0]->na();
  while (t && (t->is(NodeKind::Paren) || t->is(NodeKind::Star))) t = t->na();
  return t && t->is(NodeKind::Index);
}

Node* Parser::function_declaration() {
  Pos p = expect(Tok::Func);
  Node* receiver = at(Tok::LParen) ? parameters(false) : nullptr;
  Node* name = identifier();
  Node* tparams = type_parameters();
  Node* params = parameters(false);
  Node* result = results();
  Node* t = make(NodeKind::FuncType, p, raw(list({tparams, params, result})));
  Node* body = nullptr;
  Pos skipped;
  auto read_body = [&] {
    bool wanted = mode_ == ParseMode::Full || (generic_bodies_ && (tparams || generic_receiver(receiver)));
    if (wanted) {
      ParseMode skipping = std::exchange(mode_, ParseMode::Full);
      body = function_body();
      mode_ = skipping;
    } else {
      lex_.skip_block();
      skipped = pos();
      expect(Tok::RBrace);
    }
    expect_semicolon();
  };
  if (at(Tok::LBrace)) {
    read_body();
  } else if (got(Tok::Semicolon)) {
    if (at(Tok::LBrace)) {
      error(pos(), "unexpected semicolon or newline before {");
      read_body();
    }
  } else {
    expect_semicolon();
  }
  return make(NodeKind::FuncDecl, p, raw(list({receiver, name, t, body})), 0, skipped.v, skipped ? 1 : 0);
}

}  // namespace ptrsafe
