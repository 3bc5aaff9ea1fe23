// Identifiers in expressions and types (spec, "Declarations and scope", "Exported identifiers"): what a name
// stands for at its place.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

std::string_view kind_of(const Object* o) {
  switch (o->kind) {
    case ObjectKind::PkgName: return "package name";
    case ObjectKind::Const: return "constant";
    case ObjectKind::TypeName: return "type";
    case ObjectKind::Var:
      if (o->bits & Var::kReceiver) return "receiver";
      if (o->bits & Var::kParam) return "parameter";
      if (o->bits & Var::kResult) return "result variable";
      if (o->bits & Var::kField) return "struct field";
      return o->bits & Var::kPackageVar ? "package-level variable" : "local variable";
    case ObjectKind::Func: return "function";
    case ObjectKind::Label: return "label";
    case ObjectKind::Builtin: return "built-in function";
    case ObjectKind::Nil: return "untyped nil";
  }
  return "";
}

// True if a function boundary lies between `from` and `scope`, which encloses it.
bool crosses_function(const Scope* from, const Scope* scope) {
  for (const Scope* s = from; s && s != scope; s = s->parent)
    if (s->is_func) return true;
  return false;
}

}  // namespace

void Checker::ident(Operand& x, Node* e, TypeName*, bool want_type) {
  x.mode = Operand::Invalid;
  x.expr = e;
  Name name = e->name();
  Scope* scope = nullptr;
  Object* o = lookup(name, &scope);
  if (!o && state_.options.test_builtins) {
    if (name == universe.assert_builtin->name) o = universe.assert_builtin;
    if (name == universe.trace_builtin->name) o = universe.trace_builtin;
  }
  if (!o) {
    if (name == names.blank) {
      error(e, "cannot use _ as value or type");
    } else {
      error(e, fmt::format("undefined: {}", name.view()));
    }
    return;
  }
  record_use(e, o);

  if (want_type && o->kind != ObjectKind::TypeName) {
    if (o->kind == ObjectKind::Var && !(o->bits & (Var::kPackageVar | Var::kField))) o->bits |= Var::kUsed;
    error(e, fmt::format("{} ({}) is not a type", name.view(), kind_of(o)));
    return;
  }

  // A name that a dot-import brought in uses the import.
  if (!state_.dot_imports.empty() && o->kind != ObjectKind::PkgName && scope &&
      scope->parent.get() == pkg_->scope.get()) {
    auto it = state_.dot_imports.find(std::pair<Scope*, uint32_t>(scope, name.id()));
    if (it != state_.dot_imports.end() && !it->second->used.load(std::memory_order_relaxed))
      it->second->used.store(true, std::memory_order_relaxed);
  }
  if (o->color != Object::Black && (!o->type || want_type)) obj_decl(o);
  Type* t = o->type;
  if (!t) t = invalid_type();

  switch (o->kind) {
    case ObjectKind::PkgName:
      error(e, fmt::format("use of package {} not in selector", name.view()));
      return;
    case ObjectKind::Const:
      add_dependency(o);
      if (t == invalid_type()) return;
      if (o == universe.iota) {
        if (!env_.iota) {
          error(e, "cannot use iota outside constant declaration");
          return;
        }
        x.val = env_.iota;
      } else {
        x.val = static_cast<ConstObject*>(o)->value;
      }
      x.mode = Operand::Constant;
      break;
    case ObjectKind::TypeName:
      if (!o->pkg && !allows(18) &&
          (o == universe.any_type->obj.get() || o == universe.comparable_type->obj.get()) &&
          !verify_version(e, 18, fmt::format("predeclared {}", name.view())))
        return;
      x.mode = Operand::TypeExpr;
      break;
    case ObjectKind::Var:
      // Package-level variables may be seen by several threads; only local ones can be unused or captured.
      if (!(o->bits & (Var::kPackageVar | Var::kField))) {
        uint16_t bits = o->bits | Var::kUsed;
        if (env_.sig && !(bits & Var::kCaptured) && crosses_function(env_.scope, scope)) bits |= Var::kCaptured;
        if (bits != o->bits) o->bits = bits;
      } else {
        add_dependency(o);
      }
      if (t == invalid_type()) return;
      x.mode = Operand::Variable;
      break;
    case ObjectKind::Func:
      add_dependency(o);
      x.mode = Operand::Value;
      break;
    case ObjectKind::Builtin:
      x.id = static_cast<Builtin*>(o)->id;
      x.mode = Operand::Builtin;
      break;
    case ObjectKind::Nil: x.mode = Operand::NilValue; break;
    case ObjectKind::Label: return;
  }
  x.type = t;
}

}  // namespace ptrsafe
