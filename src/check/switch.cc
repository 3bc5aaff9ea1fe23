// Switch statements (spec, "Expression switches", "Type switches").
#include <fmt/format.h>

#include "check/checker.h"
#include "check/statements.h"

namespace ptrsafe {
namespace {

// Cases seen so far, by hash; few are searched one by one, many through a table.
template <class T>
class SeenCases {
 public:
  // The earlier case that `same` accepts, else null after noting `item`.
  template <class Same>
  const T* find_or_add(uint64_t hash, const T& item, Same same) {
    if (items_.size() < kFew) {
      for (const auto& [h, other] : items_)
        if (h == hash && same(other)) return &other;
    } else {
      if (table_.empty())
        for (uint32_t i = 0; i < items_.size(); i++) table_[items_[i].first].push_back(i);
      auto it = table_.find(hash);
      if (it != table_.end())
        for (uint32_t i : it->second)
          if (same(items_[i].second)) return &items_[i].second;
      table_[hash].push_back(static_cast<uint32_t>(items_.size()));
    }
    items_.emplace_back(hash, item);
    return nullptr;
  }

 private:
  static constexpr size_t kFew = 16;
  absl::InlinedVector<std::pair<uint64_t, T>, 8> items_;
  absl::flat_hash_map<uint64_t, absl::InlinedVector<uint32_t, 1>> table_;
};

struct ValueCase {
  Const value;
  Type* type;
  Pos pos;
};

// What go/types looks for duplicates of: integers of at most 64 bits, floats and strings.
bool has_comparable_value(Const v) {
  int64_t i;
  uint64_t u;
  switch (v.kind()) {
    case ConstKind::Int: return v.int64_value(&i) || v.uint64_value(&u);
    case ConstKind::Float:
    case ConstKind::String: return true;
    default: return false;
  }
}

void case_values(Checker& c, Operand& x, NodeList list, SeenCases<ValueCase>& seen) {
  for (Node* e : list) {
    Operand v;
    c.expr(nullptr, v, e);
    if (x.mode == Operand::Invalid || v.mode == Operand::Invalid) continue;
    if (is_untyped(v.type)) c.convert_untyped(v, x.type);
    if (v.mode == Operand::Invalid) continue;
    Operand compared = v;
    Operand tag = x;
    c.comparison(compared, tag, Op::Eql, true);
    if (compared.mode == Operand::Invalid || v.mode != Operand::Constant || !has_comparable_value(v.val)) continue;
    ValueCase one{v.val, v.type, start_pos(e)};
    const ValueCase* other = seen.find_or_add(const_hash(v.val), one, [&](const ValueCase& o) {
      return const_equal(o.value, v.val) && identical(o.type, v.type);
    });
    if (other) {
      c.error(v, fmt::format("duplicate case {} in expression switch\n\t{}: previous case", c.str(v),
                             Checker::position_text(other->pos)));
    }
  }
}

struct TypeCase {
  Type* type;  // null: nil
  Pos pos;
};

bool is_nil_name(Checker& c, Node* e) {
  e = unparen(e);
  if (!e->is(NodeKind::Ident) || !(e->name() == universe.nil->name)) return false;
  return c.lookup(e->name()) == universe.nil;
}

// The type of the last case of the list; null for nil, invalid after an error.
Type* case_types(Checker& c, Operand& x, NodeList list, SeenCases<TypeCase>& seen) {
  Type* t = nullptr;
  for (Node* e : list) {
    if (is_nil_name(c, e)) {
      t = nullptr;
      Operand nil;
      c.expr(nullptr, nil, e);
    } else {
      t = c.var_type(e);
      if (!is_valid(t)) continue;
    }
    TypeCase one{t, start_pos(e)};
    const TypeCase* other = seen.find_or_add(t ? type_hash(t) : 0, one, [&](const TypeCase& o) {
      return t && o.type ? identical(t, o.type) : t == o.type;
    });
    if (other) {
      c.error(e, fmt::format("duplicate case {} in type switch\n\t{}: previous case", t ? c.str(t) : "nil",
                             Checker::position_text(other->pos)));
      continue;
    }
    if (x.mode == Operand::Invalid || !t) continue;
    c.type_assertion(e, x, t, true);
  }
  return t;
}

bool is_define(const Node* s) { return s && s->is(NodeKind::AssignStmt) && s->oper() == Op::Define; }

}  // namespace

void Checker::switch_stmt_check(StmtContext ctx, Node* s) {
  SwitchView v = ptrsafe::switch_stmt(s);
  BlockScope scope(*this, s, is_define(v.init));
  if (v.init) stmt({}, v.init);
  Operand x;
  if (v.tag) {
    expr(nullptr, x, v.tag);
    // Untyped tags take their default type.
    assignment(x, nullptr, "switch expression");
    if (x.mode != Operand::Invalid && !comparable_type(x.type, true) && !has_nil(x.type)) {
      error(x, fmt::format("cannot switch on {} ({} is not comparable)", str(x), str(x.type)));
      x.invalidate();
    }
  } else {
    // A missing expression is the constant true, whatever `true` means here. Its node is of no file: typed
    // operands are not recorded again.
    Node* node = make<Node>();
    node->kind = NodeKind::Ident;
    node->pos = v.body->pos;
    node->a = intern("true").id();
    x.mode = Operand::Constant;
    x.expr = node;
    x.type = basic_type(BasicKind::Bool);
    x.val = const_bool(true);
  }
  NodeList clauses = v.body->la();
  report_several_defaults(*this, clauses);
  ctx.break_ok = true;
  SeenCases<ValueCase> seen;
  for (size_t i = 0; i < clauses.size(); i++) {
    Node* clause = clauses[i];
    if (!clause->is(NodeKind::CaseClause)) continue;
    case_values(*this, x, clause->la(), seen);
    StmtContext inner = ctx;
    (i + 1 < clauses.size() ? inner.fallthrough_ok : inner.final_case) = true;
    BlockScope clause_scope(*this, clause, clause_declares(clause));
    stmt_list(inner, clause->lb());
  }
}

void Checker::type_switch_check(StmtContext ctx, Node* s) {
  SwitchView v = ptrsafe::switch_stmt(s);
  BlockScope scope(*this, s, is_define(v.init));
  if (v.init) stmt({}, v.init);

  // x.(type), or v := x.(type).
  Node* guard = v.tag;
  Node* name = nullptr;
  Node* assertion = nullptr;
  if (guard->is(NodeKind::ExprStmt)) {
    assertion = guard->na();
  } else if (guard->is(NodeKind::AssignStmt) && guard->lb().size() == 1) {
    if (guard->la().size() == 1 && guard->la()[0]->is(NodeKind::Ident)) {
      assertion = guard->lb()[0];
      name = guard->la()[0];
    }
  }
  if (!assertion || !assertion->is(NodeKind::TypeAssert)) {
    error(s, "invalid syntax tree: incorrect form of type switch guard");
    return;
  }
  if (name) {
    record_def(name, nullptr);  // declared in each clause
    if (name->name() == names.blank) {
      soft_error(name->pos, "no new variable on left side of :=");
      name = nullptr;
    }
  }
  Operand x;
  expr(nullptr, x, assertion->na());
  if (x.mode != Operand::Invalid) {
    if (is_type_param(x.type)) {
      error(x, fmt::format("cannot use type switch on type parameter value {}", str(x)));
      x.invalidate();
    } else if (!as_under<Interface>(x.type)) {
      error(x, fmt::format("{} is not an interface", str(x)));
      x.invalidate();
    }
  }
  Type* x_type = x.mode == Operand::Invalid ? invalid_type() : x.type;

  NodeList clauses = v.body->la();
  report_several_defaults(*this, clauses);
  ctx.break_ok = true;
  ctx.in_type_switch = true;
  SeenCases<TypeCase> seen;
  absl::InlinedVector<Var*, 8> vars;
  for (Node* clause : clauses) {
    if (!clause->is(NodeKind::CaseClause)) continue;
    NodeList types = clause->la();
    Type* t = case_types(*this, x, types, seen);
    BlockScope clause_scope(*this, clause, name || clause_declares(clause));
    if (name) {
      // With a single type the variable has that type, else that of x.
      if (types.size() != 1 || !t) t = x_type;
      Var* o = make<Var>();
      o->name = name->name();
      o->pos = name->pos;
      o->pkg = pkg_;
      o->type = t;
      o->color = Object::Black;
      Pos begin = types.empty() ? clause->pos + 7 : end_pos(types[types.size() - 1]);
      declare_in(env_.scope, nullptr, o, begin);
      record_implicit(clause, o);
      vars.push_back(o);
    }
    stmt_list(ctx, clause->lb());
  }
  if (!name) return;
  // All of them are one variable for the programmer.
  bool used = false;
  for (Var* o : vars) {
    used = used || o->used();
    o->bits |= Var::kUsed;
  }
  if (!used) soft_error(name->pos, fmt::format("{} declared and not used", name->name().view()));
}

}  // namespace ptrsafe
