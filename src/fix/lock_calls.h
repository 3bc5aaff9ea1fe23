// Calls of the methods of locks, as they are written.
#pragma once

#include <string_view>

#include "syntax/node.h"

namespace ptrsafe::fix {

// The operand x of a call x.NAME() without arguments; null if `n` is none.
inline const Node* receiver_of(const Node* n, std::string_view name) {
  if (!n->is(NodeKind::Call) || !n->lb().empty()) return nullptr;
  const Node* f = unparen(n->na());
  return f->is(NodeKind::Selector) && f->nb()->name().view() == name ? f->na() : nullptr;
}

}  // namespace ptrsafe::fix
