#!/usr/bin/env python3
"""Whether the links of a static site lead somewhere: every address in its pages that is not of another site must be a file, and its fragment an
id in that file; no page loads anything from another site.

usage: links.py FOLDER
"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.twice = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif name in ("href", "src"):
                (self.links if tag == "a" else self.loads).append(value)


def check(folder):
    """(number of links, what is wrong with them)"""
    pages = {p.resolve(): Page(p.read_text()) for p in sorted(pathlib.Path(folder).rglob("*.html"))}
    count, wrong = 0, []
    for path, page in pages.items():
        name = path.relative_to(pathlib.Path(folder).resolve())
        wrong += [f"{name}: id {i} twice" for i in page.twice]
        for link in page.links + page.loads:
            count += 1
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                if link in page.loads:
                    wrong.append(f"{name}: loads {link}")
                continue
            to = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            if not to.is_file():
                wrong.append(f"{name}: {link} is not there")
            elif parts.fragment and (to not in pages or urllib.parse.unquote(parts.fragment) not in pages[to].ids):
                wrong.append(f"{name}: {link}: there is no such place on that page")
    return count, wrong


if __name__ == "__main__":
    number, problems = check(sys.argv[1])
    print("\n".join(problems + [f"{number} links, {len(problems)} wrong"]))
    sys.exit(1 if problems else 0)
