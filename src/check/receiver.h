// Receivers of method declarations (spec, "Method declarations"), as syntax.
#pragma once

#include "syntax/node.h"

namespace ptrsafe {

struct ReceiverExpr {
  bool pointer = false;   // *T or (*T)
  Node* base = nullptr;   // T, without type parameters and parentheses; not always a name
  Node* index = nullptr;  // T[P, Q], if there are type parameters
};

inline ReceiverExpr unpack_receiver(Node* e) {
  ReceiverExpr r;
  e = unparen(e);
  if (e->is(NodeKind::Star)) {
    r.pointer = true;
    e = unparen(e->na());
  }
  if (e->is(NodeKind::Index)) {
    r.index = e;
    e = e->na();
  }
  r.base = e;
  return r;
}

}  // namespace ptrsafe
