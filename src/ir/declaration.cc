#include "ir/ir.h"

namespace ptrsafe::ir {

const Node* declaration_of(const Function& f, const Node* n) {
  for (const Node* helper : f.in_place)
    if (start_pos(helper) <= start_pos(n) && start_pos(n) < end_pos(helper)) return helper;
  return f.node;
}

}  // namespace ptrsafe::ir
