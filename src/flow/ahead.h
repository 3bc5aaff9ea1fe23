// ahead(bodies): bodies of a program one after another, each asked of the memory some steps before it is read.
//
// All bodies are larger than the caches, and each lies in several places: a pass that reads a little of every body mostly waits.
// Software prefetching by a fixed distance: Mowry, Lam, Gupta, "Design and Evaluation of a Compiler Algorithm for Prefetching" (1992).
#pragma once

#include <cstddef>
#include <span>

#include "flow/package_flow.h"

namespace ptrsafe::flow {

template <class Pointer>  // to Examined
class Ahead {
 public:
  // What leads to something else must be there when that is asked for.
  static constexpr ptrdiff_t kBody = 24, kFunction = 16, kContents = 8;

  class Iterator {
   public:
    Iterator(const Pointer* at, const Pointer* end) : at_(at), end_(end) {}
    const Pointer& operator*() const {
      if (at_ + kBody < end_) touch(&*at_[kBody], sizeof(Examined));
      if (at_ + kFunction < end_) touch(&at_[kFunction]->function, sizeof(Function));
      if (at_ + kContents < end_) contents(*at_[kContents]);
      return *at_;
    }
    Iterator& operator++() { return at_++, *this; }
    bool operator!=(const Iterator& o) const { return at_ != o.at_; }

   private:
    static void touch(const void* p, size_t size) {
      constexpr size_t kLine = 64, kMost = 16;
      size = size < kLine * kMost ? size : kLine * kMost;
      for (size_t k = 0; k < size; k += kLine) __builtin_prefetch(static_cast<const char*>(p) + k);
    }
    template <class T>
    static void touch(const std::vector<T>& v) {
      touch(v.data(), v.size() * sizeof(T));
    }
    static void contents(const Examined& b) {
      const Function& f = b.function;
      touch(f.runs);
      touch(f.by_opcode);
      touch(f.instrs);
      touch(f.operands);
      touch(b.flow.numbers());
    }

    const Pointer *at_, *end_;
  };

  explicit Ahead(std::span<const Pointer> all) : all_(all) {}
  Iterator begin() const { return {all_.data(), all_.data() + all_.size()}; }
  Iterator end() const { return {all_.data() + all_.size(), all_.data() + all_.size()}; }

 private:
  std::span<const Pointer> all_;
};

template <class Pointer>
Ahead<Pointer> ahead(const std::vector<Pointer>& all) {
  return Ahead<Pointer>(all);
}

}  // namespace ptrsafe::flow
