// Static devirtualisation: calls through interfaces whose operand has one concrete type (the compiler's devirtualize.StaticCall, which
// runs without the inliner, too).
#include <optional>

#include "escape/assignments.h"
#include "escape/lower.h"
#include "escape/types.h"
#include "types/lookup.h"
#include "types/predicates.h"

namespace ptrsafe::escape {

void Lowering::devirtualize(Callable& c) {
  find_assignments(c);
  std::vector<Node*> calls;
  auto look = [&](Node* n) {
    if (n->op == Op::CallInter && !n->in_go_or_defer) calls.push_back(n);
    return true;
  };
  visit_all(c, look);
  if (calls.empty()) return;
  std::optional<ConcreteTypes> joined;
  if (rules_.joins_concrete_types) joined.emplace(c);
  current_ = &c;
  for (Node* call : calls) {
    Node* dot = call->x;
    Node* value = static_value(dot->x);
    Type* t = joined ? joined->of(dot->x) : value->op == Op::ConvIface ? value->x->type : nullptr;
    if (!t || is_interface(t) || missing_method(t, dot->x->type, true).method) continue;
    LookupResult found = lookup_field_or_method(t, true, dot->object ? dot->object->pkg.get() : nullptr, dot->name);
    const Func* f = as_object<Func>(found.obj);
    if (!f || !f->signature() || !f->signature()->recv) continue;
    Node* x = node(Op::TypeAssert, call->pos, t, dot->x);
    for (size_t i = 0; i + 1 < found.index.size(); i++) x = field(x, found.index[i], dot->pos, true);
    if (is_interface(x->type)) {
      Node* inner = node(Op::DotInter, dot->pos, dot->type, x);
      inner->name = dot->name;
      inner->object = f;
      call->x = inner;
      continue;
    }
    bool wants_pointer = as<Pointer>(f->signature()->recv->type), has_pointer = as<Pointer>(x->type);
    if (has_pointer && !wants_pointer) x = dereference(x, dot->pos, true);
    else if (!has_pointer && wants_pointer) x = address(x, dot->pos, true);
    call->op = Op::CallFunc;
    call->x = node(Op::MethodExpr, dot->pos, nullptr, node(Op::TypeRef, dot->pos, x->type));
    call->x->name = dot->name;
    call->x->object = f;
    call->x->callable = method(f, x->type);
    std::vector<Node*> args{x};
    args.insert(args.end(), call->list.begin(), call->list.end());
    call->list = arena_.list(args);
  }
  current_ = nullptr;
}

}  // namespace ptrsafe::escape
