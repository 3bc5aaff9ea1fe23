// Types that are too large for the compiler: it reports them when it lays types out, which go/types does not do.
#include "check/checker.h"

namespace ptrsafe {
namespace {

constexpr int64_t kMaxChannelElement = 1 << 16;
constexpr int64_t kAddressSpace64 = int64_t{1} << 50;
constexpr int64_t kAddressSpace32 = int64_t{1} << 31;

}  // namespace

void Checker::type_limits() {
  int64_t space = state_.sizes.word == 8 ? kAddressSpace64 : kAddressSpace32;
  const auto& files = pkg_->details->files;
  for (size_t k = pkg_->details->first_own_file; k < files.size(); k++) {
    FileInfo* file = files[k].get();
    for (uint32_t i = 0; i < file->tree->count; i++) {
      Node* node = file->tree->first + i;
      if (!node->is(NodeKind::ChanType) && !node->is(NodeKind::ArrayType)) continue;
      Type* t = file->type_of(node);
      if (!t || !is_valid(t)) continue;
      if (Chan* c = as<Chan>(t)) {
        if (!has_constant_size(c->elem)) continue;
        int64_t size = state_.sizes.size_of(c->elem);
        if (size < 0 || size >= kMaxChannelElement) error(node, "channel element type too large (>64kB)");
      } else if (Array* a = as<Array>(t)) {
        if (a->length < 0 || !has_constant_size(a)) continue;
        int64_t size = state_.sizes.size_of(a);
        if (size < 0 || size >= space) error(node, "type " + str(t) + " larger than address space");
      }
    }
  }
}

}  // namespace ptrsafe
