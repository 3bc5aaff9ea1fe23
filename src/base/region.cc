#include "base/region.h"

#include <atomic>

#include "base/os/memory.h"
#include "base/os/process.h"

namespace ptrsafe {
namespace {

std::atomic<uint64_t> next_offset{0};
uint64_t limit = 0;

// Small enough that a short run touches little, large enough that threads seldom meet.
constexpr size_t kChunk = size_t{256} << 10;

char* take(size_t size) {
  size = (size + 63) & ~size_t{63};
  uint64_t at = next_offset.fetch_add(size, std::memory_order_relaxed);
  if (at + size > limit)
    os::end_for_lack_of("out of address space: analyse fewer packages at once, or raise `ulimit -v`");
  return Region::base + at;
}

// Page faults are a sixth of the CPU time of a run over std; to populate costs 0.75 of what they do.
char* take_populated(size_t size) {
  char* p = take(size);
  os::populate(p, size);
  return p;
}

}  // namespace

thread_local Region::Bump Region::bump_;

void Region::init() {
  if (base) return;
  // 16 GiB of addresses where allowed (ulimit -v), less where not: at most half of them, for there are stacks and the heap.
  uint64_t allowed = os::address_space_limit();
  for (uint64_t size = uint64_t{1} << 34; size >= (uint64_t{1} << 28); size >>= 1) {
    if (size > allowed / 2) continue;
    if (char* p = os::reserve_address_space(size)) {
      limit = size;
      next_offset = 64;
      base = p;
      return;
    }
  }
  os::end_for_lack_of("less than 512 MiB of address space; raise `ulimit -v`");
}

char* Region::reserve(size_t size) { return take(size); }

void* Region::allocate_slow(size_t size) {
  // What is large does not cost the rest of the chunk.
  if (size > kChunk / 64) return take_populated(size);
  bump_.next = take_populated(kChunk);
  bump_.end = bump_.next + kChunk;
  char* p = bump_.next;
  bump_.next += size;
  return p;
}

uint64_t Region::used() { return next_offset.load(std::memory_order_relaxed); }

}  // namespace ptrsafe
