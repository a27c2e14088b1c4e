"""Records of several lines of text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ingest.records.parsing.assemble import hold_back
from tests.ingest.stored import attributes, store

if TYPE_CHECKING:
    from collections.abc import Callable

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


HEAD, SECOND = "Nov 26, 2026 10:00:00 AM com.acme.Pay main", "INFO: order 7 placed"


def _docker(text: str) -> str:
    return json.dumps({"log": f"{text}\n", "stream": "stderr", "time": "2026-11-26T10:00:00.1Z"}, separators=(",", ":"))


def _cri(text: str) -> str:
    return f"2026-11-26T10:00:00.1Z stderr F {text}"


@pytest.mark.parametrize("wrapped", [_docker, _cri])
def test_a_head_inside_a_container(wrapped: Callable[[str], str]) -> None:
    """Both lines of java.util.logging are one record, also where a container runtime wrapped each; and both wait."""
    lines = "".join(f"{wrapped(line)}\n" for line in (HEAD, SECOND, "more", HEAD, SECOND))
    assert [(row["logger"], row["message"]) for row in store(lines).rows] == [
        ("com.acme.Pay", "order 7 placed\nmore"),
        ("com.acme.Pay", "order 7 placed"),
    ]
    last = f"{wrapped(HEAD)}\n{wrapped(SECOND)}\n".encode()
    assert len(last) == hold_back(lines.encode(), final=False)


POSTGRES = [
    "2026-11-26 10:00:00.795 UTC [22610] ada@shop ERROR:  duplicate key",
    "2026-11-26 10:00:00.795 UTC [22610] ada@shop DETAIL:  Key (id)=(1) already exists.",
    "2026-11-26 10:00:00.795 UTC [22610] ada@shop STATEMENT:  insert into orders",
    "\tvalues (1)",
]


@pytest.mark.parametrize("wrapped", [str, _docker, _cri])
def test_details_belong_to_their_message(wrapped: Callable[[str], str]) -> None:
    """PostgreSQL's DETAIL and STATEMENT are no records, and wait with their message for what may follow."""
    lines = "".join(f"{wrapped(line)}\n" for line in POSTGRES)
    (found,) = store(lines).rows
    told = attributes(found)
    assert ("ERROR", "duplicate key", "ada") == (found["level"], found["message"], found["user_id"])
    assert ("Key (id)=(1) already exists.", "insert into orders\n\tvalues (1)") == (told["detail"], told["statement"])
    assert len(lines) == hold_back(lines.encode(), final=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('time=2026-11-26T10:00:00Z level=warn msg="disk low"', ("WARNING", "disk low")),
        ("ERROR:root:no card", ("ERROR", "no card")),
        ('{"level":"error","msg":"no card"}', ("ERROR", "no card")),
        ("W1126 10:00:00.123456       7 main.go:17] slow", ("WARNING", "slow")),
        ("error: kex_exchange_identification: closed", (None, "error: kex_exchange_identification: closed")),
        ("(root) CMD (echo hi)", (None, "(root) CMD (echo hi)")),
    ],
)
@pytest.mark.parametrize("prefix", ["Jan  5 10:00:00 web1 shop[7]: ", "2026-01-05T10:00:00.5Z web1 shop[7]: "])
def test_a_known_format_inside_syslog(prefix: str, text: str, expected: tuple[str | None, str]) -> None:
    """The message of a syslog line is read by its own format, if it has one; host and service are those of the line."""
    (found,) = store(f"{prefix}{text}\n").rows
    assert ("web1", "shop", *expected) == (found["host"], found["service"], found["level"], found["message"])


def test_a_hyphen_is_no_host() -> None:
    """A time, a hyphen and a level are no line of syslog."""
    (found,) = store("2026-01-05T10:00:00Z - error: no card\n").rows
    assert (None, None, "ERROR", "no card") == tuple(found[name] for name in ("host", "service", "level", "message"))


@pytest.mark.parametrize(
    "head",
    [
        "# Logfile created on 2026-11-29 22:33:07 +0000 by logger.rb/v1.5.0",
        "mysqld, Version: 10.11.19-MariaDB (Debian 12). started with:",
        "Tcp port: 3306  Unix socket: /run/my.sock\nTime\t\t    Id Command\tArgument",
        "Log file created at: 2026/11/29 22:40:24\nRunning on machine: web1\nBinary: Built with gc go1.19.8",
        "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg",
    ],
)
def test_lines_at_the_beginning_of_a_file_are_no_records(head: str) -> None:
    """What says how a file is written counts like blank lines."""
    found = store(f"{head}\n{LINE}")
    assert ([], 1, head.count("\n") + 1) == (found.rejects, len(found.rows), found.counts.blank)
