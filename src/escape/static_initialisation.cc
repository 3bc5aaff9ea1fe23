// Package variables whose values the linker lays out: constants, addresses of literals, literals of functions that capture nothing, and
// what is built of them (cmd/compile/internal/staticinit).
#include "escape/passes.h"
#include "types/under.h"
#include "escape/types.h"

namespace ptrsafe::escape {

void dynamic_initialisation(Arena& arena, Node* assign, std::vector<Node*>& out) {
  Node* value = assign->y;
  auto again = [&](Node* part) {
    Node* n = arena.node(Op::Assign, assign->pos);
    n->x = assign->x;
    n->y = part;
    dynamic_initialisation(arena, n, out);
  };
  switch (value->op) {
    case Op::Literal:
    case Op::Nil:
    case Op::FuncRef:
    case Op::MethodExpr: return;
    case Op::ConvNop:
    case Op::ConvIface:
      if (value->op == Op::ConvIface || !as_under<Pointer>(value->type)) return again(value->x);
      break;
    case Op::Closure:
      if (value->callable->stands_alone()) return;
      break;
    case Op::PtrLit:
      if (value->x->op != Op::MapLit) return again(value->x);
      break;
    case Op::StructLit:
    case Op::ArrayLit:
    case Op::SliceLit:
      for (Node* e : value->list) again(e);
      return;
    case Op::StringToBytes:
      if (value->x->op == Op::Literal) return;
      break;
    default: break;
  }
  out.push_back(assign);
}

}  // namespace ptrsafe::escape
