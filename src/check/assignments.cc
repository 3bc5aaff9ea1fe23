// Assignments and initialisations (spec, "Assignment statements", "Short variable declarations", "Variable
// declarations", "Constant declarations"): n values to n variables, or one call or comma-ok expression to several.
#include <fmt/format.h>

#include "check/arguments.h"
#include "check/checker.h"

namespace ptrsafe {
namespace {

std::string counted(size_t n, std::string_view unit) { return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s"); }

bool is_call(NodeList list) { return list.size() == 1 && unparen(list[0])->is(NodeKind::Call); }

// Evaluates the one expression of `list`, a call, for exactly one variable; false (after a report) if it has
// another number of values.
bool single_call(Checker& c, Operand& x, NodeList list, size_t* values) {
  c.raw_expr(nullptr, x, list[0], nullptr, false);
  c.exclude_novalue(x);
  *values = 1;
  if (x.mode != Operand::Value || x.type->kind != TypeKind::Tuple) return true;
  *values = static_cast<Tuple*>(x.type)->size();
  return false;
}

// The values of multi_expr are a value and whether there was one: their second is an untyped bool, which no
// call yields.
bool is_comma_ok(const std::vector<Operand>& values) {
  return values.size() == 2 && values[1].type == basic_type(BasicKind::UntypedBool);
}

// `t` as a target of inference for generic function values; null if it is none or `rhs` cannot be one.
Type* target_for(Type* t, const Node* rhs) {
  if (!t) return nullptr;
  while (rhs->is(NodeKind::Paren)) rhs = rhs->na();
  if (!rhs->is(NodeKind::Ident) && !rhs->is(NodeKind::Selector) && !rhs->is(NodeKind::Index)) return nullptr;
  return as_under<Signature>(t) ? t : nullptr;
}

}  // namespace

void Checker::init_const(ConstObject* lhs, Operand& x) {
  if (x.mode == Operand::Invalid || !is_valid(x.type) || (lhs->type && !is_valid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid_type();
    return;
  }
  if (x.mode != Operand::Constant) {
    error(x, fmt::format("{} is not constant", str(x)));
    if (!lhs->type) lhs->type = invalid_type();
    return;
  }
  if (!lhs->type) lhs->type = x.type;
  assignment(x, lhs->type, "constant declaration");
  if (x.mode == Operand::Invalid) return;
  lhs->value = x.val;
}

void Checker::init_var(Var* lhs, Operand& x, std::string_view context) {
  if (x.mode == Operand::Invalid || !is_valid(x.type) || (lhs->type && !is_valid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid_type();
    x.invalidate();
    return;
  }
  if (!lhs->type) {
    Type* t = x.type;
    if (is_untyped(t)) {
      if (t == basic_type(BasicKind::UntypedNil)) {
        error(x, fmt::format("use of untyped nil in {}", context));
        lhs->type = invalid_type();
        x.invalidate();
        return;
      }
      t = default_type(t);
    }
    lhs->type = t;
  }
  assignment(x, lhs->type, context);
}

Type* Checker::lhs_var(Node* lhs) {
  Node* inner = unparen(lhs);
  Operand x;
  if (inner->is(NodeKind::Ident)) {
    Name name = inner->name();
    if (name == names.blank) {
      record_def(inner, nullptr);
      return nullptr;
    }
    // Assigning to a variable does not use it. Variables of packages have no such mark.
    Var* v = as_object<Var>(lookup(name));
    bool unused = v && !(v->bits & (Var::kUsed | Var::kPackageVar)) && v->pkg == Ref<Package>(pkg_);
    expr(nullptr, x, lhs);
    if (unused) v->bits &= static_cast<uint16_t>(~Var::kUsed);
  } else {
    expr(nullptr, x, lhs);
  }
  if (x.mode == Operand::Invalid || !is_valid(x.type)) return invalid_type();
  if (x.mode == Operand::Variable || x.mode == Operand::MapIndex) return x.type;
  if (x.expr->is(NodeKind::Selector)) {
    Operand base;
    expr(nullptr, base, x.expr->na());
    if (base.mode == Operand::MapIndex) {
      error(x, fmt::format("cannot assign to struct field {} in map", str(x.expr)));
      return invalid_type();
    }
  }
  error(x, fmt::format("cannot assign to {} (neither addressable nor a map index expression)", str(x.expr)));
  return invalid_type();
}

void Checker::assign_var(Node* lhs, Node* rhs, Operand* x, std::string_view context) {
  Type* t = lhs_var(lhs);
  if (t && !is_valid(t)) {
    if (x) {
      x->invalidate();
    } else {
      use(rhs);
    }
    return;
  }
  Operand value;
  if (!x) {
    x = &value;
    Type* target = target_for(t, rhs);
    if (target) target_name_ = intern(str(lhs));
    expr(target, value, rhs);
  }
  if (!t && context == "assignment") context = "assignment to _ identifier";
  assignment(*x, t, context);
}

void Checker::assign_error(NodeList rhs, size_t l, size_t r) {
  Node* first = rhs[0];
  std::string vars = counted(l, "variable"), vals = counted(r, "value");
  if (is_call(rhs)) {
    error(first, fmt::format("assignment mismatch: {} but {} returns {}", vars, str(unparen(first)->na()), vals));
  } else {
    error(first, fmt::format("assignment mismatch: {} but {}", vars, vals));
  }
}

void Checker::return_error(Node* at, std::span<const Ref<Var>> lhs, std::span<const Operand> rhs) {
  bool few = rhs.size() < lhs.size();
  if (!rhs.empty()) at = rhs[few ? rhs.size() - 1 : lhs.size()].expr;
  error(at, fmt::format("{} return values\n\thave {}\n\twant {}", few ? "not enough" : "too many",
                        types_summary(*this, rhs, false), types_summary(*this, lhs, false)));
}

void Checker::init_vars(std::span<const Ref<Var>> lhs, NodeList rhs, Node* return_stmt) {
  std::string_view context = return_stmt ? "return statement" : "assignment";
  size_t l = lhs.size(), r = rhs.size();
  bool call = is_call(rhs);
  if (l == r && !call) {
    for (size_t i = 0; i < l; i++) {
      Operand x;
      Type* target = target_for(lhs[i]->type, rhs[i]);
      if (target) target_name_ = lhs[i]->name || !return_stmt ? lhs[i]->name : intern("result variable");
      expr(target, x, rhs[i]);
      init_var(lhs[i], x, context);
    }
    return;
  }
  auto mismatch = [&](std::span<const Operand> values) {
    if (return_stmt) {
      return_error(return_stmt, lhs, values);
    } else {
      assign_error(rhs, l, values.size());
    }
  };
  // Variables whose values are unknown.
  auto give_up = [&] {
    for (Var* v : lhs)
      if (!v->type) v->type = invalid_type();
  };
  if (r != 1) {
    // A mismatch is only worth a report if nothing else is wrong.
    if (use(rhs)) {
      if (return_stmt) {
        OperandList values;
        size_t before = errors_.size();
        expression_list(*this, rhs, values);
        errors_.resize(before);  // nothing new: the expressions have been checked
        return_error(return_stmt, lhs, values);
      } else {
        assign_error(rhs, l, r);
      }
    }
    give_up();
    return;
  }
  if (l == 1) {
    Operand x;
    size_t count;
    if (single_call(*this, x, rhs, &count)) {
      init_var(lhs[0], x, context);
      return;
    }
    std::vector<Operand> values(count);
    for (size_t i = 0; i < count; i++) {
      values[i].mode = Operand::Value;
      values[i].expr = rhs[0];
      values[i].type = static_cast<Tuple*>(x.type)->vars[i]->type;
    }
    mismatch(values);
    give_up();
    return;
  }
  std::vector<Operand> values;
  multi_expr(rhs[0], l == 2 && !return_stmt, values);
  if (values.size() == l) {
    bool comma_ok = is_comma_ok(values);
    for (size_t i = 0; i < l; i++) init_var(lhs[i], values[i], context);
    if (comma_ok && values[0].mode != Operand::Invalid && values[1].mode != Operand::Invalid)
      record_comma_ok(rhs[0], values[0].type, values[1].type);
    return;
  }
  if (!values.empty() && values[0].mode != Operand::Invalid) mismatch(values);
  give_up();
}

void Checker::assign_vars(NodeList lhs, NodeList rhs) {
  size_t l = lhs.size(), r = rhs.size();
  bool call = is_call(rhs);
  if (l == r && !call) {
    for (size_t i = 0; i < l; i++) assign_var(lhs[i], rhs[i], nullptr, "assignment");
    return;
  }
  if (r != 1) {
    bool ok = use_lhs(lhs);
    if (use(rhs) && ok && r > 0) assign_error(rhs, l, r);
    return;
  }
  if (l == 1) {
    Operand x;
    size_t count;
    if (single_call(*this, x, rhs, &count)) {
      assign_var(lhs[0], nullptr, &x, "assignment");
      return;
    }
    assign_error(rhs, l, count);
    use_lhs(lhs);
    return;
  }
  std::vector<Operand> values;
  multi_expr(rhs[0], l == 2, values);
  if (values.size() == l) {
    bool comma_ok = is_comma_ok(values);
    for (size_t i = 0; i < l; i++) assign_var(lhs[i], nullptr, &values[i], "assignment");
    if (comma_ok && values[0].mode != Operand::Invalid && values[1].mode != Operand::Invalid)
      record_comma_ok(rhs[0], values[0].type, values[1].type);
    return;
  }
  if (!values.empty() && values[0].mode != Operand::Invalid) assign_error(rhs, l, values.size());
  use_lhs(lhs);
}

void Checker::short_var_decl(Pos pos, NodeList lhs, NodeList rhs) {
  size_t delayed = delayed_count();
  Scope* scope = env_.scope;
  absl::InlinedVector<Ref<Var>, 4> vars;   // one for each on the left
  absl::InlinedVector<Ref<Var>, 4> fresh;  // to be declared
  bool wrong = false;
  auto new_var = [&](Node* at, Name name) {
    Var* v = make<Var>();
    v->name = name;
    v->pos = start_pos(at);
    v->pkg = pkg_;
    v->color = Object::Black;
    return v;
  };
  size_t n = lhs.size();
  for (size_t i = 0; i < n; i++) {
    Node* e = lhs[i];
    if (!e->is(NodeKind::Ident)) {
      use(e);
      error(e, fmt::format("non-name {} on left side of :=", str(e)));
      wrong = true;
      vars.push_back(new_var(e, names.blank));
      continue;
    }
    Name name = e->name();
    if (!(name == names.blank)) {
      bool repeated = false;
      for (size_t k = 0; k < i && !repeated; k++) repeated = lhs[k]->is(NodeKind::Ident) && lhs[k]->name() == name;
      if (repeated) {
        error(e, fmt::format("{} repeated on left side of :=", name.view()));
        wrong = true;
        vars.push_back(new_var(e, names.blank));
        continue;
      }
      if (Object* old = scope->find(name)) {
        record_use(e, old);
        if (Var* v = as_object<Var>(old)) {
          vars.push_back(v);
        } else {
          error(e, fmt::format("cannot assign to {}", str(e)));
          wrong = true;
          vars.push_back(new_var(e, names.blank));
        }
        continue;
      }
    }
    Var* v = new_var(e, name);
    record_def(e, v);
    vars.push_back(v);
    if (!(name == names.blank)) fresh.push_back(v);
  }
  init_vars(vars, rhs, nullptr);
  // Function literals on the right do not see the new variables.
  if (delayed_count() != delayed) process_delayed(delayed);
  if (fresh.empty()) {
    if (!wrong) soft_error(pos, "no new variables on left side of :=");
    return;
  }
  Pos begin = rhs.empty() ? pos : end_pos(rhs[rhs.size() - 1]);
  for (Var* v : fresh) declare_in(scope, nullptr, v, begin);
}

}  // namespace ptrsafe
