// Names: interned identifiers, compared as integers. The table is shared by all threads; looking up
// a name that exists takes no lock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/region.h"

namespace ptrsafe {

struct NameData {
  uint32_t hash;
  uint32_t length : 31;
  uint32_t exported : 1;  // begins with an upper-case letter (Go spec, "Exported identifiers")
  char text[1];           // `length` bytes, not terminated
};

struct Name {
  Ref<NameData> data;

  std::string_view view() const {
    return data ? std::string_view(data->text, data->length) : std::string_view();
  }
  std::string str() const { return std::string(view()); }
  bool exported() const { return data && data->exported; }
  uint32_t id() const { return data.v; }  // for hashing; differs from run to run: never order output by it
  uint32_t hash() const { return data ? data->hash : 0; }
  explicit operator bool() const { return data.v != 0; }
  friend bool operator==(Name a, Name b) { return a.data == b.data; }
};
static_assert(sizeof(Name) == 4);

// The hash used by the table. Lexers that compute it while scanning pass it in.
inline uint32_t name_hash(std::string_view s) {
  // FNV-1a over 8-byte words with a final mix: identifiers are short.
  uint64_t h = 0xcbf29ce484222325u ^ s.size();
  const char* p = s.data();
  size_t n = s.size();
  while (n >= 8) {
    uint64_t w;
    std::memcpy(&w, p, 8);
    h = (h ^ w) * 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    p += 8, n -= 8;
  }
  uint64_t w = 0;
  if (n >= 4) {
    uint32_t lo, hi;
    std::memcpy(&lo, p, 4);
    std::memcpy(&hi, p + n - 4, 4);
    w = (uint64_t{hi} << 32) | lo;
  } else if (n > 0) {
    w = static_cast<unsigned char>(p[0]) | (uint64_t{static_cast<unsigned char>(p[n >> 1])} << 8) |
        (uint64_t{static_cast<unsigned char>(p[n - 1])} << 16);
  }
  h = (h ^ w) * 0x9e3779b97f4a7c15u;
  return static_cast<uint32_t>(h ^ (h >> 32));
}

// Interns `s`. Thread-safe; requires Region::init().
Name intern(std::string_view s, uint32_t hash);
inline Name intern(std::string_view s) { return intern(s, name_hash(s)); }

// Names that the checker asks for often; valid after init_names().
struct WellKnownNames {
  Name blank, init, main, dot, C, unsafe, iota, error, Error, empty_string;
};
extern WellKnownNames names;
void init_names();  // idempotent; call after Region::init()

}  // namespace ptrsafe
