// Helpers that are called once, lowered where they are called (called_once.h).
#include "lower/body.h"

namespace ptrsafe::lower {

const Func* BodyLowering::helper(const Node* call) const {
  if (!context_.once || !call->is(NodeKind::Call)) return nullptr;
  const Node* fun = unparen(call->na());
  const Func* f = fun->is(NodeKind::Ident) ? as_object<Func>(context_.file->object_of(fun)) : nullptr;
  return f && context_.once->contains(f) ? f : nullptr;
}

std::vector<ValueId> BodyLowering::in_place(Node* call, const Func* helper) {
  Signature* sig = helper->signature();
  Node* body = func_decl(helper->node).body;
  context_.uses->add(body);
  for (ir::Function* f = &f_; f; f = f->parent) f->in_place.push_back({helper, call});
  std::vector<ValueId> args;
  arguments(call, sig, args);
  for (size_t k = 0; k < args.size(); k++) declare(sig->params->vars[k], args[k], nullptr);
  std::vector<ValueId> results;
  Tuple* types = sig->results;
  size_t n = types ? types->size() : 0;
  for (Node* s : body->la()) {
    if (!s->is(NodeKind::ReturnStmt)) {
      statement(s);
      continue;
    }
    NodeList list = s->la();
    if (list.size() == 1 && n > 1) {
      results = values(list[0], n);
    } else {
      for (Node* e : list) results.push_back(expr(e));
    }
    for (size_t k = 0; k < results.size() && k < n; k++) results[k] = convert(results[k], types->vars[k]->type, s);
  }
  // A helper that ends in a panic gives nothing.
  for (size_t k = results.size(); k < n; k++) results.push_back(zero(types->vars[k]->type, call));
  return results;
}

}  // namespace ptrsafe::lower
