// Excerpts: source text as a reader sees it, in cells of a terminal and columns of an editor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/source.h"

namespace ptrsafe {

// The line on which `p` stands, without its end (CRLF counts as one).
std::string_view line_at(const SourceFile& file, Pos p);

// Line, and column from 1 in UTF-16 code units, as GitHub, SARIF and the language servers of editors count; a byte that is no UTF-8
// counts as one, a byte order mark at the beginning of the file as none.
LineColumn editor_position(Pos p);

// Whether a reader does not see the character, though it may move the cursor or turn the direction of writing: Unicode's categories
// Cc (tab and newline among them), Cf, Cs, Zl and Zp.
bool is_unseen(uint32_t rune);

// `text` safe for a terminal and on one line: whatever may move the cursor or turn the direction of writing, and bytes that are no
// UTF-8, as U+FFFD.
std::string printable(std::string_view text);

// One line of source and what is underlined in it.
struct Excerpt {
  uint32_t line = 0;       // physical
  std::string text;        // printable, without the blanks at its beginning; of a long line the part around the mark, with "…" where it is cut
  size_t before = 0;       // cells up to the mark
  size_t marked = 1;       // cells of the mark, at least one; up to the end of the line if the region goes further
};
Excerpt excerpt_of(Pos begin, Pos end);

}  // namespace ptrsafe
