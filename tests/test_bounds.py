"""The lower bounds of dependencies are versions that tests run with, not earlier ones that nobody has tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _tested() -> dict[str, tuple[int, ...]]:
    """The versions in constraints.txt, by name."""
    lines = (line.strip().split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    return {name.lower().replace("_", "-"): _version(version) for name, version in lines}


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", text)[:2])


def test_lower_bounds() -> None:
    """Major and minor version of each are those of the constraints."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = [re.match(r"([\w.\-]+)>=([0-9.]+)", requirement) for requirement in project["dependencies"]]
    bounds = {match[1]: _version(f"{match[2]}.0") for match in found if match}
    assert len(bounds) == len(project["dependencies"])
    assert bounds == {name: _tested()[name] for name in bounds}
