// Package variables whose values the linker lays out: constants, addresses of literals, literals of functions that capture nothing, and
// what is built of them (cmd/compile/internal/staticinit).
#include "escape/passes.h"
#include "types/under.h"
#include "escape/types.h"

namespace ptrsafe::escape {
namespace {

// Expressions whose evaluation cannot be seen, and so is left out where nobody wants the value.
bool has_effects(Node* n) {
  bool found = false;
  auto look = [&](Node* part) {
    switch (part->op) {
      case Op::LocalRef:
      case Op::GlobalRef:
      case Op::FuncRef:
      case Op::TypeRef:
      case Op::Literal:
      case Op::Nil:
      case Op::Unary:
      case Op::Logical:
      case Op::AddString:
      case Op::Addr:
      case Op::BytesToString:
      case Op::RunesToString:
      case Op::RuneToString:
      case Op::StringToBytes:
      case Op::StringToRunes:
      case Op::MapLit:
      case Op::StructLit:
      case Op::ArrayLit:
      case Op::SliceLit:
      case Op::PtrLit:
      case Op::Conv:
      case Op::ConvIface:
      case Op::ConvNop:
      case Op::Dot:
      case Op::New: break;
      case Op::Binary:
        if (auto op = static_cast<ptrsafe::Op>(part->sub); op == ptrsafe::Op::Div || op == ptrsafe::Op::Rem) found = true;
        break;
      case Op::Part:
        if (auto id = static_cast<BuiltinId>(part->sub); id != BuiltinId::Len && id != BuiltinId::Cap) found = true;
        break;
      case Op::MakeSlice:
      case Op::MakeMap:
      case Op::MakeChan:
        found = found || (part->x && part->x->op != Op::Literal) || (part->y && part->y->op != Op::Literal);
        break;
      default: found = true;
    }
    return !found;
  };
  Node* one[] = {n};
  visit(std::span<Node* const>(one), look);
  return found;
}

}  // namespace

void dynamic_initialisation(Arena& arena, Node* assign, std::vector<Node*>& out) {
  Node* value = assign->y;
  if (assign->x->object && assign->x->object->name == names.blank && !has_effects(value)) return;
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
