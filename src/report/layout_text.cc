#include "report/layout_text.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "types/pointer_map.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

std::string bytes_text(int64_t n) { return n == 1 ? "1 byte" : fmt::format("{} bytes", n); }

std::string pointers_text(Type* t, int64_t size, const Sizes& sizes) {
  int64_t to = pointer_bytes(t, sizes), words = (size + sizes.word - 1) / sizes.word;
  if (to <= 0) return "no pointers";
  if (to / sizes.word > kMaxMaskWords) return fmt::format("pointers in the first {} of {} words", to / sizes.word, words);
  int traced = 0;
  for (uint8_t byte : pointer_mask(t, sizes)) traced += std::popcount(byte);
  return fmt::format("pointers in {} of {} word{}", traced, words, words == 1 ? "" : "s");
}

std::string map_text(Map* m, const Sizes& sizes, int go_minor) {
  std::optional<MapMemory> memory = map_memory(m->key, m->elem, sizes, go_minor);
  if (!memory) return "";
  std::string out = fmt::format("; an entry takes {:.0f} to {:.0f} bytes (groups of 8 in {} bytes, which grow at {} of 8 on average",
                                std::ceil(memory->at_full()), std::ceil(memory->at_load()), memory->group_bytes, memory->load);
  if (memory->key_indirect) out += "; each key is an object of its own";
  if (memory->value_indirect) out += "; each value is an object of its own";
  return out + ")";
}

}  // namespace

std::string layout_text(Type* t, const Sizes& sizes, int go_minor) {
  if (!has_constant_size(t)) return "";
  int64_t size = sizes.size_of(t);
  if (size < 0) return "";
  std::string out = fmt::format("{}, aligned to {}, {}", bytes_text(size), sizes.align_of(t), pointers_text(t, size, sizes));
  if (Map* m = as_under<Map>(t)) out += map_text(m, sizes, go_minor);
  if (Pointer* p = as_under<Pointer>(t); p && has_constant_size(p->elem) && sizes.size_of(p->elem) >= 0)
    out += fmt::format("; points to {}, {}", bytes_text(sizes.size_of(p->elem)), pointers_text(p->elem, sizes.size_of(p->elem), sizes));
  return out;
}

}  // namespace ptrsafe
