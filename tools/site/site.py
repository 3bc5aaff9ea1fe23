#!/usr/bin/env python3
"""Makes a static site of README.md and docs/: a page for each, in the same folders, so that links between them stay as they are. It needs no
network and no script, here or where it is read. Other files that pages link to become pages with their text.

usage: site.py FOLDER     (what is in it is replaced)
"""
import html
import os
import pathlib
import posixpath
import re
import shutil
import sys
import urllib.parse

from markdown_it import MarkdownIt

import links

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The menu. A page of docs/ that is not in it is an error, so that each can be found; docs/rules/ is one part of its own.
MENU = [
    ("Start", ["README.md", "docs/getting-started.md", "docs/what-go-does.md"]),
    ("In use", ["docs/living-with-it.md", "docs/ci.md", "docs/configuration.md", "docs/fixes.md", "docs/formats.md", "docs/report.md", "docs/vet.md", "docs/cache.md"]),
    ("More commands", ["docs/maps.md", "docs/escape.md"]),
    ("How good it is", ["docs/status.md", "docs/precision.md", "docs/history.md", "docs/conformance.md", "docs/performance.md"]),
    ("Inside", ["docs/architecture.md", "docs/loading.md", "docs/adding-a-rule.md"]),
]


def slug(heading, taken):
    """The anchor that GitHub gives to a heading, so that links work there and here."""
    name = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
    count = taken.get(name, 0)
    taken[name] = count + 1
    return f"{name}-{count}" if count else name


def address(path):
    """Where the page of a source file is in the site."""
    if path == "README.md":
        return "index.html"
    return path.removesuffix(".md") + ".html" if path.endswith(".md") else path if path.endswith(".svg") else path + ".html"


def relative(to, page):
    return urllib.parse.quote(posixpath.relpath(address(to), posixpath.dirname(address(page)) or "."))


class Site:
    def __init__(self):
        self.markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        rules = sorted(f"docs/rules/{p.name}" for p in (ROOT / "docs/rules").glob("*.md"))
        self.menu = MENU[:1] + [("Rules", rules)] + MENU[1:]
        self.pages = [page for _, pages in self.menu for page in pages]
        self.titles, self.problems = {}, []
        for path in self.pages:
            self.titles[path] = "Overview" if path == "README.md" else re.match(r"# (.*)", (ROOT / path).read_text())[1].replace("`", "")
        for page in sorted((ROOT / "docs").rglob("*.md")):
            if page.relative_to(ROOT).as_posix() not in self.pages:
                self.problems.append(f"{page.relative_to(ROOT)} is not in the menu (tools/site/site.py)")

    def target(self, href, page):
        """The link as it is in the site. Files that are linked to and have no page yet get one."""
        parts = urllib.parse.urlsplit(href)
        if parts.scheme or not parts.path:
            return href
        to = posixpath.normpath(posixpath.join(posixpath.dirname(page), urllib.parse.unquote(parts.path)))
        if not (ROOT / to).is_file():
            self.problems.append(f"{page} links to {href}, which is not there")
            return href
        if to not in self.pages:
            self.pages.append(to)
        return relative(to, page) + (f"#{parts.fragment}" if parts.fragment else "")

    def body(self, page):
        """(HTML, [(anchor, heading)] of the second level)"""
        tokens = self.markdown.parse((ROOT / page).read_text())
        taken, headings = {}, []
        for before, token in zip([None] + tokens, tokens):
            if token.type == "inline" and before.type == "heading_open":
                text = "".join(t.content for t in token.children if t.type in ("text", "code_inline"))
                before.attrSet("id", slug(text, taken))
                if before.tag == "h2":
                    headings.append((before.attrGet("id"), text))
            for t in token.children or []:
                if t.type == "link_open":
                    t.attrSet("href", self.target(t.attrGet("href"), page))
                if t.type == "image":
                    t.attrSet("src", self.target(t.attrGet("src"), page))
        text = self.markdown.renderer.render(tokens, self.markdown.options, {})
        # What is wide scrolls by itself, with the keyboard as well.
        text = text.replace("<pre>", '<pre tabindex="0">')
        text = text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
        return text.replace("<th></th>", "<td></td>"), headings

    def navigation(self, page):
        out, here = [], ' aria-current="page"'
        for name, pages in self.menu:
            items = "".join(f'<li><a href="{relative(p, page)}"{here if p == page else ""}>{html.escape(self.titles[p])}</a></li>' for p in pages)
            out.append(f"<details{' open' if page in pages else ''}><summary>{name}</summary><ul>{items}</ul></details>")
        return "\n".join(out)

    def write(self, folder):
        template, written = (HERE / "page.html").read_text(), 0
        shutil.rmtree(folder, ignore_errors=True)
        for page in self.pages:  # grows while they are written
            to = folder / address(page)
            to.parent.mkdir(parents=True, exist_ok=True)
            if page.endswith(".svg"):
                shutil.copy(ROOT / page, to)
                continue
            if page.endswith(".md"):
                text, headings = self.body(page)
            else:
                text, headings = f'<h1>{page}</h1>\n<pre tabindex="0"><code>{html.escape((ROOT / page).read_text())}</code></pre>\n', []
            contents = "".join(f'<li><a href="#{anchor}">{html.escape(heading)}</a></li>' for anchor, heading in headings)
            values = {"title": html.escape(self.titles.get(page, page)), "style": posixpath.relpath("style.css", posixpath.dirname(address(page)) or "."),
                      "menu": self.navigation(page), "body": text, "contents": f'<nav aria-label="On this page"><ul>{contents}</ul></nav>' if len(headings) > 2 else ""}
            to.write_text(re.sub(r"\{\{(\w+)\}\}", lambda m: values[m[1]], template))
            written += 1
        shutil.copy(HERE / "style.css", folder / "style.css")
        return written


def main():
    folder = pathlib.Path(sys.argv[1])
    site = Site()
    written = site.write(folder)
    count, broken = links.check(folder)
    for problem in site.problems + broken:
        print(problem, file=sys.stderr)
    print(f"site: {written} pages, {count} links, {len(site.problems + broken)} problems; {os.path.relpath(folder)}/index.html")
    return 1 if site.problems or broken else 0


if __name__ == "__main__":
    sys.exit(main())
