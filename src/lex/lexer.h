// Lexer: the tokens of one file, one at a time, with automatic semicolons; comments are skipped, but
// for directives, which are collected in the Tree. Errors have the wording and position of go/scanner.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/name.h"
#include "lex/token.h"
#include "source/source.h"
#include "syntax/node.h"

namespace ptrsafe {

class Lexer {
 public:
  // After so many errors in a file, reading it ends.
  static constexpr size_t kMaxErrors = 20'000;

  // Errors, directives and the Go version of a constraint go to `tree`. The lexer stays on the thread
  // that made it. Encoding errors of the whole file are kept aside until report_encoding().
  Lexer(const SourceFile* file, Tree* tree);

  // The current token, valid after the first next().
  Tok tok = Tok::Semicolon;
  bool implied = false;  // of a Semicolon: it stands for a newline or the end of the file
  uint32_t offset = 0;   // of its first byte
  Name name;             // of an Ident

  void next();

  uint32_t length() const { return static_cast<uint32_t>(p_ - begin_) - offset; }  // not of an implied semicolon
  std::string_view text() const { return {begin_ + offset, length()}; }

  // The current token is `{`: goes to the matching `}`, or to the end of the file. What lies between
  // is not checked.
  void skip_block();

  // Makes all further tokens EndOfFile.
  void stop() {
    set(Tok::EndOfFile, end_, end_);
    stopped_ = true;
  }

  // Adds the encoding errors of the part of the file that was read since the last call.
  void report_encoding();

  // The first token was read: a //go:build line after it has no meaning.
  void end_of_header() { in_header_ = false; }

 private:
  struct NameCache;

  void error(uint32_t at, std::string message);
  uint32_t at(const char* p) const { return static_cast<uint32_t>(p - begin_); }
  bool needs_semicolon() const {
    return tok == Tok::Illegal ? semicolon_after_illegal_ : has_flag(tok, kEndsStatement);
  }

  void check_encoding();
  void set(Tok t, const char* start, const char* end) {
    tok = t;
    offset = at(start);
    p_ = end;
  }
  // At the end of a token that may have had errors.
  void set_checked(Tok t, const char* start, const char* end) {
    set(t, start, end);
    if (too_many_) stop();
  }
  void long_identifier(const char* start);
  void resolve_identifier(const char* start, size_t length);
  void number(const char* start);
  void string(const char* start);
  void string_slow(const char* start);
  void raw_string(const char* start);
  void rune(const char* start);
  bool escape(const char*& p, char quote);
  const char* digits(const char* p, unsigned base, const char** invalid, unsigned* seen);
  void other(const char* start);
  // Past a general comment; *newline is the first newline in it, or null.
  const char* general_comment(const char* start, const char** newline);
  void directive(const char* start, const char* end);
  void misplaced_directive(const char* start, const char* end);  // /*ptrsafe:…*/, which counts for nothing, and is told so

  const char* p_;
  const char* begin_;
  const char* end_;
  NameCache* cache_;
  const SourceFile* file_;
  Tree* tree_;
  bool semicolon_after_illegal_ = false;
  bool in_header_ = true;
  bool stopped_ = false;   // reports nothing more
  bool too_many_ = false;  // errors: stops at the end of the token

  struct EncodingError {
    uint32_t offset;
    const char* message;
  };
  std::vector<EncodingError> encoding_errors_;
  size_t encoding_reported_ = 0;
};

// The Go version that a //go:build line implies ("go1.21"), as go/build/constraint.GoVersion; empty if
// none or if the line is malformed.
std::string_view constraint_go_version(std::string_view line);

}  // namespace ptrsafe
