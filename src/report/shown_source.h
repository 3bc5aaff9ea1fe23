// ShownSource: the lines of one file as a page shows them: nothing in them is invisible, and the kinds of tokens are known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/source.h"

namespace ptrsafe {

// `text` as valid UTF-8 in which every character is seen: bytes that are no UTF-8 as "\xFF", control characters and those that
// change the direction of text or have no width as "⟨U+202E⟩". Tabs stay, and newlines.
std::string visible(std::string_view text);

class ShownSource {
 public:
  explicit ShownSource(const SourceFile& file);

  struct Line {
    std::string text;
    std::string kinds;  // runs of code units (UTF-16): "k4_1s10": keyword, string, comment, number; `_`: anything else
  };
  Line line(uint32_t number) const;
  uint32_t lines() const { return static_cast<uint32_t>(starts_.size()); }
  // Where the byte column (from 1) of a line is in its text, in code units from 0.
  uint32_t unit(LineColumn at) const;
  // The end of the token that begins there.
  LineColumn token_end(LineColumn at) const;

 private:
  std::string_view bytes(uint32_t number) const;

  std::string_view text_;
  std::vector<uint32_t> starts_;
  std::string kind_;  // of each byte
};

}  // namespace ptrsafe
