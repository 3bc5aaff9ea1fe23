#include "lower/called_at_once.h"

#include "syntax/children.h"
#include "types/predicates.h"

namespace ptrsafe::lower {
namespace {

// The body itself, not a literal in it, names `recover`. By its name, since other files' objects are not at hand.
bool recovers(const Node* n) {
  if (n->is(NodeKind::FuncLit)) return false;
  if (n->is(NodeKind::Ident)) return n->name().view() == "recover";
  bool found = false;
  for_each_child(n, [&](const Node* c) { found = found || recovers(c); });
  return found;
}

// What a call in a defer statement does can be done by a plain call where the literal ends.
bool can_be_done_at_the_end(const FileInfo& file, const Node* call) {
  if (!call->is(NodeKind::Call)) return false;
  const Node* fun = unparen(call->na());
  if (fun->is(NodeKind::FuncLit)) return fun->nb() && !recovers(fun->nb());
  if (file.mode_of(fun) == Mode::Builtin) {
    Builtin* b = fun->is(NodeKind::Ident) ? as_object<Builtin>(file.object_of(fun)) : nullptr;
    return b && (b->id == BuiltinId::Close || b->id == BuiltinId::Delete || b->id == BuiltinId::Clear);
  }
  const Func* f = nullptr;
  if (fun->is(NodeKind::Ident)) f = as_object<Func>(file.object_of(fun));
  if (fun->is(NodeKind::Selector))
    if (const Selection* s = file.selection_of(fun)) f = as_object<Func>(s->obj.get());
  if (!f || !f->node || !f->node->is(NodeKind::FuncDecl)) return true;
  FuncDeclView view = func_decl(f->node);
  return !view.body || view.skipped || !recovers(view.body);
}

struct Shape {
  bool fits = true, defers = false, jumps = false;
};

// `top`: the statements that run whenever the literal does, unless one before them leaves it.
void look(const FileInfo& file, const Node* n, bool top, Shape& shape) {
  switch (n->kind) {
    case NodeKind::FuncLit: return;
    case NodeKind::DeferStmt:
      shape.defers = true;
      if (!top || !can_be_done_at_the_end(file, unparen(n->na()))) shape.fits = false;
      return for_each_child(unparen(n->na()), [&](const Node* c) { look(file, c, false, shape); });
    case NodeKind::BranchStmt:
      if (static_cast<BranchKind>(n->op) == BranchKind::Goto) shape.jumps = true;
      return;
    default: break;
  }
  for_each_child(n, [&](const Node* c) { look(file, c, false, shape); });
}

}  // namespace

const Node* literal_called_at_once(const FileInfo& file, const Node* call) {
  const Node* lit = call->is(NodeKind::Call) ? unparen(call->na()) : nullptr;
  if (!lit || !lit->is(NodeKind::FuncLit) || !lit->nb() || !as<Signature>(file.type_of(lit))) return nullptr;
  Shape shape;
  for (const Node* s : lit->nb()->la()) look(file, s, true, shape);
  return shape.fits && !recovers(lit->nb()) && !(shape.defers && shape.jumps) ? lit : nullptr;
}

}  // namespace ptrsafe::lower
