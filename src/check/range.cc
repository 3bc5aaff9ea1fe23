// Range clauses (spec, "For statements with range clause").
#include <fmt/format.h>

#include "check/checker.h"
#include "check/statements.h"

namespace ptrsafe {
namespace {

// What ranging over a type yields: types of the iteration variables, null where there is none.
struct Iteration {
  Type* key = nullptr;
  Type* value = nullptr;
  bool ok = false;
  std::string cause;  // if not ok; may be empty
};

Iteration failed(std::string cause = {}) {
  Iteration i;
  i.key = i.value = invalid_type();
  i.cause = std::move(cause);
  return i;
}

Iteration over(Type* key, Type* value) {
  Iteration i;
  i.key = key, i.value = value, i.ok = true;
  return i;
}

Iteration over_function(Checker& c, Signature* f) {
  constexpr std::string_view kShape = "func must be func(yield func(...) bool): ";
  auto bad = [&](std::string_view why) { return failed(fmt::format("{}{}", kShape, why)); };
  if (!c.allows(23)) return failed("requires go1.23 or later");
  if (f->param_count() != 1) return bad("wrong argument count");
  if (f->result_count() != 0) return bad("unexpected results");
  std::string cause;
  Qualifier q = c.qualifier();
  Type* u = common_under(f->param(0)->type, &cause, &q);
  if (!u) return bad(fmt::format("in yield type, {}", cause));
  if (u->kind != TypeKind::Signature) return bad("argument is not func");
  auto* yield = static_cast<Signature*>(u);
  if (yield->param_count() > 2) return bad("yield func has too many parameters");
  if (yield->variadic()) return failed(fmt::format("yield func of type {} cannot be variadic", c.str(f->param(0)->type)));
  if (yield->result_count() != 1) return bad("yield func does not return bool");
  Type* result = yield->result(0)->type;
  if (!identical(result, basic_type(BasicKind::Bool)))
    return bad(is_boolean(result) ? "yield func returns user-defined boolean, not bool"
                                  : "yield func does not return bool");
  return over(yield->param_count() > 0 ? yield->param(0)->type.get() : nullptr,
              yield->param_count() > 1 ? yield->param(1)->type.get() : nullptr);
}

Iteration iterate(Checker& c, Type* t) {
  std::string cause;
  Type* u;
  if (!is_type_param(t)) {
    u = under(t);
    if (u->kind == TypeKind::Chan && static_cast<Chan*>(u)->dir() == ChanDir::Send)
      return failed(fmt::format("receive from send-only channel {}", c.str(t)));
  } else {
    each_type(t, [&](Type* term, Type* tu) {
      if (tu && tu->kind == TypeKind::Chan && static_cast<Chan*>(tu)->dir() == ChanDir::Send)
        cause = fmt::format("receive from send-only channel {}", c.str(term));
      return cause.empty();
    });
    if (!cause.empty()) return failed(std::move(cause));
    Qualifier q = c.qualifier();
    u = common_under(t, &cause, &q);
    if (!u) return failed(std::move(cause));
  }
  if (u->kind == TypeKind::Pointer)
    if (Array* a = as_under<Array>(static_cast<Pointer*>(u)->elem)) u = a;
  switch (u->kind) {
    case TypeKind::Basic:
      if (is_string(u)) return over(basic_type(BasicKind::Int), universe.rune_type);
      if (!is_integer(u)) break;
      return c.allows(22) ? over(t, nullptr) : failed("requires go1.22 or later");
    case TypeKind::Array: return over(basic_type(BasicKind::Int), static_cast<Array*>(u)->elem);
    case TypeKind::Slice: return over(basic_type(BasicKind::Int), static_cast<Slice*>(u)->elem);
    case TypeKind::Map: return over(static_cast<Map*>(u)->key, static_cast<Map*>(u)->elem);
    case TypeKind::Chan: return over(static_cast<Chan*>(u)->elem, nullptr);
    case TypeKind::Signature: return over_function(c, static_cast<Signature*>(u));
    default: break;
  }
  return failed();
}

// The value that one iteration gives a variable, as an operand for the assignment.
Operand iteration_value(Node* lhs, Type* t) {
  Operand y;
  y.mode = Operand::Value;
  y.expr = lhs;  // errors are about the variable
  y.type = t;
  return y;
}

}  // namespace

void Checker::range_stmt_check(StmtContext ctx, Node* s) {
  RangeView v = ptrsafe::range_stmt(s);
  bool define = s->oper() == Op::Define;
  Operand x;
  expr(nullptr, x, v.x);

  Iteration types = failed();
  bool over_int = false;
  if (x.mode != Operand::Invalid) {
    types = iterate(*this, x.type);
    auto soft = [&](const Node* at, std::string message) { soft_error(start_pos(at), std::move(message)); };
    if (!types.ok) {
      soft(x.expr, types.cause.empty() ? fmt::format("cannot range over {}", str(x))
                                       : fmt::format("cannot range over {}: {}", str(x), types.cause));
    } else if (v.key && !types.key) {
      soft(v.key, fmt::format("range over {} permits no iteration variables", str(x)));
    } else if (v.value && !types.value) {
      soft(v.value, fmt::format("range over {} permits only one iteration variable", str(x)));
    }
    over_int = is_integer(x.type);
  }

  // Function literals in the range expression do not see the variables.
  BlockScope scope(*this, s, define);
  Node* lhs[2] = {v.key, v.value};
  Type* yields[2] = {types.key, types.value};
  if (define) {
    absl::InlinedVector<Ref<Var>, 2> fresh;
    for (int i = 0; i < 2; i++) {
      Node* e = lhs[i];
      if (!e) continue;
      Var* o = make<Var>();
      o->pos = start_pos(e);
      o->pkg = pkg_;
      o->bits = Var::kLoopVar;
      o->color = Object::Black;
      if (e->is(NodeKind::Ident)) {
        o->name = e->name();
        record_def(e, o);
        if (!(o->name == names.blank)) fresh.push_back(o);
      } else {
        error(e, fmt::format("invalid syntax tree: cannot declare {}", str(e)));
        o->name = names.blank;
      }
      if (!yields[i] || !is_valid(yields[i])) {
        o->type = invalid_type();
        o->bits |= Var::kUsed;  // no follow-up
      } else if (over_int) {
        init_var(o, x, "range clause");
      } else {
        Operand y = iteration_value(e, yields[i]);
        init_var(o, y, "assignment");
      }
    }
    if (fresh.empty()) {
      error(s->aux_pos(), "no new variables on left side of :=");
    } else {
      for (Var* o : fresh) declare_in(env_.scope, nullptr, o, v.body->pos);
    }
  } else if (v.key) {
    for (int i = 0; i < 2; i++) {
      Node* e = lhs[i];
      if (!e) continue;
      if (!yields[i] || !is_valid(yields[i])) {
        use_lhs(e);
      } else if (over_int) {
        assign_var(e, nullptr, &x, "range clause");
        if (x.mode != Operand::Invalid && !is_integer(x.type))
          soft_error(start_pos(e), fmt::format("cannot use iteration variable of type {}", str(x.type)));
      } else {
        Operand y = iteration_value(e, yields[i]);
        assign_var(e, nullptr, &y, "assignment");
      }
    }
  } else if (over_int) {
    // An untyped constant must fit its default type all the same.
    assignment(x, nullptr, "range clause");
  }
  ctx.break_ok = ctx.continue_ok = true;
  stmt(ctx, v.body);
}

}  // namespace ptrsafe
