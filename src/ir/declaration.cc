#include "ir/ir.h"

namespace ptrsafe::ir {

const Node* declaration_of(const Function& f, const Node* n) {
  for (const InPlace& p : f.in_place)
    if (const Node* d = p.helper->node; start_pos(d) <= start_pos(n) && start_pos(n) < end_pos(d)) return d;
  return f.node;
}

const Node* given(const Function& f, const Var* parameter) {
  for (const InPlace& p : f.in_place) {
    Tuple* params = p.helper->signature()->params;
    NodeList args = p.call->lb();
    for (size_t k = 0; params && k < params->size() && k < args.size(); k++)
      if (params->vars[k].get() == parameter) return args[k];
  }
  return nullptr;
}

}  // namespace ptrsafe::ir
