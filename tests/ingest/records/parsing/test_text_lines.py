"""Records of several lines of text."""

from __future__ import annotations

import pytest

from tests.ingest.stored import store

LINE = "2026-11-26 10:00:00 [info] <0.1.0> first\n"


@pytest.mark.parametrize("after", ["\n", "\n\n\n", "more\n\n", "\nmore\n\n"])
@pytest.mark.parametrize("following", ["", LINE.replace("first", "second")])
def test_blank_lines_at_the_end_of_a_record(after: str, following: str) -> None:
    """A record is stored also if empty lines follow it."""
    stored = store(LINE + after + following)
    messages = ["\n".join(["first", *after.rstrip().split("\n")]) if after.strip() else "first"]
    assert [row["message"] for row in stored.rows] == messages + ["second"] * bool(following)
    assert stored.counts.blank == stored.counts.lines - len(stored.rows)
