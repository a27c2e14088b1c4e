"""The house's own rules: what stands where, and what no file may hold."""

from __future__ import annotations

import re
from pathlib import Path

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
