// Calls (spec, "Calls", "Conversions", "Instantiations").
#include <fmt/format.h>

#include "check/arguments.h"
#include "check/checker.h"
#include "check/struct_literal.h"
#include "check/unify.h"

namespace ptrsafe {
namespace {

// T(x).
void convert(Checker& c, Operand& x, Node* call) {
  NodeList args = call->lb();
  Type* t = x.type;
  if (is_generic(t)) {
    c.error(x, fmt::format("cannot use generic type {} without instantiation", c.str(x.expr)));
    x.invalidate();
    return;
  }
  x.invalidate();
  if (args.empty()) {
    c.error(call->aux_pos(), fmt::format("missing argument in conversion to {}", c.str(t)));
    return;
  }
  if (args.size() > 1) {
    c.use(args);
    c.error(args[args.size() - 1], fmt::format("too many arguments in conversion to {}", c.str(t)));
    return;
  }
  c.expr(infers_from_context(c) ? t : nullptr, x, args[0]);
  if (x.mode == Operand::Invalid) return;
  if (call->op == 1) {
    c.error(args[0], fmt::format("invalid use of ... in conversion to {}", c.str(t)));
    x.invalidate();
    return;
  }
  if (Interface* i = as_under<Interface>(t); i && !is_type_param(t) && !type_set(i)->is_method_set()) {
    c.error(call, fmt::format("cannot use interface {} in conversion (contains specific type constraints or is "
                              "comparable)", c.str(t)));
    return;
  }
  c.conversion(x, t);
}

// The signature of what is called; null after reporting that x cannot be called.
Signature* callee_signature(Checker& c, Operand& x) {
  if (x.type->kind == TypeKind::Signature) return static_cast<Signature*>(x.type);
  std::string cause;
  bool ok = each_type(x.type, [&](Type* t, Type* u) {
    if (u && u->kind == TypeKind::Signature) return true;
    cause = u ? fmt::format("{} is not a function", c.str(t)) : "no specific type";
    return false;
  });
  if (ok) {
    Qualifier q = c.qualifier();
    if (Type* u = common_under(x.type, &cause, &q)) return static_cast<Signature*>(u);
  }
  c.error(x, fmt::format("invalid operation: cannot call {}: {}", c.str(x), cause));
  return nullptr;
}

// A call without `...` of a function that is not generic, with as many arguments as parameters: they are
// checked one by one, and no list is made. False if the call is not of this kind; nothing was evaluated then.
bool plain_call(Checker& c, Node* call, Signature* sig) {
  if (call->op == 1) return false;
  NodeList args = call->lb();
  size_t n = args.size(), params = sig->param_count();
  bool variadic = sig->variadic();
  if (variadic ? n + 1 < params : n != params) return false;
  Type* rest = nullptr;
  if (variadic && n >= params) {
    Type* last = sig->param(params - 1)->type;
    Slice* s = as<Slice>(last);
    rest = s ? s->elem.get() : last;
  }
  size_t fixed = variadic ? params - 1 : params;
  std::vector<Operand> tuple;
  std::vector<std::vector<Ref<Type>>> targs;
  for (size_t i = 0; i < n; i++) {
    Operand x;
    std::vector<Ref<Type>> partial;
    generic_argument(c, x, args[i], partial);
    if (x.mode == Operand::Invalid) continue;
    Type* t = i < fixed ? sig->param(i)->type.get() : rest;
    if (x.type->kind == TypeKind::Signature && !static_cast<Signature*>(x.type)->type_params.empty()) {
      // A generic function value: inferred against its own parameter only.
      tuple.assign(1, x);
      targs.assign(1, std::move(partial));
      Signature* one = make<Signature>();
      Var* v = make<Var>();
      v->type = t;
      v->color = Object::Black;
      Ref<Var> vars[1] = {v};
      one->params = make_tuple(vars);
      c.arguments(call, {}, nullptr, tuple, targs, one);
      continue;
    }
    if (x.mode == Operand::Value && x.type->kind == TypeKind::Tuple) {
      if (n > 1) {
        c.single_value(x);
        continue;
      }
      // One argument with several values: the general way reports the mismatch.
      for (Var* v : static_cast<Tuple*>(x.type)->vars.span()) {
        Operand& one = tuple.emplace_back();
        one.mode = Operand::Value;
        one.expr = args[0];
        one.type = v->type;
      }
      c.arguments(call, {}, nullptr, tuple, targs, sig);
      return true;
    }
    pass_argument(c, x, t, call);
  }
  return true;
}

}  // namespace

void Checker::call_expr(Operand& x, Node* call) { raw_call(x, call); }

Checker::ExprKind Checker::raw_call(Operand& x, Node* call) {
  Node* fun = call->na();
  NodeList args = call->lb();
  Node* index = nullptr;  // type arguments that are given and not used up
  if (fun->is(NodeKind::Index)) {
    x = Operand{};
    x.type = invalid_type();
    x.expr = fun;
    if (index_expr(x, fun)) index = fun;  // instantiated below, together with what the arguments say
    x.expr = fun;
    if (x.mode == Operand::Invalid) {
      x.type = invalid_type();
    } else {
      record_type_and_value(fun, x.mode, x.type, x.val);
    }
  } else {
    raw_expr(nullptr, x, fun, nullptr, true);
    if (x.mode == Operand::NoValue) exclude_novalue(x);
    if (x.mode != Operand::Builtin) single_value(x);
  }

  auto done = [&](ExprKind kind) {
    x.expr = call;
    return call_kind_ = kind;
  };
  auto failed = [&] {
    use(args);
    x.invalidate();
    return done(ExprKind::Statement);
  };
  switch (x.mode) {
    case Operand::Invalid: return failed();
    case Operand::TypeExpr: convert(*this, x, call); return done(ExprKind::Conversion);
    case Operand::Builtin: {
      ExprKind kind = ExprKind::Expression;
      switch (x.id) {
        case BuiltinId::Clear:
        case BuiltinId::Close:
        case BuiltinId::Copy:
        case BuiltinId::Delete:
        case BuiltinId::Panic:
        case BuiltinId::Print:
        case BuiltinId::Println:
        case BuiltinId::Recover:
        case BuiltinId::TestAssert: kind = ExprKind::Statement; break;
        default: break;
      }
      if (!builtin_call(x, call, x.id)) x.invalidate();
      // A result that is not constant means that something is called at run time.
      if (x.mode != Operand::Invalid && x.mode != Operand::Constant) env_.has_call_or_recv = true;
      return done(kind);
    }
    default: break;
  }

  Signature* sig = callee_signature(*this, x);
  if (!sig) {
    // What the arguments mention counts as unused, as for go/types.
    x.invalidate();
    return done(ExprKind::Statement);
  }
  bool generic = !sig->type_params.empty();
  if (!generic && !index && plain_call(*this, call, sig)) {
    // The common case.
  } else {
    std::vector<Ref<Type>> targs;
    if (index) {
      if (!type_arguments(*this, index, targs)) return failed();
      size_t want = sig->type_params.size();
      if (targs.size() > want) {
        error(index->lb()[want], fmt::format("got {} type arguments but want {}", targs.size(), want));
        return failed();
      }
      if (targs.size() == want && want > 0) {
        // Nothing to infer: what is recorded does not depend on the arguments being right.
        if (!allows(18)) error(index->pos, "function instantiation requires go1.18 or later");
        absl::InlinedVector<Node*, 4> nodes(index->lb().begin(), index->lb().end());
        sig = instantiate_signature(start_pos(fun), fun, targs, sig, nodes);
        targs.clear();
        index = nullptr;
      }
    }
    if (!sig->type_params.empty() || !plain_call(*this, call, sig)) {
      std::vector<std::vector<Ref<Type>>> arg_targs;
      std::vector<Operand> values = generic_expr_list(args, &arg_targs, nullptr);
      sig = arguments(call, std::move(targs), index, values, arg_targs, sig);
    }
    if (generic && sig->type_params.empty()) record_type_and_value(fun, Operand::Value, sig, {});
  }

  switch (sig->result_count()) {
    case 0:
      x.mode = Operand::NoValue;
      x.type = no_value_type();
      break;
    case 1:
      x.mode = Operand::Value;
      x.type = sig->result(0)->type;
      break;
    default:
      x.mode = Operand::Value;
      x.type = sig->results;
      break;
  }
  // Where inference failed, a result type that mentions type parameters means nothing.
  if (x.mode == Operand::Value && !sig->type_params.empty() && is_parameterized(sig->type_params.span(), x.type)) {
    x.invalidate();
  }
  env_.has_call_or_recv = true;
  return done(ExprKind::Statement);
}

bool Checker::use(Node* e) {
  Node* inner = e ? unparen(e) : nullptr;
  if (!inner || (inner->is(NodeKind::Ident) && inner->name() == names.blank)) return true;
  if (inner->is(NodeKind::KeyValue)) return use(inner->nb());
  Operand x;
  raw_expr(nullptr, x, inner->is(NodeKind::Ident) ? inner : e, nullptr, true);
  return x.mode != Operand::Invalid;
}

bool Checker::use(NodeList list) {
  bool ok = true;
  for (Node* e : list) ok = use(e) && ok;
  return ok;
}

bool Checker::use_lhs(Node* e) {
  Node* inner = unparen(e);
  Var* v = inner->is(NodeKind::Ident) ? as_object<Var>(lookup(inner->name())) : nullptr;
  bool unused = v && !(v->bits & (Var::kUsed | Var::kPackageVar)) && v->pkg == Ref<Package>(pkg_);
  bool ok = use(e);
  if (unused) v->bits &= static_cast<uint16_t>(~Var::kUsed);
  return ok;
}

bool Checker::use_lhs(NodeList list) {
  bool ok = true;
  for (Node* e : list) ok = use_lhs(e) && ok;
  return ok;
}

}  // namespace ptrsafe
