"""Named tables of a settings file, changed: all else stays as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from monitor.changing.named_tables import NamedTables

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = """\
port = 8090

# ours
[rule.one] # the first
threshold = 1 # small

[[probe]] # a door
kind = "tcp"

[rule."t w o"]
enabled = false
# the end
"""


@pytest.mark.parametrize(
    ("name", "values", "before", "after"),
    [
        ("one", {"threshold": 2}, "threshold = 1 # small", "threshold = 2 # small"),
        ("one", {"threshold": 1, "for": "5m"}, "# small\n", '# small\nfor = "5m"\n'),
        ("t w o", {"enabled": True}, "enabled = false", "enabled = true"),
        ("three", {"labels": {"a": "b"}}, "= false\n", '= false\n\n[rule.three]\nlabels = {a = "b"}\n'),
        ("one", {}, "[rule.one] # the first\nthreshold = 1 # small\n", ""),
        ("four", {}, "", ""),
    ],
)
def test_one_is_changed(tmp_path: Path, name: str, values: dict[str, Any], before: str, after: str) -> None:
    """Only its own lines are others."""
    path = tmp_path / "longtail.toml"
    path.write_text(_TEXT)
    file = NamedTables(path, "rule")
    file.put(name, values)
    file.write()
    assert _TEXT.replace(before, after, 1) == path.read_text()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is made with the table; and without the table it says nothing."""
    path = tmp_path / "longtail.toml"
    file = NamedTables(path, "rule")
    file.put("one", {"threshold": 2})
    file.write()
    assert "[rule.one]\nthreshold = 2\n" == path.read_text()
    file.put("one", {})
    file.write()
    assert ("", {}) == (path.read_text(), file.tables)


@pytest.mark.parametrize(
    "text", ["rule.one.threshold = 1\n", "rule = {one = {threshold = 1}}\n", "[rule]\none = {x = 1}\n"]
)
def test_what_is_written_otherwise_stays(tmp_path: Path, text: str) -> None:
    """And is refused in a sentence."""
    path = tmp_path / "longtail.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match="cannot be changed from here"):
        NamedTables(path, "rule").put("one", {"threshold": 2})
