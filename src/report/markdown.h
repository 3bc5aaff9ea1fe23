// The rules' pages as HTML: headings, paragraphs, code, lists and tables, which is all that they use of Markdown.
#pragma once

#include <string>
#include <string_view>

namespace ptrsafe {

std::string escape_html(std::string_view text);

// Without the page's title; its headings begin at <h4>. Of links only the text is left: a report is one file.
std::string html_of_markdown(std::string_view page);

}  // namespace ptrsafe
