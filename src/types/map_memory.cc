#include "types/map_memory.h"

#include <algorithm>

namespace ptrsafe {
namespace {

constexpr int64_t kSlots = 8, kMaxInline = 128;

int64_t up(int64_t n, int64_t align) { return (n + align - 1) / align * align; }

struct Layout {
  int64_t size, align;
};

// As the compiler lays a struct out: one that ends with a field of no size gets a byte, so that the field's address is in it.
Layout structure(std::initializer_list<Layout> fields) {
  int64_t size = 0, align = 1;
  bool empty_end = false;
  for (const Layout& f : fields) {
    size = up(size, f.align) + f.size;
    align = std::max(align, f.align);
    empty_end = f.size == 0;
  }
  if (empty_end && size > 0) size++;
  return {up(size, align), align};
}

}  // namespace

std::optional<MapMemory> map_memory(Type* key, Type* value, const Sizes& sizes, int go_minor) {
  if (!has_constant_size(key) || !has_constant_size(value)) return std::nullopt;
  MapMemory m;
  auto part = [&](Type* t, bool& indirect) -> Layout {
    Layout l{sizes.size_of(t), sizes.align_of(t)};
    indirect = l.size > kMaxInline;
    if (!indirect) return l;
    m.outside_bytes += l.size;
    return {sizes.word, sizes.word};
  };
  Layout k = part(key, m.key_indirect), v = part(value, m.value_indirect);
  if (k.size < 0 || v.size < 0) return std::nullopt;
  if (go_minor == 0 || go_minor >= 24) {
    // A control word of a byte a slot; then the slots.
    Layout slot = structure({k, v});
    m.group_bytes = structure({{8, std::min(8, sizes.max_align)}, {slot.size * kSlots, slot.align}}).size;
    m.load = 7;
  } else {
    // A byte a slot, all keys, all values, a pointer to the bucket that takes what overflows.
    m.group_bytes = structure({{kSlots, 1}, {k.size * kSlots, k.align}, {v.size * kSlots, v.align}, {sizes.word, sizes.word}}).size;
    m.load = 6.5;
  }
  return m;
}

}  // namespace ptrsafe
