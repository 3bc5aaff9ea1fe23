#include "lex/lexer.h"

#include <fmt/format.h>

#include <cstring>

#include "base/unicode.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ptrsafe {
namespace {

// A class for each byte that begins a token.
enum ByteClass : uint8_t { kOther, kLetter, kDigit, kWhite, kNewline, kQuote };

struct ByteTable {
  uint8_t name_byte[256] = {};  // letters, digits, underscore
  constexpr ByteTable() {
    for (int c = 0; c < 128; c++) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_') name_byte[c] = 1;
    }
  }
};
constexpr ByteTable kBytes;

bool is_name_byte(char c) { return kBytes.name_byte[static_cast<unsigned char>(c)] != 0; }

// Blocks of 16 bytes: each function gives a mask with one bit a byte. Sources are padded, so a block
// may begin at any byte up to the terminating NUL.
#ifdef __SSE2__
using Block = __m128i;
inline Block load(const char* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
inline Block eq(Block b, char c) { return _mm_cmpeq_epi8(b, _mm_set1_epi8(c)); }
inline Block either(Block a, Block b) { return _mm_or_si128(a, b); }
inline uint32_t bits(Block b) { return static_cast<uint32_t>(_mm_movemask_epi8(b)); }

inline uint32_t name_bits(Block b) {
  Block lower = _mm_or_si128(b, _mm_set1_epi8(0x20));
  // Adding moves the range's end to the largest signed value, so that one comparison is enough.
  Block letters = _mm_cmpgt_epi8(_mm_add_epi8(lower, _mm_set1_epi8(0x7F - 'z')), _mm_set1_epi8(0x7F - 26));
  Block digits = _mm_cmpgt_epi8(_mm_add_epi8(b, _mm_set1_epi8(0x7F - '9')), _mm_set1_epi8(0x7F - 10));
  return bits(either(either(letters, digits), eq(b, '_')));
}
inline uint32_t non_ascii_or_nul_bits(Block b) { return bits(either(b, eq(b, '\0'))); }
// 64 bytes at once: 0.4 of the instructions of four blocks.
inline bool plain_ascii64(const char* p) {
  Block a = load(p), b = load(p + 16), c = load(p + 32), d = load(p + 48);
  Block least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
  return bits(either(either(either(a, b), either(c, d)), eq(least, '\0'))) == 0;
}
#else
struct Block {
  unsigned char c[16];
};
inline Block load(const char* p) {
  Block b;
  std::memcpy(b.c, p, 16);
  return b;
}
inline Block eq(Block b, char c) {
  for (auto& x : b.c) x = x == static_cast<unsigned char>(c) ? 0xFF : 0;
  return b;
}
inline Block either(Block a, Block b) {
  for (int i = 0; i < 16; i++) a.c[i] |= b.c[i];
  return a;
}
inline uint32_t bits(Block b) {
  uint32_t m = 0;
  for (int i = 0; i < 16; i++) m |= static_cast<uint32_t>(b.c[i] >> 7) << i;
  return m;
}
inline uint32_t name_bits(Block b) {
  uint32_t m = 0;
  for (int i = 0; i < 16; i++) m |= static_cast<uint32_t>(kBytes.name_byte[b.c[i]]) << i;
  return m;
}
inline uint32_t non_ascii_or_nul_bits(Block b) { return bits(either(b, eq(b, '\0'))); }
inline bool plain_ascii64(const char*) { return false; }
#endif

inline int first_bit(uint32_t mask) { return __builtin_ctz(mask); }

inline const char* skip_white(const char* p, bool newlines) {
  for (;;) {
    Block b = load(p);
    Block white = either(either(eq(b, ' '), eq(b, '\t')), eq(b, '\r'));
    if (newlines) white = either(white, eq(b, '\n'));
    uint32_t rest = ~bits(white) & 0xFFFF;
    if (rest != 0) return p + first_bit(rest);
    p += 16;
  }
}

// The newline that ends a line comment, or the end of the file.
inline const char* find_newline(const char* p, const char* end) {
  for (;; p += 16) {
    Block b = load(p);
    uint32_t m = bits(either(eq(b, '\n'), eq(b, '\0')));
    while (m != 0) {
      const char* q = p + first_bit(m);
      if (*q == '\n' || q >= end) return q;
      m &= m - 1;
    }
  }
}

// Keywords, found by length and first letter.
Tok keyword(std::string_view s) {
  auto match = [&](Tok t) { return s == token_text(t) ? t : Tok::Ident; };
  if (s.size() < 2 || s.size() > 11) return Tok::Ident;
  switch (s[0]) {
    case 'b': return match(Tok::Break);
    case 'c':
      if (s.size() == 4) return s[1] == 'a' ? match(Tok::Case) : match(Tok::Chan);
      return s.size() == 5 ? match(Tok::Const) : match(Tok::Continue);
    case 'd': return s.size() == 5 ? match(Tok::Defer) : match(Tok::Default);
    case 'e': return match(Tok::Else);
    case 'f': return s.size() == 3 ? match(Tok::For) : s.size() == 4 ? match(Tok::Func) : match(Tok::Fallthrough);
    case 'g': return s.size() == 2 ? match(Tok::Go) : match(Tok::Goto);
    case 'i': return s.size() == 2 ? match(Tok::If) : s.size() == 6 ? match(Tok::Import) : match(Tok::Interface);
    case 'm': return match(Tok::Map);
    case 'p': return match(Tok::Package);
    case 'r': return s.size() == 5 ? match(Tok::Range) : match(Tok::Return);
    case 's': return s[1] == 'e' ? match(Tok::Select) : s[1] == 't' ? match(Tok::Struct) : match(Tok::Switch);
    case 't': return match(Tok::Type);
    case 'v': return match(Tok::Var);
    default: return Tok::Ident;
  }
}

// All ones in the first n bytes when read from kPrefixMask + 16 - n.
alignas(16) constexpr unsigned char kPrefixMask[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                                       255, 255, 255, 255, 255, 0,   0,   0,   0,   0,   0,
                                                       0,   0,   0,   0,   0,   0,   0,   0,   0,   0};

}  // namespace

// What short words mean, by their text: most identifiers and all keywords of a file are found here
// without a look at the shared table of names. Direct-mapped; one per thread.
struct Lexer::NameCache {
  static constexpr uint32_t kBits = 12;
  struct Key {
    uint64_t lo, hi;  // the text, padded with zeros
  };
  struct Value {
    Name name;
    Tok tok;
  };
  alignas(64) Key keys[1 << kBits];
  Value values[1 << kBits];

  static uint32_t slot(uint64_t lo, uint64_t hi) {
    return static_cast<uint32_t>(((lo ^ (hi * 0x9E3779B97F4A7C15u)) * 0xD6E8FEB86659FD93u) >> (64 - kBits));
  }
};

Lexer::Lexer(const SourceFile* file, Tree* tree)
    : p_(file->text().data()), begin_(p_), end_(p_ + file->text().size()), file_(file), tree_(tree) {
  static thread_local NameCache cache;
  cache_ = &cache;
  check_encoding();
  if (file->text().substr(0, 3) == "\xEF\xBB\xBF") p_ += 3;
}

void Lexer::error(uint32_t at, std::string message) {
  if (stopped_ || too_many_) return;
  if (tree_->errors.size() >= kMaxErrors) {
    too_many_ = true;
    message = "too many errors";
  }
  tree_->errors.push_back({file_->pos(at), std::move(message), false, {}});
}

// One pass over the bytes before the first token, so that nothing after it need think of encoding.
void Lexer::check_encoding() {
  for (const char* p = begin_; p < end_ && encoding_errors_.size() <= kMaxErrors;) {
    while (end_ - p >= 64 && plain_ascii64(p)) p += 64;
    uint32_t m = non_ascii_or_nul_bits(load(p));
    if (m == 0) {
      p += 16;
      continue;
    }
    p += first_bit(m);
    // Runs of non-ASCII text are handled here without going back to the blocks.
    while (p < end_ && encoding_errors_.size() <= kMaxErrors && (*p == '\0' || static_cast<signed char>(*p) < 0)) {
      if (*p == '\0') {
        encoding_errors_.push_back({at(p), "illegal character NUL"});
        p++;
        continue;
      }
      int width;
      uint32_t r = decode_rune({p, static_cast<size_t>(end_ - p)}, &width);
      if (r == kRuneError && width == 1) {
        encoding_errors_.push_back({at(p), "illegal UTF-8 encoding"});
      } else if (r == 0xFEFF && p != begin_) {
        encoding_errors_.push_back({at(p), "illegal byte order mark"});
      }
      p += width;
    }
  }
}

void Lexer::report_encoding() {
  for (; encoding_reported_ < encoding_errors_.size(); encoding_reported_++) {
    const EncodingError& e = encoding_errors_[encoding_reported_];
    if (e.offset >= at(p_)) break;
    error(e.offset, e.message);
  }
}

void Lexer::next() {
  const char* p = p_;
  implied = false;
again:
  // One blank or none before most tokens.
  if (*p == ' ') p++;
  if (static_cast<unsigned char>(*p) <= ' ') {
    p = skip_white(p, false);
    if (*p == '\n') {
      if (needs_semicolon()) {
        set(Tok::Semicolon, p, p + 1);
        implied = true;
        return;
      }
      p = skip_white(p + 1, true);
    }
  }
  const char* start = p;
  char c = *p;
  switch (c) {
    case 'a' ... 'z':
    case 'A' ... 'Z':
    case '_': {
      Block b = load(p);
      uint32_t rest = ~name_bits(b);  // bits 16 and up are ones
      int length = first_bit(rest);
      if (length == 16 || static_cast<signed char>(p[length]) < 0) {
        long_identifier(start);
        return;
      }
      uint64_t key[2];
#ifdef __SSE2__
      b = _mm_and_si128(b, load(reinterpret_cast<const char*>(kPrefixMask) + 16 - length));
      key[0] = static_cast<uint64_t>(_mm_cvtsi128_si64(b));
      key[1] = static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(b, b)));
#else
      key[0] = key[1] = 0;
      std::memcpy(key, p, static_cast<size_t>(length));
#endif
      uint32_t slot = NameCache::slot(key[0], key[1]);
      const NameCache::Key& k = cache_->keys[slot];
      if (k.lo == key[0] && k.hi == key[1]) {
        const NameCache::Value& v = cache_->values[slot];
        name = v.name;
        set(v.tok, start, p + length);
        return;
      }
      resolve_identifier(start, static_cast<size_t>(length));
      cache_->keys[slot] = {key[0], key[1]};
      cache_->values[slot] = {name, tok};
      return;
    }
    case '0' ... '9': {
      // Plain decimal integers here, everything else in number().
      do p++;
      while (static_cast<unsigned char>(*p - '0') < 10);
      if (is_name_byte(*p) || *p == '.' || (c == '0' && p != start + 1)) {
        number(start);
        return;
      }
      set(Tok::Int, start, p);
      return;
    }
    case '"': string(start); return;
    case '`': raw_string(start); return;
    case '\'': rune(start); return;
    case '(': set(Tok::LParen, start, p + 1); return;
    case ')': set(Tok::RParen, start, p + 1); return;
    case '[': set(Tok::LBrack, start, p + 1); return;
    case ']': set(Tok::RBrack, start, p + 1); return;
    case '{': set(Tok::LBrace, start, p + 1); return;
    case '}': set(Tok::RBrace, start, p + 1); return;
    case ',': set(Tok::Comma, start, p + 1); return;
    case ';': set(Tok::Semicolon, start, p + 1); return;
    case '~': set(Tok::Tilde, start, p + 1); return;
    case '.':
      if (static_cast<unsigned char>(p[1] - '0') < 10) {
        number(start);
      } else if (p[1] == '.' && p[2] == '.') {
        set(Tok::Ellipsis, start, p + 3);
      } else {
        set(Tok::Period, start, p + 1);
      }
      return;
    case ':': p[1] == '=' ? set(Tok::Define, start, p + 2) : set(Tok::Colon, start, p + 1); return;
    case '=': p[1] == '=' ? set(Tok::Eql, start, p + 2) : set(Tok::Assign, start, p + 1); return;
    case '!': p[1] == '=' ? set(Tok::Neq, start, p + 2) : set(Tok::Not, start, p + 1); return;
    case '+':
      if (p[1] == '+') set(Tok::Inc, start, p + 2);
      else if (p[1] == '=') set(Tok::AddAssign, start, p + 2);
      else set(Tok::Add, start, p + 1);
      return;
    case '-':
      if (p[1] == '-') set(Tok::Dec, start, p + 2);
      else if (p[1] == '=') set(Tok::SubAssign, start, p + 2);
      else set(Tok::Sub, start, p + 1);
      return;
    case '*': p[1] == '=' ? set(Tok::MulAssign, start, p + 2) : set(Tok::Mul, start, p + 1); return;
    case '%': p[1] == '=' ? set(Tok::RemAssign, start, p + 2) : set(Tok::Rem, start, p + 1); return;
    case '^': p[1] == '=' ? set(Tok::XorAssign, start, p + 2) : set(Tok::Xor, start, p + 1); return;
    case '|':
      if (p[1] == '|') set(Tok::OrOr, start, p + 2);
      else if (p[1] == '=') set(Tok::OrAssign, start, p + 2);
      else set(Tok::Or, start, p + 1);
      return;
    case '&':
      if (p[1] == '&') set(Tok::AndAnd, start, p + 2);
      else if (p[1] == '=') set(Tok::AndAssign, start, p + 2);
      else if (p[1] != '^') set(Tok::And, start, p + 1);
      else if (p[2] == '=') set(Tok::AndNotAssign, start, p + 3);
      else set(Tok::AndNot, start, p + 2);
      return;
    case '<':
      if (p[1] == '=') set(Tok::Leq, start, p + 2);
      else if (p[1] == '-') set(Tok::Arrow, start, p + 2);
      else if (p[1] != '<') set(Tok::Lss, start, p + 1);
      else if (p[2] == '=') set(Tok::ShlAssign, start, p + 3);
      else set(Tok::Shl, start, p + 2);
      return;
    case '>':
      if (p[1] == '=') set(Tok::Geq, start, p + 2);
      else if (p[1] != '>') set(Tok::Gtr, start, p + 1);
      else if (p[2] == '=') set(Tok::ShrAssign, start, p + 3);
      else set(Tok::Shr, start, p + 2);
      return;
    case '/':
      if (p[1] == '/') {
        p = find_newline(p + 2, end_);
        // Directives begin with one of a few letters right after the slashes; golangci-lint's, and ours that are badly written, behind a blank.
        char d = start[2] == ' ' && (start[3] == 'n' || start[3] == 'p') ? start[3] : start[2];
        if (d == 'g' || d == 'p' || d == 'n' || d == 'e') directive(start, p);
        goto again;
      }
      if (p[1] == '*') {
        const char* newline;
        p = general_comment(start, &newline);
        misplaced_directive(start, p);
        if (newline && needs_semicolon()) {
          set(Tok::Semicolon, newline, p);
          implied = true;
          return;
        }
        goto again;
      }
      p[1] == '=' ? set(Tok::DivAssign, start, p + 2) : set(Tok::Div, start, p + 1);
      return;
    case '\n': goto again;
    default: other(start); return;
  }
}

// Words of 16 bytes or more, or with letters beyond ASCII.
void Lexer::long_identifier(const char* start) {
  const char* p = start;
  for (;;) {
    uint32_t rest = ~name_bits(load(p));
    int length = first_bit(rest);
    p += length;
    if (length == 16) continue;
    if (static_cast<signed char>(*p) >= 0) break;
    int width;
    uint32_t r = decode_rune({p, static_cast<size_t>(end_ - p)}, &width);
    if (!is_unicode_letter(r) && !is_unicode_digit(r)) break;
    p += width;
  }
  resolve_identifier(start, static_cast<size_t>(p - start));
}

void Lexer::resolve_identifier(const char* start, size_t length) {
  std::string_view s(start, length);
  Tok t = keyword(s);
  name = t == Tok::Ident ? intern(s) : Name{};
  set(t, start, start + length);
}

void Lexer::string(const char* start) {
  const char* p = start + 1;
  for (;; p += 16) {
    Block b = load(p);
    uint32_t m = bits(either(either(eq(b, '"'), eq(b, '\\')), either(eq(b, '\n'), eq(b, '\0'))));
    if (m == 0) continue;
    p += first_bit(m);
    break;
  }
  if (*p == '"') {
    set(Tok::String, start, p + 1);
    return;
  }
  string_slow(start);
}

void Lexer::raw_string(const char* start) {
  const char* p = start + 1;
  for (;; p += 16) {
    Block b = load(p);
    uint32_t m = bits(either(eq(b, '`'), eq(b, '\0')));
    while (m != 0) {
      const char* q = p + first_bit(m);
      if (*q == '`') {
        set(Tok::String, start, q + 1);
        return;
      }
      if (q >= end_) {
        error(at(start), "raw string literal not terminated");
        set(Tok::String, start, end_);
        return;
      }
      m &= m - 1;
    }
  }
}

const char* Lexer::general_comment(const char* start, const char** newline) {
  *newline = nullptr;
  for (const char* p = start + 2;; p += 16) {
    Block b = load(p);
    Block slash = eq(b, '/'), line = eq(b, '\n');
    uint32_t m = bits(either(either(slash, line), eq(b, '\0')));
    while (m != 0) {
      const char* q = p + first_bit(m);
      m &= m - 1;
      if (q >= end_) {
        error(at(start), "comment not terminated");
        return end_;
      }
      if (*q == '\n') {
        if (!*newline) *newline = q;
      } else if (*q == '/' && q[-1] == '*' && q > start + 2) {
        return q + 1;
      }
    }
  }
}

void Lexer::directive(const char* start, const char* end) {
  std::string_view text(start, static_cast<size_t>(end - start));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  std::string_view body = text.substr(2);
  if (body.starts_with("go:") || body.starts_with("export ") || body.starts_with("ptrsafe:") ||
      body.starts_with(" ptrsafe:") || body.starts_with("nolint") || body.starts_with(" nolint")) {
    tree_->directives.push_back({file_->pos(at(start)), text});
    if (in_header_ && body.starts_with("go:build")) tree_->go_version = constraint_go_version(text);
  }
}

void Lexer::misplaced_directive(const char* start, const char* end) {
  std::string_view text(start, static_cast<size_t>(end - start)), body = text.substr(2);
  if (body.starts_with("ptrsafe:") || body.starts_with(" ptrsafe:")) tree_->directives.push_back({file_->pos(at(start)), text});
}

void Lexer::skip_block() {
  int depth = 1;
  const char* p = p_;
  for (;;) {
    Block b = load(p);
    // `{` and `}` differ from `[` and `]` in one bit only; both are looked at below.
    Block hits = either(either(either(eq(b, '{'), eq(b, '}')), either(eq(b, '"'), eq(b, '`'))),
                        either(either(eq(b, '\''), eq(b, '/')), eq(b, '\0')));
    uint32_t m = bits(hits);
    const char* jump = nullptr;  // set where the rest of the block lies in a literal or comment
    for (; m != 0 && !jump; m &= m - 1) {
      const char* q = p + first_bit(m);
      switch (*q) {
        case '{': depth++; break;
        case '}':
          if (--depth == 0) {
            set(Tok::RBrace, q, q + 1);
            return;
          }
          break;
        case '"':
        case '\'':
          jump = q + 1;
          while (*jump != *q && *jump != '\n' && jump < end_) jump += *jump == '\\' && jump[1] != '\n' ? 2 : 1;
          if (jump < end_) jump++;
          break;
        case '`': {
          const void* close = std::memchr(q + 1, '`', static_cast<size_t>(end_ - q) - 1);
          jump = close ? static_cast<const char*>(close) + 1 : end_;
          break;
        }
        case '/':
          if (q[1] == '/') {
            jump = find_newline(q, end_);
          } else if (q[1] == '*') {
            const char* newline;
            jump = general_comment(q, &newline);
          }
          break;
        default:
          if (q >= end_) {
            // Unbalanced: the parser reports the missing brace.
            set(Tok::EndOfFile, end_, end_);
            return;
          }
      }
    }
    p = jump ? jump : p + 16;
    if (p > end_) p = end_;
  }
}

}  // namespace ptrsafe
