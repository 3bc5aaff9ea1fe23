// Recording: what the checker finds out about a node is written into the side tables of its file.
//
// Untyped expressions are recorded with their untyped type and marked pending; when the context decides
// (spec, "Constants"), update_expr_type raises them, and the operands below them that share their type.
// What is still pending in the end keeps its untyped type.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

Mode recorded_mode(Operand::Kind k) {
  switch (k) {
    case Operand::Invalid: return Mode::None;
    case Operand::NoValue: return Mode::NoValue;
    case Operand::Builtin: return Mode::Builtin;
    case Operand::TypeExpr: return Mode::TypeExpr;
    case Operand::Constant: return Mode::Constant;
    case Operand::Variable: return Mode::Variable;
    case Operand::MapIndex: return Mode::MapIndex;
    case Operand::Value: return Mode::Value;
    case Operand::NilValue: return Mode::NilValue;
    case Operand::CommaOk: return Mode::CommaOk;
    case Operand::CgoFunc: return Mode::CgoFunc;
  }
  return Mode::None;
}

// Nodes whose info slot names an object or scope rather than a constant.
bool has_object_slot(const Node* e) {
  switch (e->kind) {
    case NodeKind::Ident:
    case NodeKind::Selector:
    case NodeKind::FuncLit:
    case NodeKind::FuncType: return true;
    default: return false;
  }
}

}  // namespace

void Checker::record_type_and_value(Node* e, Operand::Kind mode, Type* t, Const val) {
  if (mode == Operand::Invalid || !t) return;
  FileInfo& f = *env_.file;
  uint32_t at = f.tree->index(e);
  f.types[at] = Ref<Type>(t).v;
  uint8_t bits = f.modes[at] & ~(FileInfo::kModeMask | FileInfo::kUntypedPending);
  bits |= static_cast<uint8_t>(recorded_mode(mode));
  if (is_untyped(t)) bits |= FileInfo::kUntypedPending;
  if (mode == Operand::Constant) {
    if (!has_object_slot(e)) {
      f.info[at] = val.data.v;
    } else if (e->is(NodeKind::Ident) && f.info[at] == Ref<Object>(universe.iota).v) {
      // Only iota differs from the value of the object that the name stands for.
      bits |= FileInfo::kConst;
      constants_.push_back({&f, at, val});
    }
  }
  f.modes[at] = bits;
}

void Checker::record_builtin_type(Node* f, Signature* sig) {
  for (;; f = f->na()) {
    record_type_and_value(f, Operand::Builtin, sig, {});
    if (!f->is(NodeKind::Paren)) return;
  }
}

void Checker::record_comma_ok(Node* e, Type* t0, Type* t1) {
  if (!t0 || !t1 || !is_valid(t0) || !is_valid(t1)) return;
  Ref<Var> vars[2];
  Type* types[2] = {t0, t1};
  for (int i = 0; i < 2; i++) {
    Var* v = make<Var>();
    v->type = types[i];
    v->pkg = pkg_;
    v->color = Object::Black;
    vars[i] = v;
  }
  Tuple* tuple = make_tuple(vars);
  FileInfo& f = *env_.file;
  for (;; e = e->na()) {
    f.types[f.tree->index(e)] = Ref<Type>(tuple).v;
    if (!e->is(NodeKind::Paren)) return;
  }
}

void Checker::record_def(Node* ident, Object* o) { env_.file->info[env_.file->tree->index(ident)] = Ref<Object>(o).v; }
void Checker::record_use(Node* ident, Object* o) { env_.file->info[env_.file->tree->index(ident)] = Ref<Object>(o).v; }
void Checker::record_implicit(Node* n, Object* o) { env_.file->info[env_.file->tree->index(n)] = Ref<Object>(o).v; }

void Checker::record_selection(Node* selector, Selection::Kind kind, Type* recv, Object* o, List<uint32_t> index,
                               bool indirect) {
  record_use(selector->nb(), o);
  auto* s = make<Selection>();
  s->kind = kind;
  s->indirect = indirect;
  s->recv = recv;
  s->obj = o;
  s->index = index;
  env_.file->info[env_.file->tree->index(selector)] = Ref<Selection>(s).v;
}

void Checker::record_instance(Node* e, std::span<const Ref<Type>> targs, Type* t) {
  Node* ident = unparen(e);
  if (ident->is(NodeKind::Index)) ident = unparen(ident->na());
  if (ident->is(NodeKind::Selector)) ident = ident->nb();
  if (!ident->is(NodeKind::Ident)) return;
  PendingInstance p;
  p.file = env_.file;
  p.instance.node = env_.file->tree->index(ident);
  p.instance.type_args = List<Ref<Type>>::copy_of(targs);
  p.instance.type = t;
  p.pos = ident->pos;
  instances_.push_back(p);
}

void Checker::record_scope(Node* n, Scope* s) {
  if (n) env_.file->info[env_.file->tree->index(n)] = Ref<Scope>(s).v;
}

void Checker::update_expr_type(Node* e, Type* t, bool final) {
  FileInfo& f = *env_.file;
  // The left spine is walked in a loop: chains of binary operators may be long.
  while (e) {
    uint32_t at = f.tree->index(e);
    if (!(f.modes[at] & FileInfo::kUntypedPending)) return;
    bool constant = static_cast<Mode>(f.modes[at] & FileInfo::kModeMask) == Mode::Constant;
    Node* next = nullptr;
    switch (e->kind) {
      case NodeKind::Paren: next = e->na(); break;
      case NodeKind::Unary:
        if (!constant) next = e->na();
        break;
      case NodeKind::Binary:
        if (constant || is_comparison(e->oper())) break;  // a comparison's operands keep types of their own
        next = e->na();
        if (!is_shift(e->oper())) update_expr_type(e->nb(), t, final);
        break;
      default: break;
    }
    if (!final && is_untyped(t)) {
      f.types[at] = Ref<Type>(under(t)).v;
      e = next;
      continue;
    }
    f.modes[at] &= static_cast<uint8_t>(~FileInfo::kUntypedPending);
    if ((f.modes[at] & FileInfo::kShiftOperand) && !all_integer(t)) {
      error(e, fmt::format("invalid operation: shifted operand {} (type {}) must be integer", str(e), str(t)));
      return;
    }
    if (constant && !has_object_slot(e)) {
      Operand c;
      c.mode = Operand::Constant;
      c.expr = e;
      c.type = Ref<Type>::from_raw(f.types[at]);
      c.val.data = Ref<ConstData>::from_raw(f.info[at]);
      convert_untyped(c, t);
      if (c.mode == Operand::Invalid) return;
      f.info[at] = c.val.data.v;
    }
    f.types[at] = Ref<Type>(t).v;
    e = next;
  }
}

bool Checker::settle_literal(Node* e, Type* t, Const val) {
  FileInfo& f = *env_.file;
  uint32_t at = f.tree->index(e);
  if ((f.modes[at] & (FileInfo::kUntypedPending | FileInfo::kShiftOperand)) != FileInfo::kUntypedPending) return false;
  f.modes[at] &= static_cast<uint8_t>(~FileInfo::kUntypedPending);
  f.types[at] = Ref<Type>(t).v;
  f.info[at] = val.data.v;
  return true;
}

void Checker::update_expr_value(Node* e, Const val) {
  if (has_object_slot(e)) return;
  env_.file->info[env_.file->tree->index(e)] = val.data.v;
}

}  // namespace ptrsafe
