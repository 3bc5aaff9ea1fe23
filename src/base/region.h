// Region: the one address space that all long-lived data (names, nodes, types, objects) is allocated
// from, so that a reference takes 32 bits.
//
// A large range of addresses is reserved at start-up and handed out in chunks; each thread bumps
// through a chunk of its own, so allocation takes no lock and addresses are stable. Memory is
// touched only where used. Nothing is freed before the process ends; temporary data does not belong
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace ptrsafe {

class Region {
 public:
  // First byte of the reserved range. Offset 0 is never handed out: it is the null reference.
  static inline char* base = nullptr;

  // Bytes that can be addressed: 2^32 units of 4 bytes.
  static constexpr uint64_t kUnit = 4;

  // Reserves the range. Called once before any allocation; exits with a clear message if the
  // system refuses even the smallest size. Idempotent.
  static void init();

  // `size` bytes aligned to 8, zeroed. Thread-safe. Exits with a clear message if the range is used up.
  static void* allocate(size_t size) {
    size = (size + 7) & ~size_t{7};
    Bump& b = bump_;
    if (static_cast<size_t>(b.end - b.next) < size) return allocate_slow(size);
    char* p = b.next;
    b.next += size;
    return p;
  }

  // A contiguous range of address space for one growing array; untouched pages cost nothing.
  static char* reserve(size_t size);

  // Bytes handed out so far (address space, not resident memory).
  static uint64_t used();

 private:
  struct Bump {
    char* next = nullptr;
    char* end = nullptr;
  };
  static void* allocate_slow(size_t size);
  static thread_local Bump bump_;
};

// A 32-bit reference to a T in the Region. Converts to and from T*; null is 0.
template <class T>
struct Ref {
  uint32_t v = 0;

  constexpr Ref() = default;
  constexpr Ref(std::nullptr_t) {}
  Ref(const T* p)  // NOLINT(google-explicit-constructor): a compressed pointer
      : v(p ? static_cast<uint32_t>((reinterpret_cast<const char*>(p) - Region::base) >> 2) : 0) {}
  static constexpr Ref from_raw(uint32_t raw) {
    Ref r;
    r.v = raw;
    return r;
  }

  T* get() const {
    return v ? reinterpret_cast<T*>(Region::base + (static_cast<uint64_t>(v) << 2)) : nullptr;
  }
  operator T*() const { return get(); }  // NOLINT(google-explicit-constructor)
  T* operator->() const { return reinterpret_cast<T*>(Region::base + (static_cast<uint64_t>(v) << 2)); }
  T& operator*() const { return *operator->(); }
  friend bool operator==(Ref a, Ref b) { return a.v == b.v; }
};
static_assert(sizeof(Ref<int>) == 4);

// Allocates and constructs a T in the Region. Its destructor never runs.
template <class T, class... Args>
T* make(Args&&... args) {
  static_assert(alignof(T) <= 8);
  static_assert(std::is_trivially_destructible_v<T>);
  return new (Region::allocate(sizeof(T))) T(std::forward<Args>(args)...);
}

// `n` zeroes, 8 bytes aligned.
template <class T>
std::span<T> zeroed_array(size_t n) {
  static_assert(std::is_integral_v<T>);
  return {static_cast<T*>(Region::allocate(n * sizeof(T))), n};
}

// An immutable array in the Region, 8 bytes wide. T must be trivially copyable.
template <class T>
struct List {
  Ref<T> data;
  uint32_t count = 0;

  List() = default;
  static List copy_of(std::span<const T> s) {
    List l;
    if (s.empty()) return l;
    static_assert(std::is_trivially_copyable_v<T>);
    T* p = static_cast<T*>(Region::allocate(s.size() * sizeof(T)));
    std::memcpy(static_cast<void*>(p), s.data(), s.size() * sizeof(T));
    l.data = Ref<T>(p);
    l.count = static_cast<uint32_t>(s.size());
    return l;
  }
  // `n` value-initialised elements, to be filled in by the caller before anybody else sees the list.
  static List of_size(size_t n) {
    List l;
    if (n == 0) return l;
    T* p = static_cast<T*>(Region::allocate(n * sizeof(T)));
    for (size_t i = 0; i < n; i++) new (p + i) T();
    l.data = Ref<T>(p);
    l.count = static_cast<uint32_t>(n);
    return l;
  }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  T* begin() const { return data.get(); }
  T* end() const { return data.get() + count; }
  T& operator[](size_t i) const { return data.get()[i]; }
  std::span<T> span() const { return {begin(), count}; }
};
static_assert(sizeof(List<int>) == 8);

}  // namespace ptrsafe
