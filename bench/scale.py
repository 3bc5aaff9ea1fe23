#!/usr/bin/env python3
"""How the time and memory of `check` grow with the lines: generated modules and real programs; a table, a fit and a plot.

usage: bench/scale.py [BINARY] [--svg FILE] [--sizes LIST]    (a release build; tests/corpus/fetch.sh for the real programs)

Generated modules have packages of 1,000 to 1,500 lines of random functions about maps (tests/random/generate.py) that call functions of two
earlier packages; sizes are in million lines. Of a real program all packages but the standard library's are analysed, of std all. Every
run is with all rules and without a cache; the least CPU time of three counts (above 3 million lines there is one run). Lines are those of
the packages analysed; what generated modules and real programs import from std is read, too.
"""
import argparse
import math
import os
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests/random"))
from generate import HELPERS, Program  # noqa: E402
from measure import header, lines_of, row, run  # noqa: E402

ENV = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
SHAPES = 100  # different packages; larger modules repeat them under other names


def body(rng, number):
    p = Program(rng)
    scope = {"maps": ["m", "s.m"], "ints": ["a", "b", "c"], "nest": 0, "loop": False}
    p.emit("r := 0")
    p.emit("m, s := filled(a), newS()")
    p.emit("_, _ = m, s")
    for _ in range(6):
        p.statement(scope)
    p.emit("return r + others(a, b, c)")
    return f"\nfunc Run{number}(a, b, c int) int {{\n" + "\n".join(p.lines) + "\n}\n"


def shape(seed):
    rng = random.Random(seed)
    return "import (\n\t\"errors\"\n\t\"sort\"\n\t\"strconv\"\n%s)\n\nvar (\n\t_ = sort.Ints\n\t_ = strconv.Itoa\n)\n" + HELPERS + "".join(body(rng, i) for i in range(25)) + "\nfunc others(a, b, c int) int {\n\treturn a%s\n}\n"


def generate(root, lines):
    """A module of about so many lines; how many there are."""
    shapes = [shape(i) for i in range(SHAPES)]
    (root / "go.mod").write_text("module scale\n\ngo 1.24\n")
    written = i = 0
    while written < lines:
        callees = sorted({i // 2, i // 3} - {i})
        text = f"package p{i}\n\n" + shapes[i % SHAPES] % ("".join(f'\t"scale/p{c}"\n' for c in callees), "".join(f" + p{c}.Run{i % 25}(b, c, a)" for c in callees))
        (root / f"p{i}").mkdir()
        (root / f"p{i}/p.go").write_text(text)
        written += text.count("\n")
        i += 1
    uses = range(max(0, i - 50), i)
    (root / "main.go").write_text("package main\n\nimport (\n" + "".join(f'\t"scale/p{u}"\n' for u in uses) + ")\n\nfunc main() {\n"
                                  + "".join(f"\tprintln(p{u}.Run0(1, 2, 3))\n" for u in uses) + "}\n")
    return written


def figures(binary, cwd, packages, times=3):
    """CPU seconds and MiB of one check."""
    command = [binary, "check", "--no-cache", "--rules=all", "--tests=false", *packages]
    runs = [run(command, cwd, ENV) for _ in range(times)]
    if any(r["status"] not in (0, 1, 3) for r in runs):
        sys.exit(f"{cwd}: exit status {runs[0]['status']}")
    return min(r["cpu"] for r in runs), min(r["mib"] for r in runs)


def line_fit(points):
    """Slope, intercept and the share of the variance explained, by least squares."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    rest = sum((y - my - slope * (x - mx)) ** 2 for x, y in points)
    return slope, my - slope * mx, 1 - rest / sum((y - my) ** 2 for _, y in points)


def panel(left, title, unit, points, fit):
    """One diagram of the SVG: generated modules as dots on their line, real programs as squares."""
    width, height = 380, 300
    xmax, ymax = max(p[1] for p in points) * 1.05, max(p[2] for p in points) * 1.1
    place = lambda x, y: (left + 60 + x / xmax * width, 40 + height - y / ymax * height)  # noqa: E731
    out = [f'<text x="{left + 60}" y="24" font-weight="bold">{title}</text>', f'<rect x="{left + 60}" y="40" width="{width}" height="{height}" fill="none" stroke="#888"/>']
    for i in range(6):
        x, y = place(xmax * i / 5, 0)
        out.append(f'<text x="{x:.0f}" y="{y + 16:.0f}" text-anchor="middle">{xmax * i / 5 / 1e6:.1f}</text>')
        x, y = place(0, ymax * i / 5)
        out.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{ymax * i / 5:.{0 if ymax > 20 else 1}f}</text>')
    (x1, y1), (x2, y2) = place(0, max(0, fit[1])), place(xmax, fit[0] * xmax + fit[1])
    out.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#36c"/>')
    for name, px, py in points:
        x, y = place(px, py)
        if name.startswith("generated"):
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#36c"/>')
        else:
            out.append(f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#c63"/><text x="{x + 6:.1f}" y="{y + 4:.1f}" font-size="9">{name}</text>')
    out.append(f'<text x="{left + 60 + width / 2:.0f}" y="{40 + height + 34}" text-anchor="middle">million lines ({unit} upwards)</text>')
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary", nargs="?", default=HERE.parent / "build/release/ptrsafe")
    parser.add_argument("--svg", default=HERE.parent / "docs/scale.svg")
    parser.add_argument("--sizes", default="0.1,0.25,0.5,1,2,3.5,5")
    parser.add_argument("--real", default="std,lo,gorm,redis,zap,grpc,pebble,ethereum,containerd,caddy,hugo")
    args = parser.parse_args()
    binary = os.path.realpath(args.binary)
    points = []
    header("Time and memory", "what", "lines", "CPU s", "MiB", "lines per CPU s", "bytes a line")

    def note(name, lines, cpu, mib):
        points.append((name, lines, cpu, mib))
        row(name, f"{lines:,}", f"{cpu:.2f}", f"{mib:.0f}", f"{lines / cpu:,.0f}", f"{mib * 2**20 / lines:.0f}")

    for size in args.sizes.split(","):
        with tempfile.TemporaryDirectory() as temp:
            lines = generate(pathlib.Path(temp), float(size) * 1e6)
            note("generated", lines, *figures(binary, temp, ["./..."], 1 if lines > 3e6 else 3))
    for name in filter(None, args.real.split(",")):
        if name == "std":
            note(name, lines_of(tempfile.gettempdir(), ["std"], env=ENV), *figures(binary, tempfile.gettempdir(), ["std"]))
            continue
        cwd = HERE.parent / "tests/corpus" / name
        all_of_it = run(["go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "."], cwd, ENV)["out"].decode().split()
        note(name, lines_of(cwd, all_of_it, env=ENV), *figures(binary, cwd, all_of_it))
    made = [p for p in points if p[0] == "generated"]
    time, memory = line_fit([(p[1], p[2]) for p in made]), line_fit([(p[1], p[3]) for p in made])
    power = line_fit([(math.log(p[1]), math.log(p[2])) for p in made])[0]
    print(f"\nGenerated modules: {time[0] * 1e6:.2f} s of CPU a million lines (R² {time[2]:.4f}), {memory[0] * 1e6:.0f} MiB a million lines (R² {memory[2]:.4f}); "
          f"time grows as the {power:.2f}th power of the lines.")
    svg = [panel(0, "CPU seconds of check", "seconds", [p[:3] for p in points], time), panel(480, "Memory of check", "MiB", [(p[0], p[1], p[3]) for p in points], memory)]
    pathlib.Path(args.svg).write_text('<svg xmlns="http://www.w3.org/2000/svg" width="960" height="390" font-family="sans-serif" font-size="11">\n'
                                      '<rect width="960" height="390" fill="white"/>\n' + "\n".join(svg) + "\n</svg>\n")


main()
