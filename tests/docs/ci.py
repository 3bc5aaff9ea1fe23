#!/usr/bin/env python3
"""The files of docs/ci.md, each a fenced block of YAML that begins with its path: they are YAML, follow the schemas of GitHub and GitLab (as the Python
package check-jsonschema has them), are what `ptrsafe init` writes, and their commands run. pre-commit reads the hooks of the repository and runs the one of `init`; where reviewdog is
installed, it gets the formats that the page says it reads.

usage: ci.py BINARY
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from pages import blocks_of, with_module

with_module("yaml")
import yaml  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCHEMAS = {".github/workflows/": "vendor.github-workflows", ".gitlab/": "vendor.gitlab-ci"}
MODULE = {"go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": "package m\n\nfunc F() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"}


def files():
    """{path: text}"""
    out = {}
    for block in blocks_of((ROOT / "docs/ci.md").read_text(), "yaml"):
        first, _, text = block.partition("\n")
        out[first.removeprefix("# ")] = text
    return out


def installed(tool):
    found = shutil.which(tool) or shutil.which(HERE / "venv/bin" / tool)
    if not found:
        print(f"skipped: {tool} is not installed (scripts/install-dependencies.sh --tests)")
    return found


def hooks(folder, environment):
    """What pre-commit makes of the repository's hooks, and of the one that `init` writes: a commit that brings a finding is refused."""
    tool = installed("pre-commit")
    if not tool:
        return []
    (folder / "b.go").write_text(MODULE["a.go"].replace("F()", "G()"))
    subprocess.run(["git", "add", "b.go"], cwd=folder, check=True, env=environment)
    wrong = []
    for args, due in ((["validate-manifest", ROOT / ".pre-commit-hooks.yaml"], 0), (["validate-config", ".pre-commit-config.yaml"], 0), (["run"], 1)):
        ran = subprocess.run([tool, *args], cwd=folder, capture_output=True, text=True, env={**environment, "PRE_COMMIT_HOME": str(folder / "pre-commit")})
        if ran.returncode != due or (due and "b.go:5:2" not in ran.stdout):
            wrong.append(f"pre-commit {args[0]} ends with {ran.returncode}, not {due}: {ran.stdout}{ran.stderr}")
    return wrong


def schema_errors(folder, path):
    schema = next((s for start, s in SCHEMAS.items() if path.startswith(start)), None)
    tool = schema and installed("check-jsonschema")
    if not tool:
        return []
    ran = subprocess.run([tool, "--builtin-schema", schema, folder / path], capture_output=True, text=True)
    return [] if ran.returncode == 0 else [f"{path}: {ran.stdout}{ran.stderr}"]


def commands(value):
    """The calls of ptrsafe in a file, wherever they stand: without what the CI system fills in."""
    if isinstance(value, dict):
        return [c for v in value.values() for c in commands(v)]
    if isinstance(value, list):
        return [c for v in value for c in commands(v)]
    if not isinstance(value, str) or not value.startswith("ptrsafe check"):
        return []
    return [re.sub(r"origin/\$\{\{.*?\}\}|\$CI_\w+", "HEAD", value)]


def read_by_reviewdog(binary):
    """The commands of the page's table, on the example service: all findings arrive."""
    if not shutil.which("reviewdog"):
        print("skipped: the formats are not given to reviewdog, which is not installed")
        return []
    wrong, example = [], ROOT / "examples/orders"
    due = json.loads(subprocess.run([binary, "check", "--format=json"], cwd=example, capture_output=True).stdout)["findings"]
    table = re.findall(r"^\| `(ptrsafe check.*reviewdog .*?)` \|", (ROOT / "docs/ci.md").read_text(), re.M)
    for command in table:
        command = command.replace("\\|", "|").replace("ptrsafe", str(binary), 1) + " -name=ptrsafe -reporter=rdjson -filter-mode=nofilter -diff='git diff HEAD'"
        ran = subprocess.run(["bash", "-c", command], cwd=example, capture_output=True, text=True, timeout=60)
        # From SARIF it makes paths below the top of the repository.
        got = [(d["location"]["path"].removeprefix("examples/orders/"), d["location"]["range"]["start"]["line"]) for d in json.loads(ran.stdout)["diagnostics"]]
        if sorted(got) != sorted((f["file"], f["line"]) for f in due):
            wrong.append(f"`{command}` has {got}")
    return wrong if table else ["no command for reviewdog on the page"]


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    wrong, count = [], 0
    with tempfile.TemporaryDirectory(prefix="ptrsafe-ci-") as made:
        folder = pathlib.Path(made)
        for path, text in {**MODULE, **files()}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
        (folder / "bin").mkdir()
        (folder / "bin/ptrsafe").symlink_to(binary)
        for call in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x"]):
            subprocess.run(["git", *call], cwd=folder, check=True, env=environment)
        for path, text in [*files().items(), (".pre-commit-hooks.yaml", (ROOT / ".pre-commit-hooks.yaml").read_text())]:
            wrong += schema_errors(folder, path)
            for command in commands(yaml.safe_load(text)):
                count += 1
                ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, env=environment)
                # The module has one finding, which HEAD has as well.
                due = 0 if "--diff" in command or "--fail-on=never" in command else 1
                if ran.returncode != due:
                    wrong.append(f"{path}: `{command}` ends with {ran.returncode}, not {due}: {ran.stderr}")
        made_by_init = folder / "init"
        made_by_init.mkdir()
        subprocess.run([binary, "init", "--github", "--gitlab", "--pre-commit"], cwd=made_by_init, check=True, capture_output=True)
        for path in sorted(p.relative_to(made_by_init).as_posix() for p in made_by_init.rglob("*") if p.suffix in (".yml", ".yaml")):
            if files().get(path) != (made_by_init / path).read_text():
                wrong.append(f"{path} is not what `ptrsafe init` writes")
        wrong += hooks(folder, environment) + read_by_reviewdog(binary)
    print("\n".join(wrong + [f"ci: {len(files())} files, {count} commands run, wrong: {len(wrong)}"]))
    return 1 if wrong or count < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
