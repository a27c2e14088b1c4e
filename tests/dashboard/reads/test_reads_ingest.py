"""What the search for doubled streams asks: which pairs the ledger suspects, and which of them the rows prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import bind
from tests.dashboard import asking
from tests.sql.given import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse


def _lines(file_id: int, *messages: str) -> list[dict[str, Any]]:
    return [
        record(f"10:00:0{number}", "app", message=message, file_id=file_id, line=number)
        for number, message in enumerate(messages, 1)
    ]


GIVEN = [
    *_lines(1, "a", "b", "c"),
    *_lines(2, "a", "b", "c"),
    *_lines(3, "a", "b", "c", "d"),
    *_lines(4, "a", "b", "x", "d"),
    *_lines(5, "a", "b", "c"),
    *_lines(6, "a"),
]
MORE = (
    """
    insert into files (
        file_id, path, source, service, state, compression, device, inode, head_length, head_hash, tail_length,
        tail_hash, content_crc, size, bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates,
        first_ts, last_ts, gap, gap_bytes, note, modified_at, first_seen_at, last_read_at
    )
    select
        file_id, 'logs/' || name, 'app', 'shop', state, null, null, null, head_length, head_hash, 0, tail_hash, crc,
        size, size, lines, lines, lines, 0, 0, 0, date '2026-11-20' + first_ts::time, null, null, 0, null, null,
        timestamp '2026-11-20 09:00:00', date '2026-11-20' + last_read_at::time
    from (
        values
            (1, 'app.log', 'live', 4096, 'head', 'abc', 1, 400, 3, '10:00:01', '11:00:00'),
            (2, 'app.log.1', 'drained', 4096, 'head', 'abc', 1, 400, 3, '10:00:01', '11:00:00'),
            (3, 'app.log.2', 'drained', 4096, 'head', 'abcd', 2, 500, 4, '10:00:01', '12:00:00'),
            (4, 'short', 'missing', 300, 'other', 'abxd', 3, 600, 4, '09:00:00', '13:00:00'),
            (5, 'gone', 'dropped', 4096, 'head', 'abc', 1, 400, 3, '10:00:01', '13:00:00'),
            (6, 'one line', 'drained', 4096, 'head', 'a', 4, 300, 1, '10:00:01', '13:00:00'),
            (7, 'shorter', 'drained', 290, 'new', 'ab', 5, 290, 2, '09:00:00', '09:00:00')
    ) as given(file_id, name, state, head_length, head_hash, tail_hash, crc, size, lines, first_ts, last_read_at)
    """,
    r"insert into rejects values (1, 4, 400, 'not JSON', 'hm'::blob, timestamp '2026-11-20 12:00:00')",
)

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "doubled_candidates": (
        lambda: bind("doubled_candidates", since="2026-11-20T10:30:00", limit=10),
        [
            (2, "logs/app.log.1", 3, 400, 1, "logs/app.log", False),
            (7, "logs/shorter", 2, 290, 4, "logs/short", True),
            (1, "logs/app.log", 3, 400, 3, "logs/app.log.2", True),
            (2, "logs/app.log.1", 3, 400, 3, "logs/app.log.2", True),
        ],
    ),
    "doubled_proof": (
        lambda: bind(
            "doubled_proof",
            file_ids=("1", "1", "1", "2", "3"),
            other_ids=("2", "3", "4", "3", "5"),
            lengths=("400", "400", "400", "500", "400"),
        ),
        [(1, 2), (1, 3), (3, 5)],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN, MORE) as target:
        yield target


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert expected == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL with its parameters written in gives the same rows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse has no doubled streams."""
    assert asking.of_nothing(CASES[name][0]()).height == 0


def test_newest_pairs_only(filled: Warehouse) -> None:
    """`since` leaves out pairs neither of which was read after it; `limit` keeps the first."""
    later = bind("doubled_candidates", since="2026-11-20T12:30:00", limit=10)
    first = bind("doubled_candidates", since="2026-11-20T10:30:00", limit=1)
    assert ([(7, 4)], [(2, 1)]) == tuple(
        [(row[0], row[4]) for row in asking.rows(filled, question)] for question in (later, first)
    )
