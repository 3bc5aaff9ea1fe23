#!/usr/bin/env python3
"""The site of the documentation: scripts/site.sh makes it, its links lead somewhere (and a link that does not is told), its HTML is valid, and a
browser shows it on a phone, in light and dark.

usage: site.py [FOLDER]     FOLDER: where html-validate, playwright-core and axe-core are installed (by the test html_report)
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/site"))
sys.dont_write_bytecode = True
import links  # noqa: E402

def links_are_told(site):
    """Three pages that are spoilt."""
    index = site / "index.html"
    text, wrong = index.read_text(), []
    for spoilt, words in (("docs/status.html", "gone.html"), ("docs/status.html", "docs/status.html#gone"), ("style.css", "https://example.com/style.css")):
        index.write_text(text.replace(f'"{spoilt}"', f'"{words}"', 1))
        if not any(words in problem for problem in links.check(site)[1]):
            wrong.append(f"a link to {words} is not told")
    index.write_text(text)
    return wrong


def shown(site, folder):
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not browser or not folder or not (folder / "node_modules/playwright-core").is_dir() or not shutil.which("node"):
        print("skipped: no browser, or no playwright-core and html-validate (the test html_report installs them)")
        return []
    script = folder / "site.mjs"  # beside its node_modules
    shutil.copy(ROOT / "tests/docs/site.mjs", script)
    ran = subprocess.run(["node", script, site, browser], capture_output=True, text=True, timeout=120)
    print(ran.stdout.strip().split("\n")[-1])
    return [] if ran.returncode == 0 else [ran.stdout + ran.stderr]


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="ptrsafe-site-") as made:
        site = pathlib.Path(made) / "site"
        ran = subprocess.run([ROOT / "scripts/site.sh", site], capture_output=True, text=True)
        print(ran.stdout.strip())
        if ran.returncode == 77:
            return 77
        wrong = [ran.stderr] if ran.returncode else []
        wrong += links_are_told(site) + shown(site, folder)
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
