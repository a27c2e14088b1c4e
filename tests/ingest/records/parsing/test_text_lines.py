"""Records of several lines of text."""

from __future__ import annotations

import pytest

from ingest.records.parsing.assemble import hold_back
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


def test_a_head_takes_the_line_after_it() -> None:
    """The second line of java.util.logging belongs to the first, though others begin a record so."""
    lines = "INFO: alone\nNov 26, 2026 10:00:00 AM com.acme.Pay main\nINFO: order 7 placed\nWARNING: alone too\n"
    assert [(row["logger"], row["message"]) for row in store(lines).rows] == [
        (None, "alone"),
        ("com.acme.Pay", "order 7 placed"),
        (None, "alone too"),
    ]


def test_a_head_waits_for_the_line_after_it() -> None:
    """Neither a head nor the line after it is read before what may follow is there."""
    head, line = b"Nov 26, 2026 10:00:00 AM com.acme.Pay main\n", b"SEVERE: charge failed\n"
    before = b"2026-11-26 10:00:00 INFO before\n"
    assert len(head) == hold_back(before + head, final=False)
    assert len(head + line) == hold_back(before + head + line, final=False)


def test_hashes_of_ruby_are_no_objects() -> None:
    """A line of a record that ends with a hash of Ruby belongs to the record."""
    lines = 'Processing by OrdersController#show as HTML\n  Parameters: {"id"=>"7"}\n'
    assert [row["message"] for row in store(lines).rows] == [lines.rstrip()]


SLOW = """# Time: 261126 10:00:01
# User@Host: root[root] @ localhost []
# Query_time: 0.063268  Lock_time: 0.000068  Rows_sent: 0  Rows_examined: 0
select 1;
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_slow_query_waits_with_its_time(lines: int) -> None:
    """The line with the time belongs to the line after it, which begins a record where there is none."""
    begun = "".join(SLOW.splitlines(keepends=True)[:lines])
    before = SLOW.partition("\n")[2]
    assert hold_back((before + begun).encode(), final=False) == len(begun)
    assert [row["message"] for row in store(before + SLOW + before).rows] == ["select 1;"] * 3
