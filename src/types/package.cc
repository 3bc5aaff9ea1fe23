#include "types/package.h"

#include <algorithm>

namespace ptrsafe {

const Selection* FileInfo::selection_of(const Node* selector) const {
  if (selector->kind != NodeKind::Selector) return nullptr;
  uint32_t i = tree->index(selector);
  return modes[i] & kObject ? nullptr : Ref<Selection>::from_raw(info[i]).get();
}

Const FileInfo::const_of(const Node* expr) const {
  uint32_t i = tree->index(expr);
  if (static_cast<Mode>(modes[i] & kModeMask) != Mode::Constant) return {};
  if (expr->kind != NodeKind::Ident && expr->kind != NodeKind::Selector) return {Ref<ConstData>::from_raw(info[i])};
  if (modes[i] & kConst) {
    auto before = [](const std::pair<uint32_t, Const>& entry, uint32_t node) { return entry.first < node; };
    auto at = std::lower_bound(constants.begin(), constants.end(), i, before);
    if (at != constants.end() && at->first == i) return at->second;
  }
  if (expr->kind == NodeKind::Selector && !(modes[i] & kObject)) return {};
  ConstObject* o = as_object<ConstObject>(Ref<Object>::from_raw(info[i]));
  return o ? o->value : Const{};
}

}  // namespace ptrsafe
