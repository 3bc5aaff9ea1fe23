// Parameter lists, of values and of types. Whether `a, b` are names or types is known only at the end
// of the list, so entries are collected first and sorted out then.
#include "parse/parser_impl.h"

namespace ptrsafe {
namespace {

bool starts_type(Tok t) {
  switch (t) {
    case Tok::Ident: case Tok::Mul: case Tok::Arrow: case Tok::Func: case Tok::Chan: case Tok::Map:
    case Tok::Struct: case Tok::Interface: case Tok::LParen: case Tok::LBrack:
      return true;
    default:
      return false;
  }
}

}  // namespace

// One entry: a name, a type, or both. A lone identifier is taken as a name.
Parser::Parameter Parser::parameter(bool type_params) {
  Parameter par{nullptr, nullptr};
  if (at(Tok::Ident)) {
    par.name = identifier();
    switch (tok()) {
      case Tok::LBrack: par.type = array_or_arguments(&par.name); break;
      case Tok::Ellipsis: {
        Pos dots = pos();
        next();
        par.type = make(NodeKind::Ellipsis, dots, raw(type()));
        return par;
      }
      case Tok::Period:
        par.type = qualified_type(par.name);
        par.name = nullptr;
        break;
      case Tok::Tilde:
        if (type_params) par.type = union_type(nullptr);
        return par;
      case Tok::Or:
        if (type_params) {
          par.type = union_type(par.name);
          par.name = nullptr;
        }
        return par;
      default:
        if (starts_type(tok())) par.type = type();
    }
  } else if (at(Tok::Ellipsis)) {
    Pos dots = pos();
    next();
    par.type = make(NodeKind::Ellipsis, dots, raw(type()));
    return par;
  } else if (type_params && at(Tok::Tilde)) {
    par.type = union_type(nullptr);
    return par;
  } else if (starts_type(tok())) {
    par.type = type();
  } else {
    error_expected(pos(), Tok::RParen);
    advance(kEndsExpr);
    return par;
  }
  if (type_params && par.type && at(Tok::Or)) par.type = union_type(par.type);
  return par;
}

NodeList Parser::parameter_list(Node* name, Node* type, Tok close, bool dots_allowed) {
  bool type_params = close == Tok::RBrack;
  Pos start = name ? start_pos(name) : pos();
  size_t first = parameters_.size();
  size_t named = 0, typed = 0;
  while (name || (!at(close) && !at(Tok::EndOfFile))) {
    Parameter par;
    if (type) {
      par = {name, type_params ? union_type(type) : type};
    } else if (name) {
      // Only the name was read: what may follow it is what follows any name.
      par = {name, nullptr};
      if (type_params && at(Tok::Tilde)) par.type = union_type(nullptr);
      else if (at(Tok::LBrack)) par.type = array_or_arguments(&par.name);
      else if (at(Tok::Period)) par.type = qualified_type(par.name), par.name = nullptr;
      else if (at(Tok::Ellipsis)) {
        Pos dots = pos();
        next();
        par.type = make(NodeKind::Ellipsis, dots, raw(this->type()));
      } else if (starts_type(tok())) par.type = this->type();
      if (type_params && at(Tok::Or)) {
        if (!par.type) par.type = par.name, par.name = nullptr;
        par.type = union_type(par.type);
      }
    } else {
      par = parameter(type_params);
    }
    name = type = nullptr;
    if (par.name || par.type) {
      parameters_.push_back(par);
      if (par.name && par.type) named++;
      if (par.type) typed++;
    }
    if (!at_comma("parameter list", close)) break;
    next();
  }
  if (parameters_.size() == first) return list({});
  complete_parameters(first, close, start, named, typed);
  check_dots(first, dots_allowed);
  return group_parameters(first);
}

// Decides between names and types, and gives every entry its type.
void Parser::complete_parameters(size_t first, Tok close, Pos start, size_t named, size_t typed) {
  bool type_params = close == Tok::RBrack;
  size_t count = parameters_.size() - first;
  auto missing_name = [&] {
    if (!type_params) return std::string("missing parameter name");
    return std::string("missing type parameter name") + (count == 1 ? " or invalid array length" : "");
  };
  if (named == 0) {
    // No entry has both: they are all types.
    for (size_t i = first; i < parameters_.size(); i++) {
      Parameter& par = parameters_[i];
      if (par.name) par = {nullptr, par.name};
    }
    if (type_params) {
      if (named == typed) {
        error(pos(), "missing type constraint");
      } else {
        error(start, missing_name());
      }
    }
    return;
  }
  if (named == count) return;
  // Some have both, so all entries without a type are names that share the next type.
  Pos bad;
  Node* t = nullptr;
  for (size_t i = parameters_.size(); i-- > first;) {
    Parameter& par = parameters_[i];
    if (par.type) {
      t = par.type;
      if (!par.name) {
        bad = start_pos(t);
        par.name = blank(bad);
      }
    } else if (t) {
      par.type = t;
    } else {
      bad = par.name->pos;
      par.type = bad_expression(bad);
    }
  }
  if (!bad) return;
  if (named == typed) {
    error(pos(), type_params ? "missing type constraint" : "missing parameter type");
  } else {
    error(bad, missing_name());
  }
}

// Only the last parameter of a list may have dots, and only in some lists. Elsewhere the element type
// stands in, and the first mistake is reported.
void Parser::check_dots(size_t first, bool allowed) {
  bool reported = false;
  for (size_t i = first; i < parameters_.size(); i++) {
    Node* t = parameters_[i].type;
    if (!t || !t->is(NodeKind::Ellipsis)) continue;
    bool shared = i > first && parameters_[i - 1].type == t;
    if (allowed && i + 1 == parameters_.size() && !shared) continue;
    if (!reported) error(t->pos, allowed ? "can only use ... with final parameter" : "invalid use of ...");
    reported = true;
    for (size_t j = i; j < parameters_.size() && (j == i || parameters_[j].type == t); j++) {
      parameters_[j].type = t->na();
    }
  }
}

// Consecutive names with the same type node make one Field.
NodeList Parser::group_parameters(size_t first) {
  size_t fields = mark();
  for (size_t i = first; i < parameters_.size();) {
    Node* t = parameters_[i].type;
    if (!parameters_[i].name) {
      push(make(NodeKind::Field, start_pos(t), raw(t)));
      i++;
      continue;
    }
    Pos p = parameters_[i].name->pos;
    size_t names = mark();
    for (; i < parameters_.size() && parameters_[i].type == t && parameters_[i].name; i++) push(parameters_[i].name);
    NodeList l = pop_list(names);
    push(make(NodeKind::Field, p, raw(t), raw(l)));
  }
  parameters_.resize(first);
  return pop_list(fields);
}

// [P C, Q D], or null if there is none.
Node* Parser::type_parameters() {
  if (!at(Tok::LBrack)) return nullptr;
  Pos open = pos();
  next();
  NodeList fields = parameter_list(nullptr, nullptr, Tok::RBrack, false);
  Pos close = expect(Tok::RBrack);
  if (fields.empty()) {
    error(close, "empty type parameter list");
    return nullptr;
  }
  return make(NodeKind::FieldList, open, raw(fields), 0, close.v);
}

Node* Parser::parameters(bool result) {
  Pos open = expect(Tok::LParen);
  NodeList fields;
  if (!at(Tok::RParen)) fields = parameter_list(nullptr, nullptr, Tok::RParen, !result);
  Pos close = expect(Tok::RParen);
  return make(NodeKind::FieldList, open, raw(fields), 0, close.v);
}

// Results: a list in parentheses, a single type, or null for none.
Node* Parser::results() {
  if (at(Tok::LParen)) return parameters(true);
  Pos p = pos();
  Node* t = try_type();
  if (!t) return nullptr;
  Node* field = make(NodeKind::Field, p, raw(t));
  return make(NodeKind::FieldList, p, raw(list({field})));
}

}  // namespace ptrsafe
