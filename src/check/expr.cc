// Expressions (spec, "Expressions"): the entry points, which say what kind of operand is wanted, and the
// dispatch over the kinds of expressions.
#include <fmt/format.h>

#include "check/implicit.h"

namespace ptrsafe {
namespace {

// Literals longer than this are refused.
constexpr size_t kMaxNumericLiteral = 10000;

// Chains such as f()()() nest without parentheses; deeper ones than this are cut off with an error.
constexpr int kMaxDepth = 8000;
thread_local int depth = 0;

struct DepthScope {
  DepthScope() { depth++; }
  ~DepthScope() { depth--; }
};

BasicKind literal_type(LitKind kind) {
  switch (kind) {
    case LitKind::Int: return BasicKind::UntypedInt;
    case LitKind::Float: return BasicKind::UntypedFloat;
    case LitKind::Imag: return BasicKind::UntypedComplex;
    case LitKind::Char: return BasicKind::UntypedRune;
    case LitKind::String: return BasicKind::UntypedString;
  }
  return BasicKind::Invalid;
}

// Forms of numeric literals that came with Go 1.13.
void check_literal_form(Checker& c, Node* e, LitKind kind, std::string_view text) {
  if (text.size() <= 2 || c.allows(13)) return;
  if (text.find('_') != std::string_view::npos) {
    c.verify_version(e, 13, "underscore in numeric literal");
    return;
  }
  if (text[0] != '0') return;
  switch (text[1] | 0x20) {
    case 'b': c.verify_version(e, 13, "binary literal"); break;
    case 'o': c.verify_version(e, 13, "0o/0O-style octal literal"); break;
    case 'x':
      if (kind != LitKind::Int) c.verify_version(e, 13, "hexadecimal floating-point literal");
      break;
    default: break;
  }
}

void basic_literal(Checker& c, Operand& x, Node* e) {
  const SourceFile* file = c.env_.file->tree->file;
  std::string_view text = file->text().substr(file->offset(e->pos), e->a);
  auto kind = static_cast<LitKind>(e->op);
  if (kind == LitKind::Int || kind == LitKind::Float || kind == LitKind::Imag) {
    check_literal_form(c, e, kind, text);
    if (text.size() > kMaxNumericLiteral) {
      c.error(e, fmt::format("excessively long constant: {}... ({} chars)", text.substr(0, 10), text.size()));
      return;
    }
  }
  x.val = const_literal(kind, text);
  if (x.val.kind() == ConstKind::Unknown) {
    // A malformed literal was reported by the scanner.
    c.error(e, fmt::format("malformed constant: {}", text));
    return;
  }
  x.mode = Operand::Constant;
  x.type = basic_type(literal_type(kind));
  if (kind == LitKind::Int) c.overflow(x, e->pos);
}

// A generic function or type where an ordinary one is wanted: functions are inferred from `target` if it has
// a function type.
void without_instantiation(Checker& c, Type* target, Operand& x) {
  std::string_view what;
  if (x.mode == Operand::TypeExpr) {
    if (!x.type || !is_generic(x.type)) return;
    what = "type";
  } else {
    if (!x.type || x.type->kind != TypeKind::Signature || static_cast<Signature*>(x.type)->type_params.empty()) return;
    if (target) {
      Type* u = common_under(target);
      if (u && u->kind == TypeKind::Signature) {
        c.func_inst(u, start_pos(x.expr), x, nullptr, true);
        return;
      }
    }
    what = "function";
  }
  c.error(x, fmt::format("cannot use generic {} {} without instantiation", what, c.str(x.expr)));
  x.invalidate();
  x.type = invalid_type();
}


void star_expr(Checker& c, Operand& x, Node* e) {
  c.expr_or_type(x, e->na(), false);
  if (x.mode == Operand::Invalid) return;
  if (x.mode == Operand::TypeExpr) {
    c.check_var_type(e->na(), x.type);
    x.type = pointer_to(x.type);
    return;
  }
  Type* base = nullptr;
  bool ok = each_type(x.type, [&](Type*, Type* u) {
    if (!u || u->kind != TypeKind::Pointer) {
      c.error(x, fmt::format("invalid operation: cannot indirect {}", c.str(x)));
      return false;
    }
    Type* elem = static_cast<Pointer*>(u)->elem;
    if (base && !identical(elem, base)) {
      c.error(x, fmt::format("invalid operation: pointers of {} must have identical base types", c.str(x)));
      return false;
    }
    base = elem;
    return true;
  });
  if (!ok) {
    x.invalidate();
    return;
  }
  x.mode = Operand::Variable;
  x.type = base;
}

void type_assert_expr(Checker& c, Operand& x, Node* e) {
  c.expr(nullptr, x, e->na());
  if (x.mode == Operand::Invalid) return;
  auto fail = [&](std::string message) {
    c.error(x, std::move(message));
    x.invalidate();
  };
  if (!e->nb()) {
    c.error(e, "use of .(type) outside type switch");
    x.invalidate();
    return;
  }
  if (is_type_param(x.type))
    return fail(fmt::format("invalid operation: cannot use type assertion on type parameter value {}", c.str(x)));
  if (!as_under<Interface>(x.type)) return fail(fmt::format("invalid operation: {} is not an interface", c.str(x)));
  Type* t = c.var_type(e->nb());
  if (!is_valid(t)) {
    x.invalidate();
    return;
  }
  c.type_assertion(e, x, t, false);
  x.mode = Operand::CommaOk;
  x.type = t;
}

}  // namespace

void Checker::raw_expr(Type* target, Operand& x, Node* e, Type* hint, bool allow_generic) {
  x.mode = Operand::Invalid;
  x.type = invalid_type();
  x.val = {};
  x.expr = e;
  if (depth > kMaxDepth) {
    error(e, "expression is nested too deeply");
    return;
  }
  {
    DepthScope scope;
    expr_internal(target, x, e, hint, allow_generic);
  }
  x.expr = e;
  if (x.mode == Operand::Invalid) {
    x.type = invalid_type();
    return;
  }
  if (!allow_generic) without_instantiation(*this, target, x);
  if (x.mode != Operand::Invalid) record_type_and_value(e, x.mode, x.type, x.val);
}

void Checker::expr(Type* target, Operand& x, Node* e) {
  raw_expr(target, x, e, nullptr, false);
  exclude_novalue(x);
  single_value(x);
}

void Checker::generic_expr(Operand& x, Node* e) {
  raw_expr(nullptr, x, e, nullptr, true);
  exclude_novalue(x);
  single_value(x);
}

void Checker::expr_with_hint(Operand& x, Node* e, Type* hint) {
  raw_expr(nullptr, x, e, hint, false);
  exclude_novalue(x);
  single_value(x);
}

void Checker::expr_or_type(Operand& x, Node* e, bool allow_generic) {
  raw_expr(nullptr, x, e, nullptr, allow_generic);
  if (x.mode == Operand::NoValue) {
    error(x, fmt::format("{} used as value or type", str(x)));
    x.invalidate();
  }
  single_value(x);
}

void Checker::multi_expr(Node* e, bool allow_comma_ok, std::vector<Operand>& list) {
  Operand x;
  raw_expr(nullptr, x, e, nullptr, false);
  exclude_novalue(x);
  if (x.mode != Operand::Invalid && x.type->kind == TypeKind::Tuple) {
    for (Ref<Var> v : static_cast<Tuple*>(x.type)->vars.span()) {
      Operand& one = list.emplace_back();
      one.mode = Operand::Value;
      one.expr = e;
      one.type = v->type;
    }
    return;
  }
  bool two = allow_comma_ok && (x.mode == Operand::MapIndex || x.mode == Operand::CommaOk);
  if (two) x.mode = Operand::Value;
  list.push_back(x);
  if (!two) return;
  x.type = basic_type(BasicKind::UntypedBool);
  list.push_back(x);
}

void Checker::exclude_novalue(Operand& x) {
  switch (x.mode) {
    case Operand::NoValue: error(x, fmt::format("{} used as value", str(x))); break;
    case Operand::Builtin: error(x, fmt::format("{} must be called", str(x))); break;
    case Operand::TypeExpr: error(x, fmt::format("{} is not an expression", str(x))); break;
    default: return;
  }
  x.invalidate();
}

void Checker::single_value(Operand& x) {
  if (x.mode != Operand::Value || !x.type || x.type->kind != TypeKind::Tuple) return;
  error(x, fmt::format("multiple-value {} in single-value context", str(x)));
  x.invalidate();
}

void Checker::expr_internal(Type* target, Operand& x, Node* e, Type* hint, bool) {
  switch (e->kind) {
    case NodeKind::Ident: ident(x, e, nullptr, false); return;
    case NodeKind::BasicLit: basic_literal(*this, x, e); return;
    case NodeKind::FuncLit: func_lit(x, e); return;
    case NodeKind::CompositeLit: composite_lit(x, e, hint); return;
    case NodeKind::Paren: raw_expr(nullptr, x, e->na(), nullptr, false); return;
    case NodeKind::Selector: selector(x, e, nullptr, false); return;
    case NodeKind::Index:
      if (index_expr(x, e)) func_inst(target, start_pos(e), x, e, true);
      return;
    case NodeKind::Slice: slice_expr_check(x, e); return;
    case NodeKind::TypeAssert: type_assert_expr(*this, x, e); return;
    case NodeKind::Call: call_expr(x, e); return;
    case NodeKind::Star: star_expr(*this, x, e); return;
    case NodeKind::Unary: unary(x, e); return;
    case NodeKind::Binary: binary(x, e, e->na(), e->nb(), e->oper(), e->pos); return;
    case NodeKind::ArrayType:
    case NodeKind::StructType:
    case NodeKind::FuncType:
    case NodeKind::InterfaceType:
    case NodeKind::MapType:
    case NodeKind::ChanType:
      x.type = type_expr(e);
      x.mode = is_valid(x.type) ? Operand::TypeExpr : Operand::Invalid;
      return;
    case NodeKind::Ellipsis: error(e, "invalid use of ..."); return;
    case NodeKind::KeyValue: error(e, "no key:value expected"); return;
    default: return;  // a syntax error was reported
  }
}

}  // namespace ptrsafe
