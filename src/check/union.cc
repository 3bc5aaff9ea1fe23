// Unions (spec, "General interfaces"): elements of interfaces such as ~int | string.
#include <algorithm>

#include <fmt/format.h>

#include "check/checker.h"
#include "types/term_list.h"

namespace ptrsafe {
namespace {

constexpr size_t kMaxTerms = 100;


// The type of a term; invalid after an error.
Term parse_term(Checker& c, Node* e) {
  bool tilde = e->is(NodeKind::Unary) && e->oper() == Op::Tilde;
  Node* x = tilde ? e->na() : e;
  Type* t = c.type_expr(x);
  if (as<TypeParam>(t)) {
    c.error(x, tilde ? fmt::format("type in term {} cannot be a type parameter", expr_string(e))
                     : "term cannot be a type parameter");
    t = invalid_type();
  }
  if (tilde) {
    Union* u = make<Union>();
    Term term{t, true};
    u->terms = List<Term>::copy_of({&term, 1});
    c.record_type_and_value(e, Operand::TypeExpr, u, {});
  }
  return {t, tilde};
}

void report_too_many(Checker& c, Node* at) {
  c.error(at, fmt::format("cannot handle more than {} union terms (implementation limitation)", kMaxTerms));
}

// Rules about terms, once their types are complete.
void check_terms(Checker& c, List<Term> terms, const std::vector<Node*>& nodes) {
  TermList embedded = TermList::none();  // what interfaces among the terms add
  for (size_t i = 0; i < terms.size(); i++) {
    const Term& t = terms[i];
    if (!is_valid(t.type)) continue;
    Type* u = under(t.type);
    if (!is_valid(u)) continue;
    Interface* f = as<Interface>(u);
    if (t.tilde && f) {
      c.soft_error(start_pos(nodes[i]), fmt::format("invalid use of ~ ({} is an interface)", c.str(t.type)));
      continue;
    }
    if (t.tilde && !identical(u, t.type)) {
      c.soft_error(start_pos(nodes[i]),
                   fmt::format("invalid use of ~ (underlying type of {} is {})", c.str(t.type), c.str(u)));
      continue;
    }
    if (f) {
      const TypeSet* s = type_set(f);
      std::string name = term_string(t);
      if (!s->methods.empty())
        c.error(nodes[i], fmt::format("cannot use {} in union ({} contains methods)", name, name));
      else if (unalias(t.type) == universe.comparable_type)
        c.error(nodes[i], "cannot use comparable in union");
      else if (s->comparable)
        c.error(nodes[i], fmt::format("cannot use {} in union ({} embeds comparable)", name, name));
      if (s->has_terms()) embedded.add_all(s->terms.span());
      continue;  // interfaces may overlap
    }
    for (size_t j = 0; j < i; j++) {
      const Term& earlier = terms[j];
      if (!is_valid(earlier.type) || is_interface_type(earlier.type) || terms_disjoint(earlier, t)) continue;
      c.soft_error(start_pos(nodes[i]),
                   fmt::format("overlapping terms {} and {}", term_string(t), term_string(earlier)));
      break;
    }
  }
  if (embedded.terms.empty()) return;
  for (const Term& t : terms.span())
    if (is_valid(t.type) && !is_interface_type(t.type)) embedded.add(t);
  if (embedded.terms.size() > kMaxTerms) report_too_many(c, nodes[0]);
}

}  // namespace

Type* Checker::union_type(Node* e) {
  std::vector<Node*> nodes, operators;
  Node* left = e;
  for (; left->is(NodeKind::Binary) && left->oper() == Op::Or; left = left->na()) {
    operators.push_back(left);
    nodes.push_back(left->nb());
  }
  nodes.push_back(left);
  std::reverse(nodes.begin(), nodes.end());
  std::reverse(operators.begin(), operators.end());

  std::vector<Term> terms;
  bool valid = true;
  Type* result = nullptr;
  for (size_t i = 0; i < nodes.size(); i++) {
    Term t = parse_term(*this, nodes[i]);
    if (nodes.size() == 1 && !t.tilde) return t.type;
    if (terms.size() >= kMaxTerms) {
      if (valid) report_too_many(*this, nodes[i]);
      valid = false;
      result = invalid_type();
    } else {
      terms.push_back(t);
    }
  }
  if (valid) {
    Union* u = make<Union>();
    u->terms = List<Term>::copy_of(terms);
    result = u;
  }
  // Inner operators get the type of the whole.
  for (Node* op : operators) record_type_and_value(op, Operand::TypeExpr, result, {});
  if (!valid) return result;
  List<Term> list = static_cast<Union*>(result)->terms;
  later([this, list, nodes = std::move(nodes)] { check_terms(*this, list, nodes); });
  return result;
}

}  // namespace ptrsafe
