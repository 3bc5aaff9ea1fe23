// Tok: the kinds of tokens, and what the parser asks about them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "syntax/node.h"

namespace ptrsafe {

enum class Tok : uint8_t {
#define TOKEN(kind, text) kind,
#include "lex/token.def"
};

inline constexpr const char* kTokenText[] = {
#define TOKEN(kind, text) text,
#include "lex/token.def"
};
inline constexpr size_t kTokens = sizeof(kTokenText) / sizeof(kTokenText[0]);

constexpr const char* token_text(Tok t) { return kTokenText[static_cast<size_t>(t)]; }
constexpr bool is_literal(Tok t) { return t >= Tok::Int && t <= Tok::String; }
constexpr bool is_keyword(Tok t) { return t >= Tok::Break; }
constexpr bool is_binary_operator(Tok t) { return t >= Tok::OrOr && t <= Tok::Shr; }
constexpr bool is_assignment(Tok t) { return t >= Tok::Assign && t <= Tok::ShrAssign; }

// Of a literal.
constexpr LitKind literal_kind(Tok t) {
  return static_cast<LitKind>(static_cast<int>(t) - static_cast<int>(Tok::Int));
}
// Of an operator up to Define.
constexpr Op operator_of(Tok t) {
  return static_cast<Op>(static_cast<int>(t) - static_cast<int>(Tok::OrOr) + static_cast<int>(Op::OrOr));
}
static_assert(operator_of(Tok::Shr) == Op::Shr && operator_of(Tok::Tilde) == Op::Tilde &&
              operator_of(Tok::Define) == Op::Define);
// The binary operator of `op=`.
constexpr Op assignment_operator(Tok t) {
  return static_cast<Op>(static_cast<int>(t) - static_cast<int>(Tok::AddAssign) + static_cast<int>(Op::Add));
}
static_assert(assignment_operator(Tok::ShrAssign) == Op::Shr && assignment_operator(Tok::OrAssign) == Op::Or);

// Properties of tokens, one bit each.
enum TokenFlag : uint8_t {
  kEndsStatement = 1,  // a newline after it is a semicolon (spec, "Semicolons")
  kStartsStatement = 2,  // recovery stops at it inside functions
  kStartsDecl = 4,       // recovery stops at it at the top level
  kEndsExpr = 8,         // recovery stops at it in expressions
};

struct TokenTable {
  std::array<uint8_t, 256> flags{};
  std::array<uint8_t, 256> precedence{};  // 1 to 5 for binary operators, else 0
  constexpr TokenTable() {
    auto add = [&](uint8_t flag, std::initializer_list<Tok> toks) {
      for (Tok t : toks) flags[static_cast<size_t>(t)] |= flag;
    };
    add(kEndsStatement, {Tok::Ident, Tok::Int, Tok::Float, Tok::Imag, Tok::Char, Tok::String, Tok::Break, Tok::Continue,
                         Tok::Fallthrough, Tok::Return, Tok::Inc, Tok::Dec, Tok::RParen, Tok::RBrack, Tok::RBrace});
    add(kStartsStatement,
        {Tok::Break, Tok::Const, Tok::Continue, Tok::Defer, Tok::Fallthrough, Tok::For, Tok::Go, Tok::Goto, Tok::If,
         Tok::Return, Tok::Select, Tok::Switch, Tok::Type, Tok::Var});
    add(kStartsDecl, {Tok::Import, Tok::Const, Tok::Type, Tok::Var});
    add(kEndsExpr, {Tok::Comma, Tok::Colon, Tok::Semicolon, Tok::RParen, Tok::RBrack, Tok::RBrace});
    for (Tok t = Tok::OrOr; t <= Tok::Shr; t = static_cast<Tok>(static_cast<int>(t) + 1)) {
      uint8_t p = t == Tok::OrOr ? 1 : t == Tok::AndAnd ? 2 : t <= Tok::Geq ? 3 : t <= Tok::Xor ? 4 : 5;
      precedence[static_cast<size_t>(t)] = p;
    }
  }
};
inline constexpr TokenTable kTokenTable;

constexpr bool has_flag(Tok t, uint8_t flag) { return (kTokenTable.flags[static_cast<size_t>(t)] & flag) != 0; }
constexpr int precedence_of(Tok t) { return kTokenTable.precedence[static_cast<size_t>(t)]; }

}  // namespace ptrsafe
