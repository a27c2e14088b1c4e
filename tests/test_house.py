"""The house's own rules: what stands where, and what no file may hold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.__main__ import GROUPS

ROOT = Path(__file__).parent.parent


def test_constraints_are_names_and_versions_only() -> None:
    """Every line of constraints.txt is name==version."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line)] == []


def test_every_dependency_says_why_it_is_there() -> None:
    """Each requirement in pyproject.toml has a comment beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    requirements = re.findall(r'^    "[a-z0-9-]+(?:\[[a-z,]+\])?[<>=!~].*$', text, flags=re.MULTILINE)
    assert len(requirements) > 0
    assert [line for line in requirements if "  # " not in re.sub(r", +#", ",  #", line)] == []


def test_nothing_is_left_of_a_merge() -> None:
    """No file has a conflict's marks, and the changelog tells nothing twice."""
    kinds = (".md", ".py", ".sql", ".js", ".css", ".toml", ".txt", ".json")
    marked = [
        path.relative_to(ROOT).as_posix()
        for folder in (ROOT, *(ROOT / name for name in ("dashboard", "docs", "ingest", "sql", "tests")))
        for path in (folder.glob("*") if folder == ROOT else folder.rglob("*"))
        if path.suffix in kinds and re.search(r"^(<{7}|>{7}) ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]
    told = re.findall(r"^- \*\*(.+?)\*\*", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert ([], sorted(set(told))) == (marked, sorted(told))


def test_long_modules_say_why() -> None:
    """A module of more than 400 lines gives the reason in its docstring: `One long module: …`."""
    modules = [path for name in ("dashboard", "ingest", "monitor", "sql") for path in (ROOT / name).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in modules}
    long = {name: text for name, text in texts.items() if text.count("\n") > 400}
    without = {name for name, text in long.items() if "One long module: " not in text.split('"""')[1]}
    assert (without, len(texts) > 200) == (set(), True)


_MOST_MODULES = 15
_REGISTRIES = {"dashboard/app_pages", "ingest/formats/schemas", "ingest/formats/text", "monitor/probes"}
"""Folders that hold one file for each thing they know, however many: a page, a log format, a kind of probe."""


def test_folders_are_small() -> None:
    """At most fifteen modules in a folder, so that its name says what is in it; registries may hold more."""
    folders = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for name in ("dashboard", "ingest", "monitor", "sql")
        for path in (ROOT / name).rglob("*.py")
        if path.name != "__init__.py"
    )
    large = {folder for folder, modules in folders.items() if modules > _MOST_MODULES}
    assert (_REGISTRIES, len(folders) > 30) == (large, True)


def test_every_test_is_in_one_group() -> None:
    """`python -m tests unit` and the other groups together run every test file, and none twice."""
    told = {name: ([a for a in arguments if a[0] != "-"], arguments) for name, arguments in GROUPS.items()}
    files = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    inside = {
        file: [
            name
            for name, (paths, arguments) in told.items()
            if any(file.startswith(path) for path in paths)
            and not any(file.startswith(one.removeprefix("--ignore=")) for one in arguments if one[0] == "-")
        ]
        for file in files
    }
    assert ([], True) == ([file for file, names in inside.items() if len(names) != 1], len(files) > 50)


def test_no_window_is_over_everything() -> None:
    """No `over ()`: it can end DuckDB 1.5 where there are no rows; `over (partition by 'all')` cannot."""
    files = sorted((ROOT / "sql").rglob("*.sql"))
    bare = re.compile(r"\bover\s*\(\s*\)|\bas\s*\(\s*\)|\bover\s*\(\s*(rows|range|groups)\b", re.IGNORECASE)
    found = [path.relative_to(ROOT).as_posix() for path in files if bare.search(path.read_text(encoding="utf-8"))]
    assert ([], True) == (found, len(files) > 100)
