// Archive: values to bytes and back, for records of the cache. Fixed widths, lengths before contents, no pointers.
//
// A type is written by `template <class A> void archive(A& a, T& value)`, the same function for both ways, which hands
// its members to `a(…)` in order: nothing can be written that is not read.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ptrsafe::cache {

template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;

class Writer {
 public:
  static constexpr bool kReads = false;

  template <class... T>
  void operator()(T&... values) {
    (put(values), ...);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  template <class T>
  void put(T& v) {
    using U = std::remove_const_t<T>;
    if constexpr (std::is_arithmetic_v<U> || std::is_enum_v<U>) {
      bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
    } else if constexpr (std::is_same_v<U, std::string>) {
      put_size(v.size());
      bytes_.append(v);
    } else if constexpr (is_vector<U>) {
      put_size(v.size());
      for (auto& element : v) put(element);
    } else {
      archive(*this, const_cast<U&>(v));
    }
  }
  void put_size(size_t n) {
    auto size = static_cast<uint32_t>(n);
    bytes_.append(reinterpret_cast<const char*>(&size), sizeof size);
  }

  std::string bytes_;
};

// Reads what a Writer wrote. Never leaves the bytes: what is not there reads as zero, and good() is false.
class Reader {
 public:
  static constexpr bool kReads = true;

  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  bool good() const { return good_; }
  bool at_end() const { return good_ && rest_.empty(); }
  void fail() { good_ = false; }

 private:
  template <class T>
  void get(T& v) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      v = T{};
      if (rest_.size() < sizeof v) return void(good_ = false);
      std::memcpy(&v, rest_.data(), sizeof v);
      rest_.remove_prefix(sizeof v);
    } else if constexpr (std::is_same_v<T, std::string>) {
      size_t n = get_size();
      v.assign(rest_.substr(0, n));
      rest_.remove_prefix(n);
    } else if constexpr (is_vector<T>) {
      v.clear();
      v.resize(get_size());
      for (auto& element : v) get(element);
    } else {
      archive(*this, v);
    }
  }
  size_t get_size() {
    uint32_t n = 0;
    get(n);
    if (n > rest_.size()) good_ = false;  // no element takes less than a byte
    return good_ ? n : 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace ptrsafe::cache
